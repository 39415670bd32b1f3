"""What makes music."""

from random import Random

from shop.drawing.colours import INK, METAL, PAPER, Tint
from shop.drawing.svg import cut, dark, disc, draw, fill, group, light, rect, ring

ACOUSTIC = (
    "M200 188 Q254 190 250 226 Q246 246 256 258 Q290 296 258 334 Q200 370 142 334 "
    "Q110 296 144 258 Q154 246 150 226 Q146 190 200 188 Z"
)
ELECTRIC = (
    "M188 214 Q150 176 134 208 Q126 236 142 258 Q108 312 148 342 Q200 366 254 342 "
    "Q292 310 258 258 Q276 226 262 204 Q244 192 214 222 Z"
)


def guitar(dice: Random, tint: Tint) -> str:
    """A guitar, leaning."""
    electric = dice.random() < 0.45
    neck = rect(189, 52, 22, 190, dark(tint.wood, 0.3), 3)
    frets = "".join(rect(189, y, 22, 2, METAL) for y in range(66, 220, 16))
    head = fill(dice.choice(("M184 56 L178 8 H222 L216 56 Z", "M186 56 L180 14 Q206 -6 226 10 L214 56 Z")), tint.wood)
    pegs = "".join(disc(x, y, 5, METAL) for x in (174, 226) for y in (18, 31, 44))
    body = _electric(dice, tint) if electric else _acoustic(dice, tint)
    strings = "".join(draw(f"M{x} 50 V304", PAPER, 1.2) for x in (193, 197.5, 202, 207))
    return group(
        neck,
        body,
        neck,
        frets,
        head,
        pegs,
        strings,
        move=f"rotate({dice.choice((-13, -7, 8, 14))} 200 330) translate(0 6)",
    )


def _acoustic(dice: Random, tint: Tint) -> str:
    edge = draw(ACOUSTIC, dark(tint.main, 0.45), 6)
    burst = cut("belly", ACOUSTIC, disc(200, 286, 84, tint.glow, opacity=0.5)) if dice.random() < 0.6 else ""
    guard = fill("M206 250 Q252 262 240 316 Q214 306 206 286 Z", dark(tint.main, 0.5)) if dice.random() < 0.6 else ""
    hole = disc(200, 262, 27, INK) + ring(200, 262, 31, dice.choice((tint.second, PAPER)), 4)
    return fill(ACOUSTIC, tint.main) + burst + edge + guard + hole + rect(166, 306, 68, 11, dark(tint.wood, 0.4), 4)


def _electric(dice: Random, tint: Tint) -> str:
    plate = fill(
        "M164 232 Q156 288 176 330 Q222 342 244 316 Q214 300 216 236 Z", dice.choice((PAPER, INK, tint.second))
    )
    pickups = "".join(rect(182, y, 36, 13, INK if n % 2 else METAL, 4) for n, y in enumerate((246, 268, 290)))
    knobs = "".join(disc(x, y, 7, METAL) for x, y in ((236, 300), (228, 320)))
    return (
        fill(ELECTRIC, tint.main)
        + draw(ELECTRIC, dark(tint.main, 0.3), 4)
        + plate
        + pickups
        + rect(178, 310, 44, 9, METAL, 3)
        + knobs
    )


def turntable(dice: Random, tint: Tint) -> str:
    """A record player, or a record half out of its sleeve."""
    return dice.choice((_player, _sleeve))(dice, tint)


def _record(x: float, y: float, r: float, label: str) -> str:
    grooves = "".join(ring(x, y, r * share, "#4a4852", 1.5) for share in (0.9, 0.8, 0.7, 0.6, 0.5))
    gleam = draw(
        f"M{x - r * 0.6:.0f} {y - r * 0.5:.0f} A{r * 0.8:.0f} {r * 0.8:.0f} 0 0 1 {x:.0f} {y - r * 0.8:.0f}",
        "#77747f",
        5,
    )
    return disc(x, y, r, INK) + grooves + gleam + disc(x, y, r * 0.34, label) + disc(x, y, r * 0.05, PAPER)


def _player(dice: Random, tint: Tint) -> str:
    case = rect(62, 116, 276, 222, tint.main, 16) + rect(62, 300, 276, 38, tint.shade, 10)
    legs = "".join(rect(x, 334, 34, 16, INK, 6) for x in (84, 282))
    mat = disc(174, 212, 86, dark(tint.main, 0.45))
    arm = (
        draw("M300 142 V210 L252 258", METAL, 8)
        + disc(300, 142, 17, dark(METAL, 0.2))
        + rect(238, 248, 26, 14, PAPER, 4)
    )
    knobs = "".join(disc(x, 319, 9, tint.second) for x in dice.choice(((92,), (92, 122), (278, 308))))
    slider = rect(306, 232, 8, 52, INK, 4) + rect(300, 250, 20, 10, tint.second, 3)
    return legs + case + mat + _record(174, 212, 80, tint.second) + arm + knobs + slider


def _sleeve(dice: Random, tint: Tint) -> str:
    art = dice.choice(
        (
            "".join(ring(168, 232, r, c, 13) for r, c in ((74, tint.second), (48, PAPER), (22, tint.second))),
            "".join(rect(70, 134 + n * 34, 198, 17, tint.second) for n in range(6)),
            disc(168, 206, 52, tint.second)
            + fill("M70 330 L136 226 L180 284 L214 246 L268 330 Z", light(tint.second, 0.5)),
            "".join(
                rect(86 + n * 30, 320 - h, 18, h, tint.second) for n, h in enumerate(dice.sample(range(50, 180), 6))
            ),
        )
    )
    cover = "M70 134 H268 V332 H70 Z"
    sleeve = fill(cover, tint.main) + cut("art", cover, art) + rect(258, 134, 10, 198, tint.shade)
    return group(_record(262, 233, 92, tint.glow), sleeve, move=f"rotate({dice.choice((-6, -3, 4, 7))} 200 240)")
