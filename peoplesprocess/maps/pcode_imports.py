"""Importing a release of official place codes, all of it or nothing; repeating it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, exists, insert, select
from sqlalchemy.orm import Session

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.import_outcome import ImportOutcome, RefusedRow
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.maps.pcode_columns import CODE, meanings_of
from peoplesprocess.maps.pcode_rows import GazetteerContent, read_rows
from peoplesprocess.models import GazetteerPlace, GazetteerRelease, Settlement
from peoplesprocess.spreadsheets.reader import read_spreadsheet
from peoplesprocess.spreadsheets.received_sheets import BY_COMMAND, ReceivedSheet, UnreadableSpreadsheet

_PLACES = cast(Table, GazetteerPlace.__table__)
BATCH_SIZE = 1_000


class GazetteerReleaseRow(NamedTuple):
    """A release of place codes of a programme."""

    id: UUID
    number: int
    name: str
    released_on: date
    places: int
    digest: str


RELEASES = Query(
    GazetteerReleaseRow,
    select(*(getattr(GazetteerRelease, name) for name in GazetteerReleaseRow._fields))
    .where(GazetteerRelease.programme_id == bindparam("programme"))
    .order_by(GazetteerRelease.released_on.desc(), GazetteerRelease.number.desc()),
)
"""The releases of a programme, the newest first."""
CODES: ScalarQuery[str] = ScalarQuery(
    select(GazetteerPlace.code).where(GazetteerPlace.release_id == bindparam("release"))
)
"""The codes of a release."""


MOST_UNCODED = 200
"""How many settlements with an unknown code are listed."""


class SettlementWithUnknownCode(NamedTuple):
    """A settlement whose place code is missing from the newest release; an older one may have had it."""

    code: str
    name: str
    place_code: str
    was_known: bool


_of_newest = exists(
    select(1).where(
        GazetteerPlace.release_id == bindparam("release"), GazetteerPlace.code == Settlement.place_code
    )
).correlate(Settlement)
_of_any = exists(
    select(1)
    .select_from(GazetteerPlace)
    .join(GazetteerRelease, GazetteerRelease.id == GazetteerPlace.release_id)
    .where(
        GazetteerRelease.programme_id == bindparam("programme"), GazetteerPlace.code == Settlement.place_code
    )
).correlate(Settlement)
UNCODED = Query(
    SettlementWithUnknownCode,
    select(Settlement.code, Settlement.name, Settlement.place_code, _of_any.label("was_known"))
    .where(Settlement.programme_id == bindparam("programme"), Settlement.place_code != "", ~_of_newest)
    .order_by(Settlement.name)
    .limit(MOST_UNCODED + 1),
)
"""The settlements of a programme whose code is unknown or has vanished, one more than are listed."""


def import_pcodes(
    act: Act,
    data: bytes | Sequence[ReceivedSheet],
    *,
    dry_run: bool = False,
    release: str = "",
    released_on: date | None = None,
    mapped: Mapping[str, str] | None = None,
) -> ImportOutcome:
    """Import a release of place codes from XLSX or CSV, or say what would be refused of it.

    `release` and `released_on` are its name and day, unless its columns have them; `mapped` gives the meaning
    of unknown headings as `GazetteerColumnMeaning.word`.
    Errors: Forbidden.
    """
    act.require(Action.IMPORT_GAZETTEER)
    try:
        sheets = read_spreadsheet(data, BY_COMMAND) if isinstance(data, bytes) else data
    except UnreadableSpreadsheet as unreadable:
        return ImportOutcome(refused=[RefusedRow("file", "", unreadable.sentence)])
    found = read_places(sheets, mapped)
    if not found.places and not found.refused:
        fault = Message(
            N_("No column of place codes was found. Its heading is like ADM2_PCODE: say which it is.")
        )
        return ImportOutcome(refused=[RefusedRow("file", "", fault)])
    releases = RELEASES.all(act.db, programme=act.programme.id)
    known = set(CODES.all(act.db, release=releases[0].id)) if releases else set()
    is_here = any(row.digest == found.digest for row in releases)
    new = 0 if is_here else len(found.places.keys() - known)
    if not found.refused and not is_here and not dry_run:
        _add(act, found, release, released_on)
    read = len(found.places) + len(found.refused)
    return ImportOutcome(read, new, len(found.places) - new, found.refused, found.digest)


def read_places(sheets: Sequence[ReceivedSheet], mapped: Mapping[str, str] | None = None) -> GazetteerContent:
    """Return the places in sheets that have a column of codes."""
    found = GazetteerContent()
    for sheet in sheets:
        if not sheet.rows:
            continue
        uses = meanings_of(sheet.rows[0][1], mapped)
        if any(use.kind == CODE for use in uses):
            read_rows(sheet.rows[1:], uses, found)
    return found


def uncoded_settlements(db: Session, programme: UUID) -> list[SettlementWithUnknownCode]:
    """Return the settlements whose code is not in the newest release; none if there is no release."""
    newest = RELEASES.first(db, programme=programme)
    return UNCODED.all(db, programme=programme, release=newest.id) if newest else []


def _add(act: Act, found: GazetteerContent, release: str, released_on: date | None) -> None:
    number = act.next_number(GazetteerRelease.number, GazetteerRelease.programme_id, act.programme.id)
    days = {day for day in found.days if day != date.min}
    row = GazetteerRelease(
        **act.programme_columns,
        id=uuid7(),
        number=number,
        name=release or min(found.versions, default=""),
        released_on=released_on or max(days, default=act.today),
        places=len(found.places),
        digest=found.digest,
    )
    act.db.add(row)
    act.db.flush()
    places = [
        {
            "id": uuid7(),
            "release_id": row.id,
            "code": place.code,
            "level": place.level,
            "parent_code": place.parent,
            "names": dict(place.names),
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
        for place in found.places.values()
    ]
    for start in range(0, len(places), BATCH_SIZE):
        act.db.execute(insert(_PLACES), places[start : start + BATCH_SIZE])
    act.note("gazetteer.import", f"release {number}", places=len(places), digest=found.digest)
