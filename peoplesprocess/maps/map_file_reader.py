"""Reading a map file of any kind: GeoJSON, KML, GPX, or a telephone's strings."""

from __future__ import annotations

from peoplesprocess.core.messages import N_
from peoplesprocess.maps.geojson_reader import read_geojson
from peoplesprocess.maps.geotrace_reader import read_traces
from peoplesprocess.maps.uploaded_features import (
    MOST_FEATURES,
    MOST_POSITIONS_READ,
    MOST_SENT,
    MapFeature,
    UnreadableMap,
)
from peoplesprocess.maps.xml_map_reader import read_xml_map

_SHAPEFILE = b"\x00\x00\x27\x0a"


def read_map_file(data: bytes) -> list[MapFeature]:
    """Return the features of a file, whose kind its first characters show. Errors: UnreadableMap."""
    # Each point in JSON has a bracket, so a file with too many is not even parsed.
    count = data.count(b"[") - 4 * MOST_FEATURES
    features = _features(data) if count <= MOST_POSITIONS_READ else []
    count = max(count, sum(len(part) for each in features for part in each.parts if isinstance(part, list)))
    if count > MOST_POSITIONS_READ:
        sentence = N_("This file has more than %(most)s points. Simplify the shapes before you export them.")
        raise UnreadableMap(sentence, most=MOST_POSITIONS_READ)
    return features


def _features(data: bytes) -> list[MapFeature]:
    if len(data) > MOST_SENT:
        raise UnreadableMap(N_("This file is larger than 3 MB. Simplify the shapes before you export them."))
    if data.startswith(b"PK"):
        raise UnreadableMap(
            N_("This is a KMZ or another packed file. Save it as KML or GeoJSON, and send that.")
        )
    if data.startswith(_SHAPEFILE):
        raise UnreadableMap(N_("This is a shapefile. Export the map as GeoJSON, in WGS 84."))
    start = data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:1]
    if start == b"<":
        return read_xml_map(data)
    text = _text(data)
    if start in (b"{", b"["):
        return read_geojson(text)
    if text[:1].isdecimal() or text[:1] in ("-", '"'):
        return read_traces(text)
    raise UnreadableMap(N_("This is not a map file that can be read. Send GeoJSON, KML or GPX, in WGS 84."))


def _text(data: bytes) -> str:
    """Return the text of a file.

    Errors: UnreadableMap unless it is UTF-8, or UTF-16 with a byte order mark.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding).strip()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableMap(
            N_("Line %(line)s of this file is not UTF-8. Save it as UTF-8 and send it again."), line=line
        ) from None
