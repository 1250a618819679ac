"""Shapes from files that other programs wrote, taken once; files that are wrong say what to do."""

from __future__ import annotations

import io
import json
import math
import time
import tracemalloc
from typing import Any

import pytest

from peoplesprocess.core.coordinates import Point
from peoplesprocess.core.import_outcome import ImportOutcome
from peoplesprocess.core.messages import Message, Plural
from peoplesprocess.core.shapes import MOST_POSITIONS, CrossingBudget, area, crossing
from peoplesprocess.maps.earth_point_actions import EarthPointInput, record_point
from peoplesprocess.maps.geojson_export import export_geojson
from peoplesprocess.maps.shape_imports import import_geojson
from tests.factories import Make

RING = [[67.70, 26.70], [67.72, 26.70], [67.72, 26.72], [67.70, 26.72], [67.70, 26.70]]
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Goth</name><Folder>
<Placemark><name>Goth outline</name>
<ExtendedData><Data name="kind"><value>outline</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>
67.72,26.70,0 67.72,26.72,0 67.70,26.72,0 67.70,26.70,0 67.72,26.70,0
</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>"""
GPX = """<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="26.71" lon="67.71"><name>School</name><type>service</type></wpt>
<trk><name>Canal</name><type>hazard</type><trkseg>
<trkpt lat="26.70" lon="67.70"/><trkpt lat="26.71" lon="67.71"/>
</trkseg></trk></gpx>"""


def feature(geometry: str, coordinates: Any, **words: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": words,
        "geometry": {"type": geometry, "coordinates": coordinates},
    }


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


OUTLINE = feature("Polygon", [RING], name="Goth outline", kind="outline")


@pytest.fixture
def place(make: Make) -> Any:
    """A settlement in Sindh."""
    return make.settlement()


@pytest.fixture
def take(make: Make, place: Any) -> Any:
    """`take(data)` imports a file as the facilitator."""

    def taken(data: bytes | str, *, dry_run: bool = False) -> ImportOutcome:
        with make.act(make.facilitator(place), place) as act:
            return import_geojson(act, data.encode() if isinstance(data, str) else data, dry_run=dry_run)

    return taken


def whys(found: ImportOutcome) -> list[str]:
    return [told(each.why) for each in found.refused]


def told(sentence: Any) -> str:
    values = {
        key: told(value) if isinstance(value, Message | Plural) else value
        for key, value in sentence.values.items()
    }
    if isinstance(sentence, Plural):
        return str(sentence.many) % {**values, "count": sentence.count}
    return str(sentence.text) % values


def test_the_same_shapes_in_other_files_are_known(take: Any) -> None:
    looked = take(collection(OUTLINE), dry_run=True)
    assert (looked.read, looked.new, looked.known, looked.refused) == (1, 1, 0, [])
    first = take(collection(OUTLINE))
    assert (first.new, first.known, first.digest) == (1, 0, looked.digest)
    again = take(collection(OUTLINE))
    assert (again.new, again.known, again.digest) == (0, 1, first.digest)
    # Another program begins at another corner and turns the other way.
    backwards = feature("MultiPolygon", [[RING[2:] + RING[1:3]]], NAME="Goth outline", type="Boundary")
    backwards["geometry"]["coordinates"][0][0].reverse()
    assert take(collection(backwards)).digest == first.digest
    other = take(KML)
    assert (other.new, other.known, other.refused, other.digest) == (0, 1, [], first.digest)


def test_a_name_that_was_cut_within_a_sign_is_kept_without_the_half(take: Any) -> None:
    found = take(collection(feature("Polygon", [RING], name="School \ud83c", kind="outline")))
    assert (found.new, found.refused) == (1, [])


def test_a_track_of_a_gps_and_what_a_telephone_writes(take: Any) -> None:
    found = take(GPX)
    assert (found.read, found.new, found.refused) == (2, 2, [])
    trace = (
        "26.70 67.70 0 0;26.71 67.70 0 0;26.71 67.71 0 0;26.70 67.70 0 0;\n26.70 67.70 0 0; 26.71 67.71 0 0"
    )
    assert take(trace).new == 2


def test_the_export_is_taken_again_and_says_less_to_the_public(take: Any, place: Any, make: Make) -> None:
    take(collection(OUTLINE, feature("Point", [67.711234, 26.711234, 12], name="School", kind="service")))
    with make.act(make.facilitator(place), place) as act:
        whole = json.loads("".join(export_geojson(act.db, act.settlement, public=False)))
        public = json.loads("".join(export_geojson(act.db, act.settlement)))
    ring = whole["features"][0]["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1] and area(ring) > 0 and ring[0] == [67.7, 26.7]
    assert whole["features"][1]["geometry"]["coordinates"] == [67.71123, 26.71123]
    assert public["features"][1]["geometry"]["coordinates"] == [67.711, 26.711]
    with make.act(make.facilitator(place), place) as act:
        assert import_geojson(act, json.dumps(whole).encode()).known == 2


def test_nothing_about_displaced_people_is_exported_finer_than_a_cell(make: Make, place: Any) -> None:
    number = make.need(place, "Rooms that lock", "displaced")
    with make.act(make.facilitator(place), place) as act:
        record_point(act, EarthPointInput(Point(2_673_456, 6_777_123), number))
    with make.act(make.facilitator(place), place) as act:
        told = json.loads("".join(export_geojson(act.db, act.settlement, public=False)))
    assert told["features"][0]["geometry"]["coordinates"] == [67.77, 26.73]


BAD = {
    "a bow tie": (
        feature("Polygon", [[RING[0], RING[2], RING[1], RING[3], RING[0]]], name="Tie"),
        "Feature 1, Tie: This area crosses itself near",
    ),
    "an eight through a corner": (
        feature(
            "Polygon",
            [[RING[0], [67.71, 26.71], RING[2], RING[1], [67.71, 26.71], RING[3], RING[0]]],
        ),
        "crosses itself",
    ),
    "swapped": (feature("Polygon", [[[y, x] for x, y in RING]]), "seem to be swapped"),
    "open": (feature("Polygon", [RING[:-1]]), "not closed"),
    "in the sea": (feature("Point", [0.5, 0.5]), "in the sea"),
    "nowhere": (feature("Point", [0, 0]), "Telephones write 0, 0"),
    "projected": (feature("Point", [432100.5, 2956000.1]), "WGS 84"),
    "unknown": (feature("CircularString", [RING]), "cannot show the geometry “CircularString”"),
    "none": ({"type": "Feature", "properties": None, "geometry": None}, "no geometry"),
    "nan": (feature("Point", [math.nan, 26.7]), "NaN"),
    "endless": (feature("Point", [1e999, 26.7]), "NaN"),
    "text": (feature("Point", ["67.7", 26.7]), "is not a number"),
    "huge": (feature("Point", [10**400, 26.7]), "NaN"),
    "one number": (feature("Point", [67.7]), "not two numbers"),
    "empty": (feature("Polygon", []), "no points"),
    "a point of two corners": (feature("Polygon", [[RING[0], RING[1], RING[0]]]), "fewer than three corners"),
    "a person": (
        feature("Point", [67.7, 26.7], name="Ali +92 300 1234567"),
        "looks like a person's telephone or identity number",
    ),
    "no feature": ("x", "not a GeoJSON feature"),
    "too many points": (feature("LineString", [[67.7, 26.7]] * 6000), "has 6000 points"),
}


@pytest.mark.one_database
@pytest.mark.parametrize("name", BAD)
def test_a_wrong_feature_is_named_and_the_rest_is_judged_too(name: str, take: Any) -> None:
    wrong, sentence = BAD[name]
    found = take(collection(OUTLINE, wrong))
    assert (found.read, found.new, len(found.refused)) == (2, 1, 1)
    assert found.refused[0].row == 2 and sentence.replace("Feature 1", "Feature 2") in whys(found)[0]
    # Nothing is half-imported.
    assert take(collection(OUTLINE)).new == 1


FILES = {
    "half": (collection(OUTLINE)[:80], "is incomplete"),
    "latin": (collection(OUTLINE).replace(b"Goth", b"H\xf4pital"), "Line 1 of this file is not UTF-8"),
    "packed": (b"PK\x03\x04", "KMZ"),
    "shapefile": (b"\x00\x00\x27\x0a" + bytes(96), "shapefile"),
    "nothing": (b"", "not a map file"),
    "words": (b"our map", "not a map file"),
    "no geojson": (b'{"a": 1}', "not GeoJSON"),
    "topology": (b'{"type": "Topology"}', "TopoJSON"),
    "no features": (b'{"type": "FeatureCollection", "features": []}', "no features in this file"),
    "no list": (b'{"type": "FeatureCollection"}', "no list of features"),
    "laughs": (
        b'<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><kml>&b;</kml>',
        "document type or entities",
    ),
    "other xml": (b"<html/>", "neither KML nor GPX"),
    "half xml": (KML.encode()[:200], "is incomplete"),
    "wrong encoding": (b'<?xml version="1.0" encoding="klingon"?><kml/>', ""),
    "latin xml": (
        b"<kml><Placemark><name>H\xf4pital</name></Placemark></kml>",
        "is incomplete or has a wrong character",
    ),
    "deep": (b"[" * 50_000, "more complicated than a map can be"),
    "brackets": (b"[" * 100_000, "more than 60000 points"),
    "deep object": (b'{"a":' * 100_000, "more complicated than a map can be"),
    "deep xml": (b"<kml>" * 500_000, "more complicated than a map can be"),
    "large": (b"{" + b" " * 3_000_001, "larger than 3 MB"),
    "many digits": (b'{"type":"Point","coordinates":[' + b"9" * 100_000 + b",1]}", ""),
    "zigzag": (
        collection(
            feature(
                "Polygon",
                [
                    [[67.7 + i * 1e-5, 26.7 + (i % 2) * 0.1] for i in range(4_000)]
                    + [[67.9, 26.6], [67.7, 26.7]]
                ],
            )
        ),
        "",
    ),
    "tangle": (
        collection(
            feature(
                "Polygon", [[[67.7 + (i % 2) * 0.1, 26.7 + i * 1e-6] for i in range(4_999)] + [[67.7, 26.7]]]
            )
        ),
        "",
    ),
    "elements": (b"<kml>" + b"<a/>" * 700_000 + b"</kml>", "more complicated than a map can be"),
    "placemarks": (b"<kml>" + b"<Placemark/>" * 200_000 + b"</kml>", "more than 2000 features"),
    "numbers": (b'{"type":"LineString","coordinates":[' + b"[1,1]," * 480_000 + b"[1,1]]}", "points"),
}


@pytest.mark.one_database
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_none_or_a_bomb_is_refused_at_once(name: str, take: Any) -> None:
    data, sentence = FILES[name]
    began = time.process_time()
    found = take(data)
    assert time.process_time() - began < 2
    if sentence:
        assert sentence in whys(found)[0]
    assert all(why.endswith((".", ")")) for why in whys(found))


@pytest.mark.one_database
@pytest.mark.parametrize("name", ("numbers", "elements", "deep xml", "placemarks", "tangle"))
def test_a_bomb_takes_little_memory(name: str, take: Any) -> None:
    take(collection(OUTLINE), dry_run=True)
    tracemalloc.start()
    take(FILES[name][0])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64_000_000


def test_shapes_are_made_simple_and_no_more_than_a_telephone_draws(take: Any, make: Make, place: Any) -> None:
    round_one = [
        [67.71 + math.cos(at / 500) * 0.01, 26.71 + math.sin(at / 500) * 0.01 * (1 + 0.1 * math.cos(at / 9))]
        for at in range(3141)
    ]
    assert (
        take(collection(feature("Polygon", [[*round_one, round_one[0]]], name="Lake", kind="hazard"))).new
        == 1
    )
    with make.act(make.facilitator(place), place) as act:
        found = json.loads("".join(export_geojson(act.db, act.settlement, public=False)))
    ring = found["features"][0]["geometry"]["coordinates"][0]
    assert len(ring) <= MOST_POSITIONS and ring[0] == ring[-1]
    assert crossing([tuple(corner) for corner in ring], CrossingBudget()) is None
    points = [feature("Point", [67.7 + number / 1000, 26.7], name=f"Tap {number}") for number in range(30)]
    found = take(collection(*points))
    assert len(found.refused) == 1 and "can show at most" in whys(found)[0]
    assert take(collection(*points[:29])).new == 29


def test_a_file_is_looked_at_before_it_is_taken_and_drawn_with_a_list(place: Any, browser: Any) -> None:
    sam, url = browser("facilitator", place), f"/s/{place.code}/map/shapes"
    assert "There are no shapes yet" in sam.get(url).text
    data = collection(
        OUTLINE, feature("LineString", [[67.7, 26.7], [67.72, 26.72]], name="Canal", kind="hazard")
    )
    looked = send(sam, url, data)
    assert looked.status == 200 and "2 shapes are new" in looked.text
    assert "There are no shapes yet" in sam.get(url).text
    assert sam.post(f"{url}/make", looked.values).status == 303
    page = sam.get(url)
    assert "1. Outline: Goth outline" in page.text and "2. Hazard: Canal" in page.text
    assert page.html.count("<path") >= 2
    again = send(sam, url, data)
    assert "0 shapes are new" in again.text and "2 shapes are here already" in again.text
    told = json.loads(sam.client.get(f"{url}.geojson").data)
    assert [each["geometry"]["type"] for each in told["features"]] == ["Polygon", "LineString"]
    wrong = send(sam, url, collection(feature("Polygon", [RING[:-1]], name="Lane 2")))
    assert wrong.status == 422 and wrong.problems[0].startswith("Feature 1, Lane 2: This area is not closed")
    sam.send(f"{url}/2/strike", reason="It was filled up")
    assert "Canal" not in sam.get(url).text


def send(visitor: Any, url: str, data: bytes) -> Any:
    sent = visitor.filled(f"{url}/import")
    file = (io.BytesIO(data), "map.geojson")
    return visitor.post(f"{url}/import", {**sent, "map_file": file}, content_type="multipart/form-data")


def test_thirty_shapes_of_sixty_points_come_within_the_budget_of_a_page(
    take: Any, place: Any, browser: Any
) -> None:
    def blob(number: int) -> list[list[float]]:
        west, south = 67.70 + number % 6 * 0.02, 26.70 + number // 6 * 0.02
        angles = [2 * math.pi * at / 59 for at in range(59)]
        ring = [
            [west + math.cos(a) * (0.008 + 0.001 * math.sin(a * 7 + number)), south + math.sin(a) * 0.008]
            for a in angles
        ]
        return [*ring, ring[0]]

    shapes = [
        feature("Polygon", [blob(number)], name=f"Block {number} of the lane", kind="block")
        for number in range(30)
    ]
    assert take(collection(*shapes)).new == 30
    sam = browser("facilitator", place)
    url = f"/s/{place.code}/map/shapes"
    sam.get(url)
    answer = sam.client.get(url, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200 and len(answer.data) < 5_400
