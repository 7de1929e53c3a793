"""A picture is kept clean: what the camera wrote of place and owner is gone, and what is no picture is refused in words."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageOps

from tests.files.pictures import GPS_TAG, MAKER, ORIENTATION, opened, picture
from tongxin.files.pictures import LONGEST, MOST_BYTES, NotAPicture, clean


def points_of(image: Image.Image, *where: tuple[float, float]) -> list[str]:
    """Return which colour stands where, as parts of width and height."""
    found = []
    for across, down in where:
        pixel = image.getpixel((int(across * (image.width - 1)), int(down * (image.height - 1))))
        assert isinstance(pixel, tuple)
        found.append("red" if pixel[0] > 200 > pixel[2] else "blue" if pixel[2] > 200 > pixel[0] else "white")
    return found


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_place_and_camera_are_gone_and_the_picture_is_still_that_picture(form: str) -> None:
    taken = picture(form=form)
    assert opened(taken).getexif().get_ifd(GPS_TAG), "the camera had written where it was"
    kept = clean(taken)
    again = opened(kept.content)
    assert (again.format, again.size) == ("JPEG", (80, 60))
    assert not dict(again.getexif())
    assert not again.getexif().get_ifd(GPS_TAG)
    assert again.getexif().get(MAKER) is None
    assert b"Secret Camera" not in kept.content
    assert b"Exif" not in kept.content
    assert points_of(again, (0.5, 0.1), (0.5, 0.9)) == ["red", "blue"]


def test_one_held_upright_stands_upright() -> None:
    turned = opened(clean(picture(turned=6)).content)  # to be shown turned by a quarter: red is on the right
    assert turned.size == (60, 80)
    assert points_of(turned, (0.9, 0.5), (0.1, 0.5)) == ["red", "blue"]


def test_a_large_one_is_made_smaller_and_what_was_see_through_is_white() -> None:
    assert max(opened(clean(picture(4000, 3000)).content).size) == LONGEST
    glass = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    target = BytesIO()
    glass.save(target, "PNG")
    assert points_of(opened(clean(target.getvalue()).content), (0.5, 0.5)) == ["white"]


def _claims(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes whose head claims to be huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 50))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a picture"),
        (b"<script>alert(1)</script>", "not a picture"),
        (b"%PDF-1.7 a paper", "Photograph or scan"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not a picture"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "JPEG, PNG or WebP"),
        (b"\xff\xd8\xff picture", "not a picture"),
        (picture(200, 200)[:700], "damaged"),
        (_claims(30_000, 30_000), "too many points"),
        (b"\0" * (MOST_BYTES + 1), "too large"),
    ],
    ids=["nothing", "script", "pdf", "svg", "gif", "only its beginning", "cut off", "claims", "large"],
)
def test_what_is_no_picture_is_refused_and_told_why(content: bytes, words: str) -> None:
    with pytest.raises(NotAPicture, match=words) as refused:
        clean(content)
    assert "picture" in refused.value.fields


def _with_exif(maker: bytes, how: int) -> bytes:
    """Return a JPEG held by a quarter turn whose EXIF stores the maker in a type that no camera would use."""
    tags = [(MAKER, how, maker), (ORIENTATION, 3, struct.pack("<HH", 6, 0))]
    told = b"".join(struct.pack("<HHI4s", tag, kind, 1, value) for tag, kind, value in tags)
    exif = b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + told + struct.pack("<I", 0)
    target = BytesIO()
    Image.new("RGB", (80, 60), "blue").save(target, "JPEG", exif=b"Exif\0\0" + exif)
    return target.getvalue()


def test_one_whose_exif_is_nonsense_is_taken_all_the_same() -> None:
    crafted = _with_exif(struct.pack("<f", 1.0), how=11)  # FLOAT, where text belongs
    with pytest.raises(AttributeError):
        ImageOps.exif_transpose(Image.open(BytesIO(crafted)))
    assert opened(clean(crafted).content).size == (60, 80)


@pytest.mark.parametrize("fault", [KeyError, RecursionError])
def test_one_whose_exif_cannot_be_read_at_all_is_taken_as_it_lies(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def stumbles(*_given: object, **_more: object) -> None:
        raise fault

    held = _with_exif(struct.pack("<f", 1.0), how=11)
    monkeypatch.setattr(Image.Exif, "get", stumbles)
    assert opened(clean(held).content).size == (80, 60)


@pytest.mark.parametrize("fault", [AttributeError, RecursionError, KeyError, MemoryError])
def test_whatever_the_reader_stumbles_at_the_picture_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def stumbles(*_given: object, **_more: object) -> None:
        raise fault

    monkeypatch.setattr(Image.Image, "thumbnail", stumbles)
    with pytest.raises(NotAPicture):
        clean(picture())
