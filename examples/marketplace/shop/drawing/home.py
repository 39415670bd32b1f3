"""What stands at home."""

import math
from random import Random

from shop.drawing.colours import INK, METAL, PAPER, Tint
from shop.drawing.svg import cut, dark, disc, draw, fill, group, light, mirrored, oval, rect, ring

GLOW = "#ffe9a8"


def lamp(dice: Random, tint: Tint) -> str:
    """A lamp that is on."""
    return dice.choice((_table_lamp, _desk_lamp, _mushroom))(dice, tint)


def _table_lamp(dice: Random, tint: Tint) -> str:
    top, foot = dice.choice((34, 52, 74)), dice.choice((50, 66))
    base = dice.choice(
        (
            fill("M176 336 Q132 270 186 232 H214 Q268 270 224 336 Z", tint.second),
            rect(190, 226, 20, 106, tint.wood) + disc(200, 262, 21, tint.wood) + disc(200, 300, 27, tint.wood),
            rect(193, 220, 14, 116, METAL),
        )
    )
    shade = f"M{200 - top} 96 H{200 + top} L292 222 H108 Z"
    halo = oval(200, 226, 170, 130, GLOW, opacity=0.45)
    pleats = (draw(f"M{200 + n * top / 4:.0f} 96 L{200 + n * 23} 222", tint.shade, 2) for n in range(-3, 4))
    trim = rect(108, 212, 184, 11, tint.second, 3)
    stand = oval(200, 338, foot, 10, dark(tint.second, 0.3))
    return "".join((halo, stand, base, fill(shade, tint.glow), *pleats, trim))


def _desk_lamp(dice: Random, tint: Tint) -> str:
    bend = dice.choice((96, 118, 136))
    light_cone = fill("M206 146 L120 336 H318 Z", GLOW, opacity=0.5)
    arms = draw(f"M{bend} 326 L{bend + 18} 200 L232 112", dark(tint.main, 0.3), 11)
    joint = disc(bend + 18, 200, 12, METAL)
    head = group(
        fill("M-30 0 Q-26 -46 0 -46 Q26 -46 30 0 Q56 18 62 44 H-62 Q-56 18 -30 0 Z", tint.main), disc(0, -48, 9, METAL)
    )
    turned = f'<g transform="translate(250 122) rotate({dice.choice((-14, -4, 10))})">{head}</g>'
    return light_cone + oval(bend, 334, 58, 13, tint.main) + arms + joint + turned


def _mushroom(dice: Random, tint: Tint) -> str:
    width = dice.choice((96, 112, 124))
    cap = (
        f"M{200 - width} 206 Q{200 - width} 96 200 96 Q{200 + width} 96 {200 + width} 206 Q200 230 {200 - width} 206 Z"
    )
    stem = fill("M176 210 Q186 290 154 330 Q200 346 246 330 Q214 290 224 210 Z", light(tint.main, 0.6))
    gleam = draw(f"M{222 - width} 176 Q{228 - width} 128 {262 - width} 116", light(tint.main, 0.75), 9)
    return oval(200, 214, 180, 120, GLOW, opacity=0.5) + stem + fill(cap, tint.main) + gleam


def chair(dice: Random, tint: Tint) -> str:
    """Something to sit on."""
    return dice.choice((_kitchen_chair, _armchair, _shell))(dice, tint)


def _kitchen_chair(dice: Random, tint: Tint) -> str:
    wood, deep = tint.main, tint.shade
    back = [draw("M144 92 L150 236", wood, 12), draw("M256 92 L250 236", wood, 12)]
    if dice.random() < 0.5:
        back += [draw(f"M{x} 104 V226", deep, 7) for x in (170, 190, 210, 230)]
    else:
        back += [draw(f"M148 {y} Q200 {y - 12} 252 {y}", deep, 13) for y in (130, 166, 202)]
    back.append(draw("M140 96 Q200 76 260 96", wood, 18))
    legs = [draw(f"M{a} 246 L{b} 342", shade, 12) for a, b, shade in ((166, 172, deep), (234, 228, deep))]
    legs += [draw("M138 250 L122 348", wood, 13), draw("M262 250 L278 348", wood, 13), draw("M132 302 H268", deep, 7)]
    cushion = rect(130, 222, 140, 22, tint.second, 11) if dice.random() < 0.5 else ""
    return "".join((*back, *legs, fill("M140 228 H260 L280 256 H120 Z", wood), cushion))


