"""Faces of people who are not there."""

from functools import lru_cache
from random import Random

from shop.drawing.colours import COLOURS, WALLS
from shop.drawing.svg import dark, disc, draw, fill, light, oval, picture, rect, ring

SKINS = ("#f3cfb3", "#e8b48e", "#cf9468", "#a86d45", "#7b4c31", "#f7dcc6")
HAIRS = ("#2b2226", "#4d3326", "#7a4a2a", "#b5793f", "#d9b06b", "#9c9aa0", "#a8442c")


@lru_cache(maxsize=256)
def face(number: int) -> str:
    """The face of this number."""
    dice = Random(f"{number}")
    skin, hair = dice.choice(SKINS), dice.choice(HAIRS)
    cloth, wall = dice.choice(list(COLOURS.values())), dice.choice(WALLS)
    style = dice.choice((_bob, _long, _short, _curls, _bun, _cap))
    behind, front = style(dice, hair, cloth)
    parts = [
        rect(0, 0, 120, 120, dark(wall, 0.06)),
        disc(60, 58, 50, light(wall, 0.35)),
        behind,
        _body(dice, skin, cloth),
    ]
    parts += [
        oval(60, 56, 23, 27, skin),
        oval(37, 58, 4, 6, skin),
        oval(83, 58, 4, 6, skin),
        _features(dice, skin, hair),
        front,
    ]
    return picture(120, 120, *parts)


def _body(dice: Random, skin: str, cloth: str) -> str:
    neck = rect(51, 72, 18, 24, dark(skin, 0.12), 8)
    torso = fill("M14 122 Q18 92 48 90 Q60 100 72 90 Q102 92 106 122 Z", cloth)
    collar = fill("M46 90 L60 108 L74 90 L80 96 L62 118 H58 L40 96 Z", light(cloth, 0.5)) if dice.random() < 0.5 else ""
    return neck + torso + collar


def _features(dice: Random, skin: str, hair: str) -> str:
    ink = "#2b2429"
    parts = [disc(x, 56, 2.6, ink) for x in (51, 69)]
    parts += [draw(f"M{x} 49 q5 -3 9 0", dark(hair, 0.2), 2.2) for x in (46, 65)]
    parts += [draw("M60 58 q-3 6 1 7", dark(skin, 0.25), 2), oval(46, 66, 4.5, 3, "#d9705f", opacity=0.28)]
    parts += [
        oval(74, 66, 4.5, 3, "#d9705f", opacity=0.28),
        draw(dice.choice(("M53 71 q7 6 14 0", "M54 72 q6 3 12 0")), "#8f3a3a", 2.4),
    ]
    if dice.random() < 0.3:
        parts += [ring(x, 57, 7.5, ink, 1.8) for x in (50.5, 69.5)] + [draw("M58 56 h4", ink, 1.8)]
    if dice.random() < 0.25:
        parts.append(
            fill("M38 62 Q40 86 60 86 Q80 86 82 62 Q76 72 60 68 Q44 72 38 62 Z", hair)
            + draw("M54 75 q6 3 12 0", "#b46a60", 2.4)
        )
    return "".join(parts)


def _short(_: Random, hair: str, __: str) -> tuple[str, str]:
    return "", fill("M36 56 Q32 26 60 24 Q90 26 84 56 Q82 44 74 40 Q58 46 46 39 Q38 44 36 56 Z", hair)


def _bob(_: Random, hair: str, __: str) -> tuple[str, str]:
    behind = rect(31, 28, 58, 58, hair, 27)
    return behind, fill("M37 54 Q36 30 60 28 Q84 30 83 54 Q80 42 64 38 Q48 46 37 54 Z", hair)


def _long(dice: Random, hair: str, _: str) -> tuple[str, str]:
    behind = fill("M32 50 Q32 22 60 22 Q88 22 88 50 Q92 90 98 104 H22 Q28 90 32 50 Z", hair)
    side = dice.choice(
        (
            "M37 56 Q34 30 62 28 Q88 32 83 58 Q80 42 58 36 Q42 42 37 56 Z",
            "M37 54 Q38 28 60 28 Q82 28 83 54 Q74 36 60 36 Q46 36 37 54 Z",
        )
    )
    return behind, fill(side, hair)


def _curls(dice: Random, hair: str, _: str) -> tuple[str, str]:
    places = ((36, 46), (40, 34), (50, 27), (61, 25), (72, 28), (81, 35), (85, 47), (34, 58), (87, 58))
    curls = "".join(disc(x, y, dice.randrange(9, 13), hair) for x, y in places)
    return curls, "".join(disc(x, 35, 8, hair) for x in (47, 57, 67, 75))


def _bun(_: Random, hair: str, __: str) -> tuple[str, str]:
    behind = disc(60, 20, 13, hair) + disc(60, 48, 29, hair)
    return behind, fill("M36 54 Q36 28 60 28 Q84 28 84 54 Q78 40 60 38 Q42 40 36 54 Z", hair)


def _cap(_: Random, hair: str, cloth: str) -> tuple[str, str]:
    wool = dark(cloth, 0.15)
    hat = (
        fill("M35 46 Q35 18 60 18 Q85 18 85 46 Z", wool)
        + rect(33, 40, 54, 11, light(wool, 0.2), 5)
        + disc(60, 17, 6, light(wool, 0.4))
    )
    return rect(35, 40, 50, 34, hair, 16), hat
