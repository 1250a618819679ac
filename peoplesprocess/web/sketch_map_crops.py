"""A part of a photo of a drawn map, small enough for a telephone, with the grid of its squares."""

from __future__ import annotations

import io

from peoplesprocess.core.sketch_map_squares import ROWS

QUALITY = 50
LINE = (190, 60, 40)


def part_of(data: bytes, box: tuple[float, float, float, float], width: int) -> bytes:
    """Return the part of a photo within `box`, which is in shares of it, scaled to `width` pixels."""
    # Imported here, as Pillow takes four megabytes and most workers never see a photo.
    from PIL import Image, ImageDraw

    image = Image.open(io.BytesIO(data), formats=("JPEG",))
    left, top, right, bottom = box
    size = (width, max(1, round(width * image.height * (bottom - top) / (image.width * (right - left)))))
    pixels = (left * image.width, top * image.height, right * image.width, bottom * image.height)
    part = image.convert("RGB").resize(size, box=pixels, reducing_gap=2)
    draw = ImageDraw.Draw(part)
    for line in range(1, ROWS):
        across, down = (line / ROWS - left) / (right - left), (line / ROWS - top) / (bottom - top)
        if 0 < across < 1:
            draw.line([(across * size[0], 0), (across * size[0], size[1])], LINE)
        if 0 < down < 1:
            draw.line([(0, down * size[1]), (size[0], down * size[1])], LINE)
    buffer = io.BytesIO()
    part.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return buffer.getvalue()
