"""What one takes outside, or reads."""

from random import Random

from shop.drawing.colours import INK, METAL, PAPER, Tint
from shop.drawing.svg import dark, disc, draw, fill, group, light, oval, rect, ring


def bike(dice: Random, tint: Tint) -> str:
    """A bicycle: for the town, for speed, or with a low frame."""
    tyre = dice.choice((INK, tint.wood, PAPER))
    parts = [_wheel(dice, x, tyre) for x in (108, 292)]
    low = dice.random() < 0.4
    top = "M250 182 Q196 196 172 232" if low else "M250 182 L158 186"
    frame = [f"M108 280 L184 282 L{150 if low else 156} 172", "M184 282 L252 190", "M108 280 L158 198", top]
    parts += [draw(d, tint.main, 10) for d in frame]
    parts += [draw("M246 156 L262 210 Q276 236 292 280", tint.main, 9), draw("M108 284 L184 286", INK, 3)]
    parts += [disc(184, 282, 17, METAL), disc(184, 282, 8, INK), draw("M184 282 L206 306 m-9 0 h20", INK, 6)]
    parts += [draw("M130 168 Q154 152 182 166", dice.choice((INK, tint.wood)), 15)]
    bars = (
        "M246 156 L266 148 Q292 150 282 176 Q276 186 264 182",
        "M246 158 L232 138 L214 142",
        "M246 158 Q262 132 290 138",
    )
    parts.append(draw(dice.choice(bars), INK, 8))
    if dice.random() < 0.55:
        weave = "".join(draw(f"M{x} 168 l4 40", dark(tint.wood), 3) for x in range(270, 322, 10))
        parts.append(fill("M258 164 H328 L318 212 H270 Z", tint.wood) + weave)
    if dice.random() < 0.5:
        guard = dark(tint.main, 0.3)
        parts += [
            draw("M36 280 A72 72 0 0 1 160 230", guard, 6),
            draw("M84 188 H146", INK, 6),
            draw("M92 190 L104 274", INK, 4),
        ]
    return "".join(parts)


def _wheel(dice: Random, x: int, tyre: str) -> str:
    count = dice.choice((6, 8, 10))
    spokes = (
        draw("M0 -58 V58", METAL, 1.6, transform=f"translate({x} 280) rotate({n * 180 / count:.1f})")
        for n in range(count)
    )
    return ring(x, 280, 62, tyre, 8) + ring(x, 280, 56, METAL, 3) + "".join(spokes) + disc(x, 280, 8, METAL)


def skateboard(dice: Random, tint: Tint) -> str:
    """The underside of a board: nothing is as much its owner's own."""
    width = dice.choice((40, 46, 54))
    deck = rect(200 - width, 40, 2 * width, 320, tint.main, width) + rect(
        208 - width, 48, 2 * width - 16, 304, tint.shade, width - 8
    )
    art = dice.choice(
        (
            "".join(
                rect(208 - width, 130 + n * 32, 2 * width - 16, 15, c)
                for n, c in enumerate((tint.second, PAPER, tint.glow, tint.second))
            ),
            disc(200, 198, width - 10, tint.second)
            + fill(f"M{214 - width} 208 l{width - 18} -44 l14 20 l12 -12 l{width - 28} 36 z", PAPER),
            fill("M208 120 L168 206 H198 L186 280 L234 184 H204 L222 120 Z", tint.second),
            "".join(ring(200, 200, r, c, 7) for r, c in ((12, PAPER), (24, tint.second), (36, tint.glow))),
        )
    )
    axles = []
    for y in (92, 308):
        wheel = dice.choice((tint.second, PAPER, "#f0b849"))
        axles += [rect(188, y - 22, 24, 44, METAL, 6), rect(200 - width - 8, y - 5, 2 * width + 16, 10, METAL, 5)]
        axles += [rect(x, y - 19, 22, 38, wheel, 8) for x in (184 - width, 194 + width)]
    return group(deck, art, *axles, move=f"rotate({dice.choice((-38, -24, 22, 34, 52))} 200 200)")


def camera(dice: Random, tint: Tint) -> str:
    """A camera, from when it held a film."""
    return dice.choice((_reflex, _instant, _reflex))(dice, tint)


