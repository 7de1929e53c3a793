"""Pictures as cameras write them, for tests."""

from io import BytesIO

from PIL import Image

# Where the camera says it was, and whose it is.
GPS_TAG, MAKER, ORIENTATION = 0x8825, 0x010F, 0x0112
PLACE = {1: "N", 2: (39.0, 54.0, 20.0), 3: "E", 4: (116.0, 23.0, 30.0)}


def picture(
    width: int = 80, height: int = 60, *, form: str = "JPEG", turned: int = 1, mode: str = "RGB"
) -> bytes:
    """Return a picture whose EXIF tells the place, the camera, and how it was held; red above, blue below."""
    image = Image.new(mode, (width, height), "blue")
    image.paste("red", (0, 0, width, height // 2))
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "Secret Camera", turned
    exif.get_ifd(GPS_TAG).update(PLACE)
    target = BytesIO()
    image.save(target, form, exif=exif)
    return target.getvalue()


def opened(content: bytes) -> Image.Image:
    """Return a picture's points."""
    found = Image.open(BytesIO(content))
    found.load()
    return found
