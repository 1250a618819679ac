"""Reading GeoJSON (RFC 7946) as features."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.received_json import received_json
from peoplesprocess.core.shapes import SHAPE_KINDS
from peoplesprocess.maps.uploaded_features import MOST_FEATURES, MapFeature, RawPart, UnreadableMap

NAMES = ("name", "title", "label", "nom", "nombre", "اسم", "الاسم", "id", "code")
KINDS = ("kind", "type", "category", "class", "layer")
KIND_WORDS = {
    **dict.fromkeys(("outline", "boundary", "border", "settlement", "limite", "contour"), "outline"),
    **dict.fromkeys(("block", "lane", "bloc", "quartier", "section"), "block"),
    **dict.fromkeys(("hazard", "risk", "danger", "flood", "aléa", "alea"), "hazard"),
    **dict.fromkeys(("service", "facility", "water", "school", "health", "asset"), "service"),
}
_FORMS = {
    "Polygon": "area",
    "MultiPolygon": "area",
    "LineString": "line",
    "MultiLineString": "line",
    "Point": "point",
    "MultiPoint": "point",
}
DEEPEST = 3
"""How deeply geometry collections may be nested."""
NO_JSON = N_(
    "This file cannot be read as GeoJSON: it is incomplete or has a wrong character in line %(line)s. "
    "Export it again."
)


def read_geojson(text: str) -> list[MapFeature]:
    """Return the features of a GeoJSON text. Errors: UnreadableMap."""
    try:
        found = received_json(text)
    except json.JSONDecodeError as error:
        raise UnreadableMap(NO_JSON, line=error.lineno) from None
    except (RecursionError, ValueError):
        raise UnreadableMap(N_("This file is more complicated than a map can be. Export it again.")) from None
    if not isinstance(found, dict) or "type" not in found:
        raise UnreadableMap(N_("This is JSON, but not GeoJSON. Export the map as GeoJSON, in WGS 84."))
    features = list(_features(found))
    if len(features) > MOST_FEATURES:
        raise UnreadableMap(
            N_("This file has more than %(most)s features. Choose those of the settlement."),
            most=MOST_FEATURES,
        )
    return features


def kind_of(words: Mapping[str, object]) -> str:
    """Return the kind of shape that a feature's properties name, "other" if they name none."""
    plain = {str(key).casefold(): value for key, value in words.items()}
    for key in KINDS:
        told = str(plain.get(key) or "").strip().casefold()
        if told in SHAPE_KINDS:
            return told
        if told in KIND_WORDS:
            return KIND_WORDS[told]
    return "other"


def name_of(words: Mapping[str, object]) -> str:
    """Return the name in a feature's properties, "" if there is none."""
    plain = {str(key).casefold(): value for key, value in words.items()}
    for key in (*NAMES, *(key for key in plain if key.startswith("name"))):
        value = plain.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return " ".join(str(value).split())
    return ""


def _features(found: Mapping[str, object]) -> Iterator[MapFeature]:
    match found["type"]:
        case "FeatureCollection":
            listed = found.get("features")
            if not isinstance(listed, list):
                raise UnreadableMap(N_("This GeoJSON has no list of features. Export the map again."))
            for number, each in enumerate(listed, 1):
                yield from _feature(number, each)
        case "Feature":
            yield from _feature(1, found)
        case "Topology":
            raise UnreadableMap(N_("This is TopoJSON. Export the map as GeoJSON, in WGS 84."))
        case _:
            yield from _geometries(1, "", "other", found)


def _feature(number: int, found: object) -> Iterator[MapFeature]:
    if not isinstance(found, dict) or found.get("type") != "Feature":
        yield MapFeature(number, "", "", fault=Message(N_("This is not a GeoJSON feature. Leave it out.")))
        return
    words = found.get("properties")
    words = words if isinstance(words, dict) else {}
    name = name_of(words) or (str(found["id"])[:80] if isinstance(found.get("id"), str | int) else "")
    yield from _geometries(number, name, kind_of(words), found.get("geometry"))


def _geometries(number: int, name: str, kind: str, found: object, depth: int = 0) -> Iterator[MapFeature]:
    """Yield each single geometry; from the second one on, its number follows the name."""
    if not isinstance(found, dict):
        fault = N_("This feature has no geometry. Draw it, or leave it out.")
        yield MapFeature(number, name, kind, fault=Message(fault))
        return
    told = found.get("type")
    if told == "GeometryCollection" and depth < DEEPEST and isinstance(found.get("geometries"), list):
        for each in found["geometries"]:
            yield from _geometries(number, name, kind, each, depth + 1)
        return
    coordinates = found.get("coordinates")
    if not isinstance(told, str) or told not in _FORMS or not isinstance(coordinates, list):
        yield MapFeature(number, name, kind, fault=_unknown(told))
        return
    for part in coordinates if told.startswith("Multi") else [coordinates]:
        yield MapFeature(number, name, kind, _FORMS[told], _parts(_FORMS[told], part))


def _parts(form: str, part: object) -> list[RawPart]:
    """Return the rings, the line or the point of a geometry; a later check refuses what is no list."""
    if form == "area":
        return [_listed(ring) for ring in _listed(part)]
    return [_listed(part)] if form == "line" else [[part]]


def _listed(found: object) -> list[object]:
    return found if isinstance(found, list) else []


def _unknown(told: object) -> Sentence:
    sentence = N_("A map here cannot show the geometry “%(type)s”. Use an area, a line or a point.")
    return Message(sentence, {"type": str(told)[:40]})
