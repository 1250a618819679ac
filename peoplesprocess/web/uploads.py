"""Photos: decoded, upright, made small, written anew without what the camera told, stored by digest."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from flask import Response, abort, g, has_app_context

from peoplesprocess.core.messages import N_, Message, Refused

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_SENT = 5_000_000
MOST_KEPT = 100_000
MOST_PIXELS = 24_000_000
LONGEST_SIDE = 1280
FORMATS = ("JPEG", "PNG", "WEBP")
DECODER = Lock()
"""One photo is decoded at a time: each takes a hundred megabytes for a moment."""
WAIT_SECONDS = 20


class UploadedFile(Protocol):
    """A file as the browser sent it."""

    def read(self, size: int = -1, /) -> bytes:
        """Return its bytes."""


class TooManyPixels(Exception):
    """Decoding this photo would take more memory than there may be."""


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


def decode(files: Iterable[UploadedFile]) -> None:
    """Decode what a request sent, for `picture` to return: before it waits for its turn to write."""
    g.pictures = {id(sent): _decoded(sent) for sent in files}


def picture(sent: UploadedFile, field: str) -> Picture:
    """Return the photo in `sent`, made small. Errors: Refused at `field` if it is no photo or too large."""
    ahead: dict[int, Picture | Message] = g.get("pictures", {}) if has_app_context() else {}
    found = ahead.get(id(sent)) or _decoded(sent)
    if isinstance(found, Message):
        raise Refused(found, field)
    return found


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


def _decoded(sent: UploadedFile) -> Picture | Message:
    """The photo in a file, or why there is none."""
    data = sent.read(MOST_SENT + 1)
    if len(data) > MOST_SENT:
        return Message(N_("This photo is larger than 5 MB. Send a smaller one."))
    if not DECODER.acquire(timeout=WAIT_SECONDS):
        return Message(N_("Others are sending photos just now. Send yours again in a minute."))
    try:
        return _small(_pixels(data))
    except TooManyPixels:
        return Message(N_("This photo has too many pixels. Send a smaller one."))
    except Exception:
        # Whatever a decoder stumbles over, the answer to the sender is the same.
        return Message(N_("This file is not a photo that can be read. Send a JPEG, PNG or WebP."))
    finally:
        DECODER.release()


def _pixels(data: bytes) -> Image:
    """The picture upright and no larger than is kept. Errors: TooManyPixels, and whatever the decoder has."""
    # The decoder weighs four megabytes and most workers never see a photo, so it is loaded when one comes.
    from PIL import Image, ImageOps

    image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise TooManyPixels
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    small = _of_eight_bits(image)
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(small)
    # A new picture takes the pixels and nothing else: comments and the like would be written again.
    alone = Image.new("RGB", upright.size, "white")
    alone.paste(upright, mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    return alone


def _of_eight_bits(image: Image) -> Image:
    """The picture with eight bits a colour, as RGB, or as RGBA if one can look through it."""
    if image.mode.startswith("I"):
        # Grey of sixteen bits: all but the darkest would be cut off to white.
        return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L").convert("RGB")
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


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
