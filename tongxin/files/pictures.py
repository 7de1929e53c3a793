"""Making a picture clean: read as pixels and written anew, so that nothing travels in it that cannot be seen.

Pillow is imported where a picture has come: the server starts without it.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongxin.kit.errors import RuleBroken

if TYPE_CHECKING:
    from PIL import Image

# What phones and scanners write. A PDF or a drawing may carry script and cannot be written anew as pixels.
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 12 * 2**20
# A page scanned at 600 points to the inch has 35 million; a few kilobytes may claim billions.
MOST_POINTS = 50_000_000
# Enough to read a scanned A4 page, and a third of the room of what a phone takes.
LONGEST = 2000
QUALITY = 85
MEDIA_TYPE = "image/jpeg"


class NotAPicture(RuleBroken):
    """What was given as a picture cannot be taken as one; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean JPEG, made by `clean` and nothing else: no EXIF, no place, no thumbnail of what was cut off."""

    content: bytes
    width: int
    height: int
    taken_at: datetime | None = None

    @property
    def sha256(self) -> str:
        """Return the fingerprint of the bytes as they are stored."""
        return hashlib.sha256(self.content).hexdigest()


# How a picture is turned to stand upright, by what the camera wrote of how it was held (EXIF 2.32, tag 0x0112): names of Pillow's.
TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


def clean(content: bytes, *, taken_at: datetime | None = None, most_points: int = MOST_POINTS) -> Picture:
    """Read a picture and write it anew, upright, at most 2,000 points wide and high. Raises NotAPicture, and nothing else.

    `taken_at` is said by whoever brings it; what the camera wrote into the file is not believed and not kept.
    `most_points` is how large it may be before it is made smaller.
    """
    if len(content) > MOST_BYTES:
        raise _refusal(_("This picture is too large. Take it smaller: 12 MB at most."))
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = (
        None  # Pillow's own only warns up to its double; ours is asked before a point is read
    )
    try:
        found = Image.open(BytesIO(content), formats=FORMATS)
        if found.width * found.height > most_points:
            raise _refusal(_("This picture has too many points. Take it smaller."))
        turn = _turn(found)
        found.thumbnail((LONGEST, LONGEST))  # first: turning a large one would take its room twice
        return _written(found.transpose(turn) if turn is not None else found, taken_at)
    except NotAPicture:
        raise
    except UnidentifiedImageError as fault:
        raise _refusal(
            _("This is not a picture. Photograph or scan the paper, and give it as JPEG, PNG or WebP.")
        ) from fault
    except Exception as fault:  # the readers raise whatever damaged bytes lead them to, AttributeError too
        raise _refusal(_("This picture is damaged. Take it again.")) from fault


def _turn(found: "Image.Image") -> "Image.Transpose | None":
    """Return how to turn a picture upright; None where the camera wrote nothing that can be read."""
    from PIL import ExifTags, Image

    try:
        held = found.getexif().get(ExifTags.Base.Orientation)
        return Image.Transpose[TURNS[held]] if held in TURNS else None
    except Exception:  # the rest of what the camera wrote may be anything; the points are what is wanted
        return None


def _written(upright: "Image.Image", taken_at: datetime | None) -> Picture:
    from PIL import Image

    # On white, as on paper: what was see-through would else turn black.
    plain = Image.new("RGB", upright.size, "white")
    layer = upright.convert("RGBA")
    plain.paste(layer, mask=layer.getchannel("A"))
    target = BytesIO()
    plain.save(target, "JPEG", quality=QUALITY)
    return Picture(target.getvalue(), plain.width, plain.height, taken_at)


def _refusal(text: str) -> NotAPicture:
    return NotAPicture(text, fields={"picture": text})
