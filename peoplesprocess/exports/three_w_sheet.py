"""Who does what where, as coordination asks for it: each item of the plans that stand, with its cluster.

An item is one row: its first cluster is its sector, others stand beside it, so that no sum counts it twice.
One without a cluster is there like every other, with an empty sector. Such files are sent on: places are
codes of areas, and never a point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, String, bindparam, select, tuple_

from peoplesprocess.core import choice_lists
from peoplesprocess.core.frames import codes_in, written_codes
from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.shipped_frames import IASC_CLUSTERS, SHIPPED_FRAMES
from peoplesprocess.db.typed_query import Query
from peoplesprocess.exports.hxl_need_sheet import PLACE_TAGS, place_cells
from peoplesprocess.facts.framed_items import IS_STANDING, STAGE
from peoplesprocess.facts.places import ProgrammeWithRules
from peoplesprocess.facts.programme_figures import WORK_STAGES
from peoplesprocess.models import Plan, PlanItem, Settlement, SettlementSummary
from peoplesprocess.spreadsheets.cells import Cell, Sheet, scaled
from peoplesprocess.web.i18n import UNSEEN, Translator, digits_of

BATCH_SIZE = 500
"""So many items are read at once."""
_PLANNED = N_("Planned")
_WHO_WHAT: Mapping[Msgid, str] = {
    N_("Organization"): "#org+prog",
    N_("Who does it"): "#org+impl+type",
    N_("Cluster"): "#sector+code",
    N_("Name of the cluster"): "#sector+name",
    N_("Other clusters"): "#sector+others",
    N_("Item"): "#activity+id",
    N_("Title"): "#activity+name",
}
_WHEN: Mapping[Msgid, str] = {
    N_("Status"): "#status",
    N_("Begins"): "#date+start",
    N_("Ends"): "#date+end",
    N_("Planned cost"): "#value+planned",
    N_("Currency"): "#value+currency",
}
_TAGS = {**_WHO_WHAT, **PLACE_TAGS, **_WHEN}


class _Activity(NamedTuple):
    """An item of a plan with its settlement, and how far its work is."""

    code: str
    line: int
    name: str
    place_code: str
    area: str
    currency: str
    title: str
    implementer: str
    cost: int
    starts_on: date
    ends_on: date
    frame_tags: list[str]
    stage: str | None


_item, _summary = PlanItem.__table__.c, SettlementSummary.__table__.c
_ACTIVITIES = Query(
    _Activity,
    select(
        _summary.code,
        PlanItem.line,
        _summary.name,
        Settlement.place_code,
        *(_summary.area, _summary.currency),
        *(_item[name] for name in ("title", "implementer", "cost", "starts_on", "ends_on", "frame_tags")),
        STAGE.label("stage"),
    )
    .select_from(PlanItem)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .join(Settlement, Settlement.id == Plan.settlement_id)
    .join(SettlementSummary, _summary.settlement_id == Settlement.id)
    .where(
        Plan.programme_id == bindparam("programme"),
        IS_STANDING,
        tuple_(_summary.code, PlanItem.line)
        > tuple_(bindparam("code", type_=String), bindparam("line", type_=BigInteger)),
    )
    .order_by(_summary.code, PlanItem.line)
    .limit(BATCH_SIZE),
)


def three_w_sheet(connection: Connection, programme: ProgrammeWithRules, spoken: Translator) -> Sheet:
    """Return the items of a programme, read while they are written; HXL tags stand below the headings."""
    return Sheet(spoken.say(N_("3W")), [*map(spoken.say, _TAGS)], _rows(connection, programme, spoken))


def _rows(connection: Connection, programme: ProgrammeWithRules, spoken: Translator) -> Iterator[list[Cell]]:
    yield list(_TAGS.values())
    for item in _activities(connection, programme):
        yield [
            programme.agency,
            spoken.say(choice_lists.IMPLEMENTERS.get(item.implementer, "")).translate(UNSEEN),
            *_clusters(item, spoken),
            *(item.line, item.title),
            *place_cells(item.name, item.code, item.place_code, item.area),
            spoken.say(WORK_STAGES[item.stage] if item.stage else _PLANNED),
            *(item.starts_on, item.ends_on),
            *(scaled(item.cost, digits_of(item.currency)), item.currency),
        ]


def _activities(connection: Connection, programme: ProgrammeWithRules) -> Iterator[_Activity]:
    code, line, read = "", 0, BATCH_SIZE
    while read == BATCH_SIZE:
        found = _ACTIVITIES.all(connection, programme=programme.id, code=code, line=line)
        yield from found
        read = len(found)
        if found:
            code, line = found[-1][:2]


def _clusters(item: _Activity, spoken: Translator) -> tuple[str, str, str]:
    """The item's first cluster with its name, and its others."""
    codes = codes_in(item.frame_tags, IASC_CLUSTERS)
    if not codes:
        return "", "", ""
    title = spoken.say(SHIPPED_FRAMES[IASC_CLUSTERS].title(codes[0]))
    return codes[0], title.translate(UNSEEN), written_codes(codes[1:])
