"""Pictures from outside, read and written anew: only what a picture shows is left of the file. No database."""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from tidings.core.errors import BadInput

# How each form is written, and what it is called. What can hold a program, such as SVG, is not among them.
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
OPTIONS: dict[str, dict[str, Any]] = {"PNG": {}, "JPEG": {"quality": 88}, "WEBP": {"quality": 85}, "GIF": {}}
MOST_PIXELS = 12_000_000
MOST_FRAMES = 200
MOST_PIXELS_OF_ALL_FRAMES = 24_000_000
LARGEST_SIDE = 2048
LARGEST_BYTES = 4_000_000
SHORTEST_FRAME_MS = 20


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept and served."""

    media_type: str
    width: int
    height: int
    content: bytes


def read(content: bytes) -> Picture:
    """The picture in a file of PNG, JPEG, WebP or GIF, upright, not larger than LARGEST_SIDE, and nothing else.

    Raises BadInput for anything else, before more is unpacked than it says that it is.
    """
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=list(MEDIA_TYPES)) as image:
            warnings.simplefilter("error")
            _check_size(image)
            return _written(image)
    except BadInput:
        raise
    except Exception as error:
        # Whatever a broken file makes of a library that reads it: the file is what is wrong.
        raise BadInput("This is no picture that can be read: send a PNG, JPEG, WebP or GIF.") from error


def _check_size(image: Image.Image) -> None:
    pixels, frames = image.width * image.height, getattr(image, "n_frames", 1)
    if pixels > MOST_PIXELS:
        raise BadInput(f"The picture has {pixels:,} pixels: {MOST_PIXELS:,} at most.")
    if image.format in ("GIF", "WEBP") and (frames > MOST_FRAMES or pixels * frames > MOST_PIXELS_OF_ALL_FRAMES):
        raise BadInput(f"The moving picture is too long: {MOST_FRAMES} frames at most, fewer of a large one.")


def _written(image: Image.Image) -> Picture:
    form = image.format
    assert form in MEDIA_TYPES
    first, *rest = list(_frames(image, form))
    options = dict(OPTIONS[form])
    if rest:
        frames = (frame.info.get("duration", 100) for frame in ImageSequence.Iterator(image))
        durations = [max(SHORTEST_FRAME_MS, int(each)) for each in islice(frames, len(rest) + 1)]
        options |= {"save_all": True, "append_images": rest, "duration": durations, "loop": 0}
    written = io.BytesIO()
    first.save(written, form, **options)
    if written.tell() > LARGEST_BYTES:
        raise BadInput(f"The picture takes {written.tell():,} bytes: {LARGEST_BYTES:,} at most.")
    return Picture(MEDIA_TYPES[form], first.width, first.height, written.getvalue())


def _frames(image: Image.Image, form: str) -> Iterator[Image.Image]:
    """Each frame by itself, with nothing that the file says beside it; only GIF and WebP move here."""
    mode = "RGB" if form == "JPEG" else "RGBA"
    count = getattr(image, "n_frames", 1) if form in ("GIF", "WEBP") else 1
    for frame in islice(ImageSequence.Iterator(image), count):
        plain = ImageOps.exif_transpose(frame).convert(mode)
        plain.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
        plain.info.clear()
        yield plain
