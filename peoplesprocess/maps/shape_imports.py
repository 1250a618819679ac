"""Importing shapes of a settlement from a map file, all of it or nothing; repeating it changes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.import_outcome import ImportOutcome, RefusedRow
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.shapes import MOST_SHAPES, CrossingBudget, NamedShape, digest_of_shapes
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.maps.geojson_export import geojson_feature
from peoplesprocess.maps.map_file_reader import read_map_file
from peoplesprocess.maps.queries import standing_shapes
from peoplesprocess.maps.settlement_bounds import known_bounds
from peoplesprocess.maps.shape_checks import checked_shape
from peoplesprocess.maps.uploaded_features import MapFeature, UnreadableMap
from peoplesprocess.models import MapShape, Strike
from peoplesprocess.strike_writer import strike_record

_TOO_MANY = N_(
    "A map here can show at most %(most)s shapes. Leave some out of the file, or strike shapes that are not "
    "needed."
)


def import_geojson(act: Act, data: bytes, *, dry_run: bool = False) -> ImportOutcome:
    """Import the shapes of a GeoJSON, KML or GPX file, or say what would be refused of it.

    If a feature is refused, the others are judged too, and nothing is saved.
    Errors: Forbidden.
    """
    act.require(Action.RECORD_MAP)
    try:
        features = read_map_file(data)
    except UnreadableMap as unreadable:
        return ImportOutcome(refused=[RefusedRow("file", "", unreadable.sentence)])
    if not features:
        fault = Message(N_("There are no features in this file. Draw the shapes and export the map again."))
        return ImportOutcome(refused=[RefusedRow("file", "", fault)])
    shapes, refused = _checked(act, features)
    standing = standing_shapes(act.db, act.settlement.id)
    known = {row.digest for row in standing}
    new = {shape.digest: shape for _, shape in shapes if shape.digest not in known}
    keys = {(row.kind, row.name or row.digest) for row in standing}
    for feature, shape in shapes:
        if shape.digest in new:
            keys.add((shape.kind, shape.name or shape.digest))
            if len(keys) > MOST_SHAPES:
                refused.append(_refusal(feature, Message(_TOO_MANY, {"most": MOST_SHAPES})))
    digest = digest_of_shapes({shape.digest: shape for _, shape in shapes}.values())
    if new and not refused and not dry_run:
        _add(act, list(new.values()), digest)
    return ImportOutcome(len(features), len(new), len(shapes) - len(new), refused, digest)


def packed_shapes(act: Act, data: bytes) -> str:
    """Return the shapes of a checked file as compact GeoJSON, which the browser sends back."""
    act.require(Action.RECORD_MAP)
    shapes, _ = _checked(act, read_map_file(data))
    told = [geojson_feature(each.form, each.parts, kind=each.kind, name=each.name) for _, each in shapes]
    return json.dumps(
        {"type": "FeatureCollection", "features": told}, ensure_ascii=False, separators=(",", ":")
    )


def strike_shape(act: Act, number: int, reason: str) -> Strike:
    """Strike a shape. Errors: Forbidden; Refused if it does not count, or without a reason."""
    act.require(Action.RECORD_MAP)
    row = next((each for each in standing_shapes(act.db, act.settlement.id) if each.number == number), None)
    if row is None:
        raise Refused(Message(N_("There is no such shape here. See the drawn map.")))
    struck = strike_record(act, MapShape, row.id, reason)
    act.note("shape.strike", f"shape {number}")
    return struck


def _checked(
    act: Act, features: Sequence[MapFeature]
) -> tuple[list[tuple[MapFeature, NamedShape]], list[RefusedRow]]:
    """Return the shapes of features, with distinct names, and the refusals of the others."""
    bounds = known_bounds(act.db, act.settlement)
    shapes: list[tuple[MapFeature, NamedShape]] = []
    refused: list[RefusedRow] = []
    named: dict[tuple[str, str], set[str]] = {}
    effort = CrossingBudget()
    for feature in features:
        try:
            shape = checked_shape(feature, bounds, effort)
        except Refused as refusal:
            refused.append(_refusal(feature, refusal.sentence, refusal.field))
            continue
        shapes.append((feature, _named_once(shape, named)))
    return shapes, refused


def _named_once(shape: NamedShape, named: dict[tuple[str, str], set[str]]) -> NamedShape:
    """Return a shape with its number after its name if others of its kind and file have the same name."""
    if not shape.name:
        return shape
    told = named.setdefault((shape.kind, shape.name), set())
    is_repeated = shape.digest in told
    told.add(shape.digest)
    return shape if len(told) == 1 or is_repeated else replace(shape, name=f"{shape.name} {len(told)}")


def _refusal(feature: MapFeature, why: Message | object, column: str = "") -> RefusedRow:
    sentence = (
        N_("Feature %(number)s, %(name)s: %(why)s") if feature.name else N_("Feature %(number)s: %(why)s")
    )
    values = {"number": feature.number, "name": feature.name[:40], "why": why}
    return RefusedRow(feature.number, column or "geometry", Message(sentence, values))


def _add(act: Act, shapes: Sequence[NamedShape], digest: str) -> None:
    blocks = {each.name.casefold(): each.id for each in BLOCKS.all(act.db, settlement=act.settlement.id)}
    first = act.next_number(MapShape.number, MapShape.settlement_id, act.settlement.id)
    for number, shape in enumerate(shapes, first):
        act.db.add(
            MapShape(
                **act.columns,
                number=number,
                kind=shape.kind,
                name=shape.name,
                form=shape.form,
                parts=[[list(position) for position in part] for part in shape.parts],
                digest=shape.digest,
                block_id=blocks.get(shape.name.casefold()),
            )
        )
    act.note("shapes.import", "map", shapes=len(shapes), digest=digest)