def _armchair(dice: Random, tint: Tint) -> str:
    top = dice.choice((86, 112))
    legs = "".join(draw(f"M{x} 314 L{y} 346", tint.wood, 12) for x, y in ((128, 120), (272, 280)))
    back = rect(118, top, 164, 210, tint.shade, dice.choice((28, 60)))
    tufts = "".join(disc(x, y, 5, dark(tint.main, 0.45)) for x in (160, 200, 240) for y in (top + 46, top + 86))
    seat = rect(120, 232, 160, 62, tint.main, 18) + rect(110, 280, 180, 40, tint.shade, 10)
    arm = rect(86, 204, 48, 116, tint.main, 24) + rect(92, 210, 36, 20, tint.glow, 10)
    pillow = f'<g transform="rotate({dice.choice((-12, 8, 14))} 200 214)">{rect(164, 178, 72, 66, tint.second, 14)}</g>'
    return legs + back + (tufts if dice.random() < 0.6 else "") + seat + arm + mirrored(arm) + pillow


def _shell(dice: Random, tint: Tint) -> str:
    legs = [draw(f"M{a} 258 L{b} 346", dark(tint.wood), 9) for a, b in ((182, 164), (218, 236))]
    legs += [draw(f"M{a} 262 L{b} 348", tint.wood, 11) for a, b in ((150, 112), (250, 288))]
    shell = "M128 122 Q132 84 200 84 Q268 84 272 122 L262 222 Q300 232 288 258 Q200 292 112 258 Q100 232 138 222 Z"
    dip = fill("M146 128 Q150 104 200 104 Q250 104 254 128 L246 222 Q200 238 154 222 Z", tint.shade, opacity=0.6)
    hole = rect(172, 122, 56, 18, dark(tint.main, 0.5), 9) if dice.random() < 0.5 else ""
    return "".join((*legs, fill(shell, tint.main), dip, hole))


def plant(dice: Random, tint: Tint) -> str:
    """Something green, in a pot of the colour."""
    green = dice.choice(("#3f7d4e", "#5b8c3e", "#2f6b57", "#77955a"))
    leaves = dice.choice((_blades, _coins, _cactus, _fingers))(dice, green)
    pot = dice.choice(("M138 246 H262 L246 342 H154 Z", "M140 246 H260 Q272 342 200 344 Q128 342 140 246 Z"))
    band = dice.choice((rect(110, 276, 180, 14, tint.second), rect(110, 262, 180, 52, tint.shade), ""))
    feet = "".join(draw(f"M{x} 336 L{y} 352", tint.wood, 8) for x, y in ((164, 156), (236, 244)))
    return "".join((feet, leaves, fill(pot, tint.main), cut("pot", pot, band), rect(130, 238, 140, 20, tint.glow, 6)))


def _blades(dice: Random, green: str) -> str:
    parts = []
    for x in range(-3, 4):
        height = dice.randrange(120, 190)
        tip, foot = f"{200 + x * 30} {246 - height}", f"{212 + x * 9} 250"
        bend = f"{176 + x * 26} {220 - height / 2:.0f}"
        d = f"M{190 + x * 9} 250 Q{bend} {tip} Q{206 + x * 24} 190 {foot} Z"
        parts.append(fill(d, (green, light(green, 0.2), dark(green))[x % 3]))
    return "".join(parts)


def _coins(dice: Random, green: str) -> str:
    parts = []
    for _ in range(13):
        x, y = dice.randrange(96, 304), dice.randrange(76, 212)
        parts.append(draw(f"M200 250 Q{(200 + x) / 2:.0f} {y + 20} {x} {y}", dark(green), 4))
        parts.append(disc(x, y, dice.randrange(19, 32), dice.choice((green, light(green, 0.22), dark(green, 0.12)))))
        parts.append(disc(x, y, 3, light(green, 0.6)))
    return "".join(parts)


