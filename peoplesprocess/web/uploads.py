"""Photos: decoded, upright, made small, written anew without what the camera told, stored by digest."""

from __future__ import annotations

import hashlib
import io
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from flask import Response, abort

from peoplesprocess.core.messages import N_, Message, Refused

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_SENT = 5_000_000
MOST_KEPT = 100_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1280
FORMATS = ("JPEG", "PNG", "WEBP")


class UploadedFile(Protocol):
    """A file as the browser sent it."""

    def read(self, size: int = -1, /) -> bytes:
        """Return its bytes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo that is safe to keep: JPEG bytes without anything but the picture."""

    data: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """The name it is stored under."""
        return hashlib.sha256(self.data).hexdigest()


def picture(sent: UploadedFile, field: str) -> Picture:
    """Return the photo in `sent`, made small. Errors: Refused at `field` if it is no photo or too large."""
    # The decoder weighs four megabytes and most workers never see a photo, so it is loaded when one comes.
    from PIL import Image, ImageOps

    data = sent.read(MOST_SENT + 1)
    if len(data) > MOST_SENT:
        raise Refused(Message(N_("This photo is larger than 5 MB. Send a smaller one.")), field)
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise Refused(Message(N_("This photo has too many pixels. Send a smaller one.")), field)
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except Refused:
        raise
    except Exception:
        # Whatever a decoder stumbles over, the answer to the sender is the same.
        raise Refused(
            Message(N_("This file is not a photo that can be read. Send a JPEG, PNG or WebP.")), field
        ) from None
    return _small(upright)


def keep(folder: Path, photo: Picture) -> None:
    """Write the photo under its digest, completely or not at all."""
    path = where(folder, photo.digest)
    with suppress(FileNotFoundError):
        # It counts as new from now on: whoever tidies leaves new photos alone, whose rows are not yet saved.
        os.utime(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    with unfinished.open("wb") as file:
        file.write(photo.data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def where(folder: Path, digest: str) -> Path:
    """Return where a photo lies; no name that a user gave is part of it."""
    return folder / "photos" / digest[:2] / f"{digest}.jpg"


def response(folder: Path, digest: str | None) -> Response:
    """Return a kept photo as it is sent to who may see it; 404 if there is none."""
    path = where(folder, digest) if digest else None
    if path is None or not path.exists():
        abort(404)
    headers = {
        "Content-Disposition": "inline; filename=photo.jpg",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(path.read_bytes(), mimetype="image/jpeg", headers=headers)


def _small(image: Image) -> Picture:
    side = LONGEST_SIDE
    while True:
        image.thumbnail((side, side))
        for quality in (70, 55, 40):
            buffer = io.BytesIO()
            image.save(buffer, "JPEG", quality=quality, optimize=True)
            if buffer.tell() <= MOST_KEPT:
                return Picture(buffer.getvalue(), image.width, image.height)
        side = side * 3 // 4
