"""A listing's picture: a thing in a room, which stands there for no other listing."""

from collections.abc import Callable
from functools import lru_cache
from random import Random

from shop.drawing import home, leisure, sound, wear
from shop.drawing.colours import COLOURS, WALLS, WOOD, Tint
from shop.drawing.svg import dark, disc, distance, fill, light, oval, picture, rect

SIZE, FLOOR = 400, 318
Thing = Callable[[Random, Tint], str]
THINGS: dict[str, Thing] = {
    "coat": wear.coat,
    "jumper": wear.jumper,
    "dress": wear.dress,
    "sneakers": wear.sneakers,
    "bag": wear.bag,
    "bike": leisure.bike,
    "skateboard": leisure.skateboard,
    "camera": leisure.camera,
    "books": leisure.books,
    "guitar": sound.guitar,
    "turntable": sound.turntable,
    "lamp": home.lamp,
    "chair": home.chair,
    "plant": home.plant,
    "teapot": home.teapot,
    "clock": home.clock,
}
# What hangs or lies needs a wall, and no shadow under it.
HANGING = ("coat", "jumper", "dress", "clock", "skateboard")


@lru_cache(maxsize=512)
def scene(kind: str, colour: str, number: int) -> str:
    """The picture as SVG. Raises KeyError for a kind or a colour that there is not."""
    thing, main = THINGS[kind], COLOURS[colour]
    dice = Random(f"{kind} {colour} {number}")
    tint = Tint(main, _other(dice, main), dice.choice(WOOD))
    return picture(SIZE, SIZE, _room(dice, main, kind in HANGING), thing(dice, tint))


def _other(dice: Random, main: str) -> str:
    return dice.choice([each for each in COLOURS.values() if distance(each, main) > 150])


def _room(dice: Random, main: str, hangs: bool) -> str:
    wall = dice.choice(sorted(WALLS, key=lambda each: -distance(each, main))[:6])
    parts = [rect(0, 0, SIZE, SIZE, wall), dice.choice((_plain, _stripes, _light, _sun, _tiles))(dice, wall)]
    if not hangs:
        floor = dice.choice((dark(wall, 0.16), light(dice.choice(WOOD), 0.35), light(wall, 0.5)))
        parts += [rect(0, FLOOR - 6, SIZE, SIZE, floor), rect(0, FLOOR - 6, SIZE, 5, light(floor, 0.4))]
        parts.append(oval(200, 344, 132, 13, dark(floor, 0.5), opacity=0.28))
    return "".join(parts)


def _plain(_: Random, wall: str) -> str:
    return oval(200, 190, 250, 210, light(wall, 0.35), opacity=0.6)


def _stripes(dice: Random, wall: str) -> str:
    width = dice.choice((22, 34, 50))
    return "".join(rect(x, 0, width / 2, SIZE, light(wall, 0.3)) for x in range(dice.randrange(width), SIZE, width))


def _light(dice: Random, wall: str) -> str:
    """The sun through a window with four panes."""
    left = dice.randrange(20, 180)
    panes = []
    for column in range(2):
        for row in range(2):
            x, y = left + column * 84, 28 + row * 100
            panes.append(fill(f"M{x} {y} l74 22 v88 l-74 -22 z", light(wall, 0.65), opacity=0.75))
    return "".join(panes)


def _sun(dice: Random, wall: str) -> str:
    x, y, r = dice.randrange(110, 290), dice.randrange(120, 200), dice.randrange(95, 150)
    return disc(x, y, r, dark(wall, 0.12)) + disc(x, y, r * 0.72, light(wall, 0.25))


def _tiles(dice: Random, wall: str) -> str:
    size, shift = dice.choice((44, 58)), dice.randrange(40)
    lines = [rect(0, y, SIZE, 2.5, light(wall, 0.45)) for y in range(shift, SIZE, size)]
    return "".join(lines + [rect(x, 0, 2.5, SIZE, light(wall, 0.45)) for x in range(shift, SIZE, size)])