def _reflex(dice: Random, tint: Tint) -> str:
    metal = dice.choice((METAL, "#c9c4b8", INK))
    strap = draw("M78 208 Q40 96 176 70 Q350 60 322 208", tint.wood, 9)
    hump = fill("M160 182 L172 140 H228 L240 182 Z", metal) if dice.random() < 0.6 else rect(118, 158, 44, 24, metal, 5)
    knobs = "".join(rect(x, 162, w, 22, dark(metal, 0.3), 5) for x, w in ((92, 34), (262, 26), (294, 18)))
    body = rect(70, 178, 260, 152, metal, 20) + rect(70, 208, 260, 94, tint.main)
    grain = "".join(draw(f"M{x} 214 v82", tint.shade, 2) for x in range(80, 326, 9))
    r = dice.choice((58, 66, 72))
    glass = ((r, INK), (r - 9, "#55545f"), (r - 20, INK), (r - 30, "#31456b"), (r - 40, "#5f7fb5"))
    lens = "".join(disc(200, 254, size, colour) for size, colour in glass) + disc(186, 240, 7, "#dfeaff")
    badge = rect(282, 188, 34, 12, tint.second, 3) + disc(98, 193, 6, tint.second)
    return strap + hump + knobs + body + grain + lens + badge


def _instant(dice: Random, tint: Tint) -> str:
    body = fill("M106 148 H294 L318 262 V338 H82 V262 Z", tint.main)
    front = fill("M82 262 H318 V338 H82 Z", tint.shade) + rect(112, 300, 176, 12, INK, 4)
    rainbow = "".join(
        rect(190 + n * 8, 262, 8, 76, c) for n, c in enumerate(("#d8483e", "#e9a13b", "#efd25a", "#5aa36f", "#4a7fb5"))
    )
    lens = (
        disc(200, 208, 46, PAPER)
        + disc(200, 208, 36, INK)
        + disc(200, 208, 20, "#31456b")
        + disc(192, 200, 6, "#dfeaff")
    )
    flash = rect(254, 166, 40, 32, "#e9eef2", 5) + disc(134, 182, 14, INK) + disc(134, 224, 9, tint.second)
    print_ = rect(136, 326, 128, 60, PAPER, 3) + rect(148, 340, 104, 46, tint.second) if dice.random() < 0.6 else ""
    return print_ + body + front + (rainbow if dice.random() < 0.6 else "") + lens + flash


def books(dice: Random, tint: Tint) -> str:
    """A stack or a row of books."""
    colours = [tint.main, tint.second, tint.glow, tint.shade, light(tint.second, 0.4), tint.main]
    if dice.random() < 0.5:
        return _stack(dice, colours, tint)
    return _row(dice, colours)


def _stack(dice: Random, colours: list[str], tint: Tint) -> str:
    parts, y = [], 344
    for n in range(dice.choice((4, 5, 6))):
        height, width = dice.randrange(28, 46), dice.randrange(150, 216)
        x, colour = 200 - width // 2 + dice.randrange(-18, 19), colours[n]
        y -= height
        parts += [rect(x, y, width, height, colour, 4), rect(x + width - 14, y + 5, 14, height - 10, PAPER)]
        parts += [
            rect(x + 22, y + 4, 5, height - 8, light(colour, 0.5)),
            rect(x + 44, y + height / 2 - 3, width / 3, 6, light(colour, 0.5), 3),
        ]
    mug = fill(f"M170 {y - 46} H224 V{y - 12} Q224 {y} 210 {y} H184 Q170 {y} 170 {y - 12} Z", tint.glow) + ring(
        226, y - 26, 11, tint.glow, 6
    )
    return "".join(parts) + (mug if dice.random() < 0.6 else oval(200, y - 3, 36, 5, tint.wood))


def _row(dice: Random, colours: list[str]) -> str:
    parts, x = [], 84
    for n in range(6):
        width, height = dice.randrange(28, 46), dice.randrange(150, 232)
        y, colour = 344 - height, colours[(n + 1) % 6]
        parts.append(rect(x, y, width, height, colour, 3))
        parts += [rect(x, y + 18, width, 6, light(colour, 0.5)), rect(x, y + height - 30, width, 6, light(colour, 0.5))]
        parts.append(rect(x + width / 2 - 3, y + 42, 6, height - 96, light(colour, 0.35), 3))
        x += width + 2
    lean = group(
        rect(0, -190, 34, 190, dark(colours[0], 0.1), 3),
        rect(0, -160, 34, 8, PAPER),
        move=f"translate({x + 8} 344) rotate(-11)",
    )
    return "".join(parts) + (lean if x < 300 else "")
