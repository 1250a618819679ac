"""Reading KML and GPX as features, incrementally, without document types, entities or other files."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.maps.geojson_reader import kind_of
from peoplesprocess.maps.uploaded_features import (
    MOST_FEATURES,
    MOST_POSITIONS_READ,
    MapFeature,
    RawPart,
    UnreadableMap,
)

MOST_DEEP = 64
MOST_ELEMENTS = 300_000
"""More than the largest track needs, with altitude and time of each point."""
_KML = {"Polygon": "area", "LinearRing": "area", "LineString": "line", "Point": "point"}
_GPX = {"trk": "line", "rte": "line", "wpt": "point"}
_UNKNOWN = ("Model", "Track", "MultiTrack", "GroundOverlay", "NetworkLink", "PhotoOverlay", "ScreenOverlay")
_NO_XML = N_(
    "This file cannot be read as KML or GPX: it is incomplete or has a wrong character in line %(line)s. "
    "Export it again."
)


@dataclass
class _XmlMapFeature:
    """A feature while it is being read."""

    name: str = ""
    kind: str = ""
    forms: list[tuple[str, list[RawPart]]] = field(default_factory=list)
    unknown: str = ""


def read_xml_map(data: bytes) -> list[MapFeature]:
    """Return the features of a KML or GPX file. Errors: UnreadableMap."""
    reading = _XmlMapParser()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.say
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnreadableMap(_NO_XML, line=error.lineno) from None
    except (LookupError, UnicodeError, ValueError):
        raise UnreadableMap(N_("This file names a wrong encoding. Save it as UTF-8.")) from None
    if not reading.is_map:
        raise UnreadableMap(
            N_("This is XML, but neither KML nor GPX. Export the map as GeoJSON, KML or GPX.")
        )
    return list(reading.read())


class _XmlMapParser:
    """Handles the elements of a file and keeps only features."""

    def __init__(self) -> None:
        self.is_map = False
        self._path: list[str] = []
        self._words: list[str] = []
        self._features: list[_XmlMapFeature] = []
        self._now: _XmlMapFeature | None = None
        self._positions = self._elements = 0

    def begin(self, tag: str, values: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        self._path.append(tag)
        self._words = []
        self._elements += 1
        if len(self._path) > MOST_DEEP or self._elements > MOST_ELEMENTS:
            raise UnreadableMap(N_("This file is more complicated than a map can be. Export it again."))
        if len(self._path) == 1:
            self.is_map = tag.lower() in ("kml", "gpx")
        if tag == "Placemark" or tag in _GPX:
            self._now = _XmlMapFeature()
            self._features.append(self._now)
            if len(self._features) > MOST_FEATURES:
                sentence = N_("This file has more than %(most)s features. Choose those of the settlement.")
                raise UnreadableMap(sentence, most=MOST_FEATURES)
        self._begin_part(tag, values)

    def _begin_part(self, tag: str, values: dict[str, str]) -> None:
        now = self._now
        if now is None:
            return
        if tag in _KML and not (tag == "LinearRing" and "Polygon" in self._path):
            now.forms.append((_KML[tag], []))
        elif tag in _UNKNOWN:
            now.unknown = now.unknown or tag
        elif tag in ("trkseg", "rte"):
            now.forms.append(("line", [[]]))
        elif tag == "wpt":
            now.forms.append(("point", [[self._position(values)]]))
        elif tag in ("trkpt", "rtept") and now.forms:
            part = now.forms[-1][1][-1]
            if isinstance(part, list):
                part.append(self._position(values))

    def say(self, words: str) -> None:
        if self._now is not None:
            self._words.append(words)

    def end(self, tag: str) -> None:
        tag = self._path.pop()
        said, self._words = "".join(self._words), []
        now = self._now
        if now is None:
            return
        if tag == "coordinates" and now.forms:
            now.forms[-1][1].append(self._tuples(said))
        elif tag == "name" and self._path[-1:] and self._path[-1] in ("Placemark", *_GPX):
            now.name = " ".join(said.split())
        elif tag in ("type", "sym", "value", "SimpleData") and not now.kind:
            kind = kind_of({"kind": said})
            now.kind = kind if kind != "other" else ""
        elif tag == "Placemark" or tag in _GPX:
            self._now = None

    def read(self) -> list[MapFeature]:
        """Return the features; one with several geometries becomes several."""
        found = []
        for number, each in enumerate(self._features, 1):
            kind = each.kind or "other"
            if each.unknown or not each.forms:
                sentence = N_(
                    "A map here cannot show the geometry “%(type)s”. Use an area, a line or a point."
                )
                fault = Message(sentence, {"type": each.unknown or "–"})
                found.append(MapFeature(number, each.name, kind, fault=fault))
            found += [MapFeature(number, each.name, kind, form, parts) for form, parts in each.forms]
        return found

    def _position(self, values: dict[str, str]) -> list[object]:
        self._count(1)
        return [_number(values.get("lon", "")), _number(values.get("lat", ""))]

    def _tuples(self, said: str) -> list[list[object]]:
        told = said.split()
        self._count(len(told))
        return [[_number(number) for number in each.split(",")[:2]] for each in told]

    def _count(self, more: int) -> None:
        self._positions += more
        if self._positions > MOST_POSITIONS_READ:
            sentence = N_(
                "This file has more than %(most)s points. Simplify the shapes before you export them."
            )
            raise UnreadableMap(sentence, most=MOST_POSITIONS_READ)


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text[:20]


def _no_doctype(*told: object) -> None:
    raise UnreadableMap(
        N_("This file declares a document type or entities, which no map needs. Export it again.")
    )
