"""Small copies of pictures, drawn anew: what a page may show without trusting who sent it.

Decoding happens in the worker alone (a job), never in a process that serves pages; nothing of the
original's bytes, metadata or colour profile is in the copy.
"""

import io
from datetime import datetime

from PIL import Image, ImageOps, UnidentifiedImageError

from inward.kernel import files
from inward.kernel.errors import NotFound
from inward.kernel.models import StoredFile

LONGEST_SIDE = 960
# A picture of more is refused before it is decoded: 40 megapixels take some 160 MB.
MOST_PIXELS = 40_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def draw_preview(stored: StoredFile, *, at: datetime) -> StoredFile | None:
    """Draw, store and note the small copy of a picture; None where the content is no whole one."""
    try:
        with files.opened(stored) as source, Image.open(source, formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, NotFound):
        return None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    return files.store_preview(_webp(clean), of=stored, at=at)


def _webp(picture: Image.Image) -> bytes:
    content = io.BytesIO()
    picture.save(content, format="WEBP", quality=80)
    return content.getvalue()
