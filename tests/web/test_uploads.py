"""A photo keeps its picture and nothing else, whatever was sent."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from peoplesprocess.core.messages import Refused
from peoplesprocess.photos.folder import PhotoFolder
from peoplesprocess.web import photo_uploads

CANARY = b"canary 67.0011 68.2233"


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: object) -> io.BytesIO:
    buffer = io.BytesIO()
    Image.new("RGB", size, (120, 90, 60)).save(buffer, kind, **options)
    buffer.seek(0)
    return buffer


def with_gps() -> io.BytesIO:
    exif = Image.Exif()
    exif[0x010F] = CANARY.decode()
    exif.get_ifd(0x8825)[2] = (67.0, 0.0, 11.0)
    exif[0x0112] = 6
    buffer = photo(exif=exif)
    return io.BytesIO(buffer.read() + CANARY)


def test_what_the_camera_told_is_gone_and_the_picture_stands_upright() -> None:
    sent = with_gps()
    assert CANARY in sent.getvalue()
    kept = photo_uploads.picture(sent, "photo")
    assert CANARY not in kept.data
    assert dict(Image.open(io.BytesIO(kept.data)).getexif()) == {}
    assert (kept.width, kept.height) == (480, 640)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photos_of_phones_become_small_jpegs(kind: str) -> None:
    kept = photo_uploads.picture(photo(kind), "photo")
    assert kept.data[:2] == b"\xff\xd8"


def shown(image: Image.Image) -> tuple[int, int, int]:
    """The colour in the middle of what is kept of a PNG."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    buffer.seek(0)
    kept = Image.open(io.BytesIO(photo_uploads.picture(buffer, "photo").data)).convert("RGB")
    pixel = kept.getpixel((kept.width // 2, kept.height // 2))
    assert isinstance(pixel, tuple)
    return pixel[0], pixel[1], pixel[2]


@pytest.mark.parametrize("grey", [0, 64, 128, 200, 255])
def test_grey_of_sixteen_bits_stays_as_grey_as_it_is(grey: int) -> None:
    assert all(abs(part - grey) <= 3 for part in shown(Image.new("I;16", (40, 40), grey * 257)))


@pytest.mark.parametrize(
    ("mode", "colour"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0)), ("RGBA", (255, 255, 255, 0))]
)
def test_what_one_looks_through_is_on_white_ground(mode: str, colour: tuple[int, ...]) -> None:
    assert min(shown(Image.new(mode, (40, 40), colour))) >= 250


def test_half_a_colour_is_half_on_white() -> None:
    assert all(abs(part - 127) <= 4 for part in shown(Image.new("RGBA", (40, 40), (0, 0, 0, 128))))


def test_a_colour_of_a_palette_that_one_looks_through_is_white() -> None:
    image = Image.new("P", (40, 40), 0)
    image.putpalette([0, 0, 0, 200, 0, 0])
    image.info["transparency"] = 0
    assert min(shown(image)) >= 250


def test_a_detailed_photo_still_fits() -> None:
    noise = Image.frombytes("RGB", (1600, 1200), random.Random(7).randbytes(1600 * 1200 * 3))
    buffer = io.BytesIO()
    noise.save(buffer, "JPEG", quality=50)
    buffer.seek(0)
    assert len(photo_uploads.picture(buffer, "photo").data) <= photo_uploads.MOST_KEPT


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"Dear sir, the latrines are done.", "not a photo"),
        (b"", "not a photo"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 200, "not a photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a photo"),
        (b"x" * (photo_uploads.MOST_SENT + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_photo_gets_a_sentence_at_its_field(sent: bytes, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        photo_uploads.picture(io.BytesIO(sent), "photo1")
    assert said in refusal.value.sentence.text
    assert refusal.value.field == "photo1"


def test_a_pixel_flood_is_refused_before_it_is_decoded() -> None:
    flood = photo("PNG", (6001, 4000))
    with pytest.raises(Refused) as refusal:
        photo_uploads.picture(flood, "photo")
    assert "too many pixels" in refusal.value.sentence.text


def test_a_photo_lies_under_its_digest_once(tmp_path: Path) -> None:
    photos, kept = PhotoFolder(tmp_path), photo_uploads.picture(photo(), "photo")
    for _ in range(2):
        photos.keep({kept.digest: kept.data})
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [photos.where(kept.digest)]


def with_comments() -> Iterator[io.BytesIO]:
    yield photo(comment=CANARY)
    words = PngInfo()
    words.add_text("comment", CANARY.decode())
    yield photo("PNG", pnginfo=words)


def test_what_was_written_beside_the_picture_is_gone() -> None:
    for sent in with_comments():
        assert CANARY in sent.getvalue()
        assert CANARY not in photo_uploads.picture(sent, "photo").data


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_kind_of_pixel_are_read(mode: str) -> None:
    buffer = io.BytesIO()
    Image.new(mode, (1600, 900)).save(buffer, "PNG")
    buffer.seek(0)
    kept = photo_uploads.picture(buffer, "photo")
    assert (kept.width, kept.height) == (1280, 720)


def test_one_photo_is_decoded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_uploads, "WAIT_SECONDS", 0.01)
    with photo_uploads.DECODER, pytest.raises(Refused) as refusal:
        photo_uploads.picture(photo(), "photo")
    assert "Other people are sending photos" in refusal.value.sentence.text
    assert photo_uploads.picture(photo(), "photo").width == 640
