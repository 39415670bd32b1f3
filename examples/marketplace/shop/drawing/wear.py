"""What one wears."""

from random import Random

from shop.drawing.colours import INK, METAL, PAPER, Tint
from shop.drawing.svg import cut, dark, disc, draw, fill, group, light, mirrored, oval, rect


def _hanger(wood: str) -> str:
    hook = draw("M200 92 V74 q0 -8 9 -10 q12 -3 10 -14 q-2 -12 -16 -11", METAL, 5)
    return hook + draw("M126 128 Q200 72 274 128", dark(wood), 9)


def _pattern(dice: Random, tint: Tint, d: str) -> str:
    """What is woven into a piece, or nothing."""
    accent = light(tint.second, 0.15)
    kind = dice.choice(("none", "stripes", "checks", "dots", "zigzag", "none"))
    if kind == "stripes":
        step = dice.choice((24, 36, 48))
        return cut("cloth", d, *(rect(60, y, 280, step / 3, accent) for y in range(128, 380, step)))
    if kind == "checks":
        across = [rect(60, y, 280, 5, accent, opacity=0.7) for y in range(120, 380, 34)]
        return cut("cloth", d, *across, *(rect(x, 90, 5, 290, accent, opacity=0.7) for x in range(92, 330, 34)))
    if kind == "dots":
        places = ((x + (y // 30 % 2) * 15, y) for y in range(120, 380, 30) for x in range(80, 330, 30))
        return cut("cloth", d, *(disc(x, y, 5, accent) for x, y in places))
    if kind == "zigzag":
        return cut("cloth", d, *(draw(f"M70 {y}" + " l13 -14 l13 14" * 10, accent, 5) for y in (170, 192, 214)))
    return ""


def coat(dice: Random, tint: Tint) -> str:
    """A coat on a hanger, long or short, with or without a belt and a hood."""
    end = dice.choice((296, 326, 352))
    body = f"M152 116 Q200 96 248 116 L276 {end} Q200 {end + 14} 124 {end} Z"
    sleeve = fill("M154 116 Q112 132 92 272 Q106 286 124 282 Q136 214 150 178 Z", tint.shade)
    cuff = fill("M94 258 L127 266 L124 284 Q106 288 91 275 Z", dark(tint.main, 0.36))
    collar = dice.choice(
        (
            fill("M164 110 L200 176 L186 204 L148 128 Z", tint.glow),
            fill("M160 112 Q168 140 198 152 L198 172 Q150 158 148 122 Z", dice.choice((tint.second, tint.glow))),
        )
    )
    button = dice.choice((INK, PAPER, tint.second))
    rows = range(206, end - 30, 34)
    columns = dice.choice(((192,), (180, 220)))
    pocket = draw(f"M148 {end - 84} l30 8", dark(tint.main, 0.42), 5)
    parts = [
        _hanger(tint.wood),
        sleeve,
        cuff,
        mirrored(sleeve, cuff),
        fill(body, tint.main),
        _checked(dice, tint, body),
    ]
    parts += [draw(f"M200 176 V{end + 6}", dark(tint.main, 0.3), 3), collar, mirrored(collar), pocket, mirrored(pocket)]
    parts += [disc(x, y, 5.5, button) for y in rows for x in columns]
    if dice.random() < 0.4:
        parts += [rect(136, 230, 128, 15, dark(tint.main, 0.36), 3), rect(190, 227, 24, 21, METAL, 4)]
    return "".join(parts)


def _checked(dice: Random, tint: Tint, body: str) -> str:
    return _pattern(dice, tint, body) if dice.random() < 0.35 else ""


def jumper(dice: Random, tint: Tint) -> str:
    """A jumper, with a collar of its own and something knitted in."""
    body = "M146 122 Q200 104 254 122 L264 312 Q200 322 136 312 Z"
    sleeve = fill("M148 122 Q104 142 84 290 L120 298 Q134 220 146 186 Z", tint.shade)
    cuff = fill("M87 272 L123 280 L120 302 L82 293 Z", dark(tint.main, 0.36))
    neck = dice.choice(
        (
            fill("M166 118 Q200 150 234 118 L226 104 Q200 116 174 104 Z", dark(tint.main, 0.36)),
            rect(170, 84, 60, 40, dark(tint.main, 0.3), 12),
            fill("M164 116 L200 166 L236 116 L226 106 L200 144 L174 106 Z", tint.second),
        )
    )
    hem = fill("M137 294 Q200 304 263 294 L264 314 Q200 324 136 314 Z", dark(tint.main, 0.36))
    ribs = "".join(draw(f"M{x} 298 v18", tint.shade, 2) for x in range(146, 260, 10))
    return "".join(
        (sleeve, cuff, mirrored(sleeve, cuff), fill(body, tint.main), _pattern(dice, tint, body), hem, ribs, neck)
    )


def dress(dice: Random, tint: Tint) -> str:
    """A summer dress: straps or sleeves, narrow or wide."""
    width, end = dice.choice((66, 88, 108)), dice.choice((300, 336, 356))
    waist = 208
    body = (
        f"M164 124 Q200 150 236 124 L232 {waist} Q{226 + width} {end - 40} {200 + width} {end} "
        f"Q200 {end + 22} {200 - width} {end} Q{174 - width} {end - 40} 168 {waist} Z"
    )
    arm = dice.choice(
        (
            draw("M166 126 L174 92", tint.shade, 8),
            fill("M165 122 Q128 126 116 176 L146 188 Q154 166 168 162 Z", tint.shade),
        )
    )
    folds = "".join(draw(f"M200 {waist + 12} Q{x} {end - 60} {x} {end}", tint.shade, 3) for x in (156, 200, 244))
    sash = rect(166, waist - 7, 68, 14, tint.second, 4) if dice.random() < 0.6 else ""
    hook = draw("M200 92 V74 q0 -8 9 -10 q12 -3 10 -14 q-2 -12 -16 -11", METAL, 5)
    bar = draw("M150 104 Q200 74 250 104", dark(tint.wood), 8)
    return "".join((hook, bar, arm, mirrored(arm), fill(body, tint.main), folds, _pattern(dice, tint, body), sash))


def sneakers(dice: Random, tint: Tint) -> str:
    """A pair, one behind the other."""
    high = dice.random() < 0.5
    top = 176 if high else 214
    upper = f"M92 {top} L158 {top - 4} Q170 {top + 26} 206 250 Q262 264 300 284 Q314 296 310 316 L92 316 Z"
    sole = dice.choice((PAPER, light(tint.second, 0.5), tint.second))
    laces = [draw(f"M{164 + n * 14} {222 + n * 9} l24 -13", PAPER, 5) for n in range(4)]
    mark = dice.choice(
        (
            fill("M112 300 Q176 300 214 258 Q166 282 112 282 Z", tint.second),
            disc(126, 226 if high else 268, 19, PAPER) + disc(126, 226 if high else 268, 9, tint.second),
            "".join(draw(f"M{142 + n * 20} 308 l18 -46", tint.second, 9) for n in range(3)),
        )
    )
    one = [fill(upper, tint.main), fill("M258 262 Q316 280 311 316 L240 316 Q240 280 258 262 Z", tint.glow)]
    one += [rect(92, top - 4, 20, 318 - top, tint.shade, 4), mark, *laces]
    one += [rect(84, 310, 234, 26, sole, 12), rect(84, 326, 234, 10, dark(sole, 0.16), 5)]
    shoe = "".join(one)
    return group(shoe, move="translate(44 -30) scale(.94)") + group(shoe, move="translate(-8 6)")


def bag(dice: Random, tint: Tint) -> str:
    """A bag: to shop with, to carry on the back, or to be seen with."""
    return dice.choice((_tote, _backpack, _handbag))(dice, tint)


def _tote(dice: Random, tint: Tint) -> str:
    body = "M112 176 L288 176 L302 340 L98 340 Z"
    handle = draw("M150 180 Q152 76 200 76 Q248 76 250 180", dark(tint.main, 0.3), 11)
    badge = dice.choice((disc(200, 262, 38, tint.second), fill("M200 222 l38 66 h-76 z", tint.second)))
    return handle + fill(body, tint.main) + _pattern(dice, tint, body) + rect(110, 176, 180, 13, tint.shade) + badge


def _backpack(dice: Random, tint: Tint) -> str:
    straps = draw("M132 180 Q96 230 118 330", dark(tint.main, 0.4), 14)
    top = draw("M176 104 Q200 62 224 104", dark(tint.main, 0.4), 10)
    body = rect(122, 98, 156, 244, tint.main, 56)
    pocket = rect(142, 240, 116, 86, tint.shade, 18) + draw("M150 262 H250", PAPER, 4)
    flap = fill(
        "M122 160 Q122 98 200 98 Q278 98 278 160 V196 Q200 222 122 196 Z", dice.choice((tint.second, tint.glow))
    )
    buckles = "".join(rect(x, 176, 14, 52, tint.wood, 4) + rect(x - 2, 206, 18, 12, METAL, 3) for x in (160, 226))
    return straps + mirrored(straps) + top + body + pocket + flap + buckles


def _handbag(dice: Random, tint: Tint) -> str:
    round_ = dice.choice((18, 46, 74))
    handle = draw("M142 206 Q146 110 200 110 Q254 110 258 206", dark(tint.main, 0.4), dice.choice((9, 13)))
    body = rect(98, 196, 204, 144, tint.main, round_)
    flap = fill("M98 236 Q98 196 150 196 H250 Q302 196 302 236 Q200 306 98 236 Z", tint.shade)
    clasp = rect(184, 256, 32, 28, "#d8b25a", 8) + disc(200, 270, 5, dark("#d8b25a", 0.4))
    charm = draw("M270 212 q14 20 6 40", "#d8b25a", 3) + oval(276, 262, 8, 13, tint.second)
    return handle + body + flap + clasp + (charm if dice.random() < 0.6 else "")