def _cactus(dice: Random, green: str) -> str:
    top = dice.randrange(78, 120)
    arm = draw(f"M200 {top + 96} H150 V{top + 46}", green, 32)
    other = draw(f"M200 {top + 122} H254 V{top + 76}", green, 28)
    body = rect(168, top, 64, 260 - top, green, 32)
    ribs = "".join(draw(f"M{x} {top + 24} V240", dark(green, 0.18), 3) for x in (184, 200, 216))
    bloom = "".join(disc(200 + 12 * math.cos(n), top + 12 * math.sin(n), 9, "#e4718c") for n in range(6))
    return arm + other + body + ribs + bloom + disc(200, top, 6, "#ffd777")


def _fingers(dice: Random, green: str) -> str:
    parts = []
    for n in range(8):
        turn = -84 + n * 24 + dice.randrange(-5, 6)
        reach = dice.randrange(120, 168)
        leaf = fill(
            f"M0 0 Q-46 -{reach * 0.6:.0f} 0 -{reach} Q46 -{reach * 0.6:.0f} 0 0 Z", (green, light(green, 0.2))[n % 2]
        )
        vein = draw(f"M0 -8 V-{reach - 14}", light(green, 0.45), 3)
        parts.append(group(leaf, vein, move=f"translate(200 252) rotate({turn})"))
    return "".join(parts)


def teapot(dice: Random, tint: Tint) -> str:
    """A teapot, often with a cup."""
    high = dice.choice((78, 92))
    spout = fill("M262 270 Q306 262 312 196 L332 190 Q338 300 262 316 Z", tint.shade)
    handle = draw("M122 234 Q62 228 76 282 Q86 316 132 308", tint.shade, 16)
    top = 268 - high
    body = f"M200 {top} Q302 {top} 296 270 Q292 340 200 342 Q108 340 104 270 Q98 {top} 200 {top} Z"
    band = dice.choice(
        (
            "".join(disc(x, 274, 11, tint.second) for x in range(112, 300, 34)),
            rect(90, 262, 230, 22, tint.second),
            "".join(draw(f"M{x} 296 l14 -26 l14 26", tint.second, 6) for x in range(100, 300, 28)),
            "",
        )
    )
    lid = oval(200, 272 - high, 56, 15, tint.glow) + disc(200, 252 - high, 13, tint.second)
    cup = group(
        fill("M0 0 H70 Q66 52 35 52 Q4 52 0 0 Z", tint.glow), ring(72, 18, 12, tint.glow, 6), move="translate(292 292)"
    )
    return (
        spout + handle + fill(body, tint.main) + cut("belly", body, band) + lid + (cup if dice.random() < 0.5 else "")
    )


def clock(dice: Random, tint: Tint) -> str:
    """A clock, on a wall or with bells; each tells another time."""
    hour, minute = dice.randrange(12), dice.randrange(0, 60, 5)
    bells = dice.random() < 0.45
    face = dice.choice((PAPER, light(tint.second, 0.75)))
    parts = []
    if bells:
        parts += [draw("M128 306 L104 344", INK, 13), draw("M272 306 L296 344", INK, 13), draw("M200 96 V70", INK, 9)]
        parts += [disc(140, 108, 36, tint.second), disc(260, 108, 36, tint.second), rect(182, 58, 36, 14, INK, 7)]
    parts += [disc(200, 214, 126, tint.shade), disc(200, 210, 126, tint.main), disc(200, 210, 102, face)]
    for n in range(12):
        turn = math.radians(n * 30)
        parts.append(disc(200 + 84 * math.sin(turn), 210 - 84 * math.cos(turn), 7 if n % 3 == 0 else 4, INK))
    for turn, reach, width in ((hour * 30 + minute / 2, 48, 10), (minute * 6, 72, 7)):
        parts.append(group(draw(f"M0 10 V-{reach}", INK, width), move=f"translate(200 210) rotate({turn:g})"))
    return "".join((*parts, disc(200, 210, 9, tint.second)))
