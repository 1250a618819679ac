"""Photos: decoded, rotated upright, scaled down, re-encoded without metadata, and stored by digest."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from flask import Response, abort, g, has_app_context, request

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.web import request_state, sketch_map_crops
from peoplesprocess.web.current_installation import current_photos
from peoplesprocess.web.form import is_shown_again

if TYPE_CHECKING:
    from PIL.Image import Image
    from werkzeug.datastructures import FileStorage

ETAG_DIGITS = 16
"""So many digits of its digest tell a photo from every other one at its address."""
MOST_SENT = 5_000_000
MOST_KEPT = 100_000
MOST_PIXELS = 24_000_000
LONGEST_SIDE = 1280
SPREADSHEET = "spreadsheet"
"""The name of a field for a spreadsheet, whose file is not decoded as a photo."""
MAP_FILE = "map_file"
"""The name of a field for a map file, likewise."""
FORMATS = ("JPEG", "PNG", "WEBP")
DECODER = Lock()
"""Held while a photo is decoded, which takes a hundred megabytes for a moment."""
WAIT_SECONDS = 20
PUBLIC_SECONDS = 3600
"""How long caches may show a photo of the board without asking whether it was struck. Units: seconds."""


class RawUpload(Protocol):
    """A file as the browser sent it."""

    def read(self, size: int = -1, /) -> bytes:
        """Return its bytes."""


class TooManyPixels(Exception):
    """The photo has too many pixels to be decoded within the memory limit."""


@dataclass(frozen=True, slots=True)
class SafePhoto:
    """A photo that is safe to store: JPEG data without any metadata."""

    data: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """The SHA-256 of the data, under which the photo is stored."""
        return hashlib.sha256(self.data).hexdigest()


def sent_photos() -> list[FileStorage]:
    """Return the files of a form that is to be saved; none if it is only shown again."""
    if request.method != "POST" or is_shown_again() or "unsaved" in g:
        return []
    named = ([file for file in files if file.filename] for files in request.files.listvalues())
    # A field takes the first file under its name that has a file name; the others are ignored.
    return [files[0] for files in named if files]


def take(files: Iterable[RawUpload]) -> None:
    """Decode and store a request's photos before it waits for its turn to write; `picture` returns them.

    If any of them cannot be decoded, none is stored, as the form is shown again. Stored photos that get no
    row are removed later.
    """
    pictures = [sent for sent in files if getattr(sent, "name", "") not in (SPREADSHEET, MAP_FILE)]
    g.pictures = {id(sent): _decoded(sent) for sent in pictures}
    found = [photo for photo in g.pictures.values() if isinstance(photo, SafePhoto)]
    if len(found) == len(g.pictures):
        current_photos().keep({photo.digest: photo.data for photo in found})


def picture(sent: RawUpload, field: str) -> SafePhoto:
    """Return the decoded photo of `sent`. Errors: Refused at `field` if it is no photo or too large."""
    ahead: dict[int, SafePhoto | Message] = g.get("pictures", {}) if has_app_context() else {}
    found = ahead.get(id(sent)) or _decoded(sent)
    if isinstance(found, Message):
        raise Refused(found, field)
    return found


def response(digest: str | None) -> Response:
    """Return a stored photo as a private response, 304 to those who have it; 404 if there is none."""
    sent = _unless_kept_there(digest)
    sent.headers["Content-Disposition"] = "inline; filename=photo.jpg"
    sent.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return sent


def part_response(digest: str | None, box: tuple[float, float, float, float], width: int) -> Response:
    """Return a part of a stored photo, `width` pixels wide, with its grid; `box` is left, top, right, bottom.

    The box is in shares of the photo. 404 if there is none; 503 if the decoder is busy for too long.
    """
    sent = Response(mimetype="image/jpeg")
    sent.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    sent.set_etag(hashlib.blake2b(repr((digest, box, width)).encode(), digest_size=8).hexdigest())
    if digest is None or not request.if_none_match.contains(sent.get_etag()[0] or ""):
        kept = _kept(digest)
        if not DECODER.acquire(timeout=WAIT_SECONDS):
            abort(503)
        try:
            sent.set_data(sketch_map_crops.part_of(kept, box, width))
        finally:
            DECODER.release()
    sent.make_conditional(request)
    return sent


def public_response(digest: str | None) -> Response:
    """Return a stored photo as a public, cacheable response; 404 if there is none."""
    sent = _unless_kept_there(digest)
    sent.cache_control.public, sent.cache_control.max_age = True, PUBLIC_SECONDS
    # Also without a connection, one that is older is asked for first.
    sent.cache_control.must_revalidate = True
    return sent


def _unless_kept_there(digest: str | None) -> Response:
    """A photo, or 304 to who has it; 404 if there is none."""
    sent = Response(mimetype="image/jpeg")
    sent.set_etag((digest or "")[:ETAG_DIGITS])
    if digest is None or digest[:ETAG_DIGITS] not in request.if_none_match:
        sent.set_data(_kept(digest))
    sent.make_conditional(request)
    return sent


def _kept(digest: str | None) -> bytes:
    # Release the database connection, as the store may be a bucket that takes time.
    request_state.close()
    data = current_photos().read(digest) if digest else None
    return abort(404) if data is None else data


def _decoded(sent: RawUpload) -> SafePhoto | Message:
    """Return the photo in a file, or why there is none."""
    data = sent.read(MOST_SENT + 1)
    if len(data) > MOST_SENT:
        return Message(N_("This photo is larger than 5 MB. Send a smaller one."))
    if not DECODER.acquire(timeout=WAIT_SECONDS):
        return Message(N_("Other people are sending photos right now. Send yours again in a minute."))
    try:
        return _small(_pixels(data))
    except TooManyPixels:
        return Message(N_("This photo has too many pixels. Send a smaller one."))
    except Exception:
        # A decoder may raise anything, and the sender gets the same answer each time.
        return Message(N_("This file is not a photo that can be read. Send a JPEG, PNG or WebP."))
    finally:
        DECODER.release()


def _pixels(data: bytes) -> Image:
    """Return the picture upright and scaled down. Errors: TooManyPixels, and whatever the decoder raises."""
    # Imported here, as Pillow takes four megabytes and most workers never see a photo.
    from PIL import Image, ImageOps

    image = Image.open(io.BytesIO(data), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise TooManyPixels
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    small = _of_eight_bits(image)
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(small)
    # A new image has only the pixels; saving the old one would keep comments and other metadata.
    alone = Image.new("RGB", upright.size, "white")
    alone.paste(upright, mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    return alone


def _of_eight_bits(image: Image) -> Image:
    """Return the picture with eight bits per channel, as RGB, or as RGBA if it has transparency."""
    if image.mode.startswith("I"):
        # Sixteen-bit grey: a plain conversion would clip everything but the darkest pixels to white.
        return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L").convert("RGB")
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


def _small(image: Image) -> SafePhoto:
    side = LONGEST_SIDE
    while True:
        image.thumbnail((side, side))
        for quality in (70, 55, 40):
            buffer = io.BytesIO()
            image.save(buffer, "JPEG", quality=quality, optimize=True)
            if buffer.tell() <= MOST_KEPT:
                return SafePhoto(buffer.getvalue(), image.width, image.height)
        side = side * 3 // 4
