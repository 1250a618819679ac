"""The drawn map of Samagipura with its pins, and the positions of the settlement and its canal."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date

from sqlalchemy.orm import Session

from peoplesprocess.act import act_in_settlement
from peoplesprocess.core.coordinates import Point
from peoplesprocess.core.sketch_map_squares import spot_in_square
from peoplesprocess.demonstration.story_people import AccountMaker, at
from peoplesprocess.maps.actions import PinInput, SketchMapInput, add_pin, add_sketch_map
from peoplesprocess.maps.earth_point_actions import EarthPointInput, record_point
from peoplesprocess.maps.shape_imports import import_geojson
from peoplesprocess.photos.store import PhotoStore

CODE, DRAWN_ON = "samagipura", date(2024, 11, 3)
SIZE = (900, 675)
PINS = (
    ("need", 1, "", "C3"),
    ("need", 2, "", "E5"),
    ("asset", None, "Preschool", "B2"),
    ("asset", None, "Road with a bus stop", "A4"),
    ("hazard", None, "The canal rises over the bank", "F4"),
)
CORNERS = ([79.8842, 6.9308], [79.8858, 6.9306], [79.8861, 6.9325], [79.8845, 6.9328], [79.8842, 6.9308])
CANAL = ([79.8864, 6.9301], [79.8862, 6.9315], [79.8867, 6.9331])


def draw(db: Session, cast: AccountMaker, photos: PhotoStore) -> None:
    """Add the drawn map with its pins, the settlement's point and two shapes, by the rooms' acts."""
    data = _picture()
    digest = hashlib.sha256(data).hexdigest()
    photos.keep({digest: data})
    act = act_in_settlement(db, cast.ids["malini"], CODE, at(DRAWN_ON, 15))
    add_sketch_map(act, SketchMapInput(digest, len(data), *SIZE))
    for kind, need, what, square in PINS:
        spot = spot_in_square(square)
        add_pin(act, PinInput(kind, need, what, spot.x, spot.y))
    record_point(act, EarthPointInput(Point(693_170, 7_988_520)))
    import_geojson(act, _shapes())


def _shapes() -> bytes:
    told = [
        ("Polygon", [CORNERS], "Samagipura", "outline"),
        ("LineString", CANAL, "Canal", "hazard"),
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "kind": kind},
            "geometry": {"type": form, "coordinates": coordinates},
        }
        for form, coordinates, name, kind in told
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _picture() -> bytes:
    """Return the picture of a sheet with a road, lanes, houses and a canal."""
    # Imported here because only drawing needs it.
    from PIL import Image, ImageDraw

    image = Image.new("RGB", SIZE, (252, 250, 242))
    pen = ImageDraw.Draw(image)
    pen.line([(40, 0), (70, 340), (30, 675)], (120, 110, 100), 26)
    pen.line([(860, 0), (820, 320), (880, 675)], (70, 120, 170), 44)
    for lane in (150, 330, 520):
        pen.line([(60, lane), (820, lane + 20)], (150, 140, 120), 8)
        for house in range(130, 780, 86):
            pen.rectangle([house, lane - 70, house + 46, lane - 30], outline=(60, 50, 40), width=3)
            pen.line([(house, lane - 70), (house + 23, lane - 92), (house + 46, lane - 70)], (60, 50, 40), 3)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=70, optimize=True)
    return buffer.getvalue()
