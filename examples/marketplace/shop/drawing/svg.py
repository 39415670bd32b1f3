"""The few marks that all pictures are made of, and colours mixed from one another."""

# No style attributes and no scripts: the page's policy allows neither.


def shape(name: str, **given: object) -> str:
    """One element; `stroke_width` is written stroke-width."""
    written = " ".join(f'{key.replace("_", "-")}="{_short(value)}"' for key, value in given.items())
    return f"<{name} {written}/>"


def rect(x: float, y: float, w: float, h: float, fill: str, r: float = 0, **more: object) -> str:
    """A rectangle with round corners."""
    return shape("rect", x=x, y=y, width=w, height=h, rx=r, fill=fill, **more)


def disc(x: float, y: float, r: float, fill: str, **more: object) -> str:
    """A circle, filled."""
    return shape("circle", cx=x, cy=y, r=r, fill=fill, **more)


def ring(x: float, y: float, r: float, colour: str, width: float, **more: object) -> str:
    """A circle, drawn round."""
    return shape("circle", cx=x, cy=y, r=r, fill="none", stroke=colour, stroke_width=width, **more)


def oval(x: float, y: float, rx: float, ry: float, fill: str, **more: object) -> str:
    """An ellipse."""
    return shape("ellipse", cx=x, cy=y, rx=rx, ry=ry, fill=fill, **more)


def fill(d: str, colour: str, **more: object) -> str:
    """A path, filled."""
    return shape("path", d=d, fill=colour, **more)


def draw(d: str, colour: str, width: float, **more: object) -> str:
    """A path, drawn with a round pen."""
    pen = {"stroke_linecap": "round", "stroke_linejoin": "round"}
    return shape("path", d=d, fill="none", stroke=colour, stroke_width=width, **{**pen, **more})


def group(*parts: str, move: str = "", clip: str = "") -> str:
    """Parts that are moved, or cut out, together."""
    given = (f' transform="{move}"' if move else "") + (f' clip-path="url(#{clip})"' if clip else "")
    return f"<g{given}>{''.join(parts)}</g>"


def mirrored(*parts: str) -> str:
    """The same on the other side of a picture that is 400 wide."""
    return group(*parts, move="translate(400 0) scale(-1 1)")


def cut(name: str, d: str, *parts: str) -> str:
    """Parts, only where they lie inside a path."""
    return f'<clipPath id="{name}"><path d="{d}"/></clipPath>{group(*parts, clip=name)}'


def picture(width: int, height: int, *parts: str) -> str:
    """A whole picture."""
    space = 'xmlns="http://www.w3.org/2000/svg"'
    return f'<svg {space} viewBox="0 0 {width} {height}" width="{width}" height="{height}">{"".join(parts)}</svg>'


def mix(colour: str, other: str, share: float) -> str:
    """A colour with a share of another one."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def dark(colour: str, share: float = 0.22) -> str:
    """The same in shade."""
    return mix(colour, "#1d1626", share)


def light(colour: str, share: float = 0.3) -> str:
    """The same in light."""
    return mix(colour, "#fffaf0", share)


def distance(colour: str, other: str) -> float:
    """How well two colours can be told apart: 0 is not at all."""
    return sum(abs(a - b) for a, b in zip(_parts(colour), _parts(other), strict=True))


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _short(value: object) -> object:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value
