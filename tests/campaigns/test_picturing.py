"""Pictures from outside: what is shown stays, and nothing else of the file does; bombs and programs are refused."""

import io
import random
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from tidings.campaigns import picturing
from tidings.core.errors import BadInput

RED = (200, 30, 30)


def drawn(form: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, RED[: len(mode)] if mode == "RGB" else 0).save(written, form, **options)
    return written.getvalue()


@pytest.mark.parametrize("form", picturing.MEDIA_TYPES)
def test_what_a_picture_shows_stays(form: str) -> None:
    found = picturing.read(drawn(form))
    assert (found.media_type, found.width, found.height) == (picturing.MEDIA_TYPES[form], 40, 20)
    with Image.open(io.BytesIO(found.content)) as image:
        assert image.format == form
        seen = image.convert("RGB").getpixel((20, 10))
        assert isinstance(seen, tuple)
        assert all(abs(a - b) < 12 for a, b in zip(seen, RED, strict=True))


def test_nothing_of_the_file_stays_that_the_picture_does_not_show() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    exif = Image.Exif()
    exif[0x010E] = "at home, 41.15 N 8.61 W"
    for content in (
        drawn("PNG", pnginfo=notes) + b"<script>alert(1)</script>",
        drawn("JPEG", exif=exif, comment=b"<script>alert(1)</script>") + b"PK\x03\x04 a zip",
        drawn("WEBP", exif=exif, xmp=b"<script>"),
        drawn("GIF", comment=b"<script>alert(1)</script>"),
    ):
        written = picturing.read(content).content
        assert not any(part in written for part in (b"script", b"at home", b"PK\x03\x04", b"Exif", b"EXIF"))


def test_a_picture_that_lies_on_its_side_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = picturing.read(drawn("JPEG", exif=exif))
    assert (found.width, found.height) == (20, 40)


def test_a_large_picture_is_made_smaller() -> None:
    found = picturing.read(drawn("JPEG", (4000, 1000)))
    assert (found.width, found.height) == (2048, 512)


def test_a_moving_picture_moves_on() -> None:
    frames = [Image.new("RGB", (10, 10), (shade, 0, 0)) for shade in (0, 100, 200)]
    for form in ("GIF", "WEBP"):
        written = io.BytesIO()
        frames[0].save(written, form, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0)
        with Image.open(io.BytesIO(picturing.read(written.getvalue()).content)) as image:
            assert getattr(image, "n_frames", 1) == 3


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb(width: int, height: int) -> bytes:
    """A PNG that says so large a size, and unpacks to nothing but zeros."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "a bomb": bomb(60_000, 60_000),
    "a bomb below what the library itself warns of": bomb(9_000, 9_000),
    "a drawing that may hold a program": SVG,
    "a drawing that says it is a picture": b"\x89PNG\r\n\x1a\n" + SVG,
    "nothing": b"",
    "a page": b"<html>",
    "half of a picture": drawn("PNG", (400, 400))[:60],
    "a picture of another form": drawn("BMP"),
    "a form that runs programs": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused(what: str) -> None:
    with pytest.raises(BadInput):
        picturing.read(REFUSED[what])


def test_a_moving_bomb_is_refused() -> None:
    frames = [Image.new("L", (2000, 2000), shade) for shade in range(20)]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(BadInput):
        picturing.read(written.getvalue())


def test_broken_pictures_are_refused_and_never_a_defect() -> None:
    chance = random.Random(1)
    for form in picturing.MEDIA_TYPES:
        whole = drawn(form, (64, 64))
        for _ in range(150):
            broken = bytearray(whole)
            for _ in range(chance.randint(1, 8)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            try:
                picturing.read(bytes(broken[: chance.randint(10, len(broken))]))
            except BadInput:
                continue
