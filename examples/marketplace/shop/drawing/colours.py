"""The colours that things come in, and those of the rooms that they are photographed in."""

from dataclasses import dataclass

from shop.drawing.svg import dark, light

COLOURS = {
    "rust": "#b9502f",
    "mustard": "#d9a02b",
    "olive": "#76793a",
    "forest": "#2f5d46",
    "teal": "#1f7a80",
    "navy": "#2a3c66",
    "sky": "#6fa3cc",
    "lilac": "#a58cc4",
    "plum": "#6d3459",
    "rose": "#d98b96",
    "cherry": "#b3263a",
    "sand": "#cfb28a",
    "cream": "#ece0c6",
    "chocolate": "#6b4430",
    "charcoal": "#45444f",
    "black": "#2a2830",
    "white": "#f4f1ea",
    "mint": "#8fc3a5",
}
WALLS = (
    "#e9dfd2",
    "#d5dfe0",
    "#e6d3cf",
    "#dcd8e6",
    "#d6decb",
    "#f0e3c4",
    "#c7d3dd",
    "#b9c4b4",
    "#cbb9a8",
    "#8fa3ab",
    "#a9877a",
    "#7e9583",
)
WOOD = ("#b98a5a", "#9c6b43", "#d0a878", "#7d5436")
METAL, INK, PAPER = "#a9adb3", "#2b2932", "#f6f1e6"


@dataclass(frozen=True)
class Tint:
    """What one thing is coloured with: its own colour, one that goes with it, and wood."""

    main: str
    second: str
    wood: str

    @property
    def shade(self) -> str:
        """The main colour in shade."""
        return dark(self.main)

    @property
    def glow(self) -> str:
        """The main colour in light."""
        return light(self.main)
