"""The needs of a settlement by sector and area, and whether the plan or a contract answers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, String, bindparam, cast, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.core.choice_lists import SECTOR_OF_SERVICE, SECTORS
from peoplesprocess.core.gap_matrix import WHOLE, GapCell, GapNeed, gap_cells
from peoplesprocess.core.profile_parts import read_states
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.blocks import ALL_BLOCKS
from peoplesprocess.facts.item_progress import NEWEST_PROGRESS, ItemProgress
from peoplesprocess.facts.needs import IS_LIVE
from peoplesprocess.facts.profiles import NEWEST_SERVICES, ProfileArea, ProfilePartRow
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Block, Merge, Need


class NeedInPlace(NamedTuple):
    """A need that stands, with the number of its block and the numbers of needs merged into it."""

    number: int
    sector: str
    block: int | None
    merged: str | None


_need, _block, _merge = Need.__table__, Block.__table__, Merge.__table__
_other = _need.alias()
_NEEDS = Query(
    NeedInPlace,
    select(
        *(_need.c.number, _need.c.sector),
        _block.c.number.label("block"),
        select(aggregate_strings(cast(_other.c.number, String), " "))
        .select_from(_merge)
        .join(_other, _other.c.id == _merge.c.need_id)
        .where(_merge.c.into_id == _need.c.id, not_struck(_merge.c.id))
        .correlate(_need)
        .scalar_subquery()
        .label("merged"),
    )
    .select_from(_need)
    .outerjoin(_block, _block.c.id == _need.c.block_id)
    .where(_need.c.settlement_id == bindparam("settlement"), IS_LIVE)
    .order_by(_need.c.number),
)


@dataclass(frozen=True, slots=True)
class GapMatrix:
    """A cell for each sector and area, and the sectors about which nothing is known in any area."""

    areas: Sequence[ProfileArea]
    sectors: Sequence[str]
    cells: Sequence[GapCell]
    silent: Sequence[str]

    @property
    def rows(self) -> list[tuple[str, list[GapCell]]]:
        """Each sector with its cells, in the order of the areas."""
        wide = len(self.areas)
        return [
            (sector, list(self.cells[wide * place : wide * (place + 1)]))
            for place, sector in enumerate(self.sectors)
        ]


def gap_matrix(db: Session | Connection, settlement: UUID) -> GapMatrix:
    """Return where a settlement's people named a need, and whether an item answers it.

    The settlement as a whole is an area if a need lies in no block or the settlement has no blocks.
    """
    rows = _NEEDS.all(db, settlement=settlement)
    needs = _placed(rows, _answered(NEWEST_PROGRESS.all(db, settlement=settlement)))
    used = {need.area for need in needs}
    areas = [
        ProfileArea(block.number, block.name)
        for block in ALL_BLOCKS.all(db, settlement=settlement)
        if not block.is_struck or block.number in used
    ]
    if WHOLE in used or not areas:
        areas.append(ProfileArea(WHOLE, ""))
    services = _services(NEWEST_SERVICES.all(db, settlement=settlement))
    told = {need.sector for need in needs} | {sector for _, sector in services}
    sectors = [sector for sector in SECTORS if sector in told]
    cells = gap_cells(needs, [area.number for area in areas], sectors, services)
    silent = [sector for sector in dict.fromkeys(SECTOR_OF_SERVICE.values()) if sector not in told]
    return GapMatrix(areas, sectors, cells, silent)


def _answered(items: Iterable[ItemProgress]) -> set[int]:
    """Return the needs that an item of the newest plan, or an item under contract, answers."""
    return {need for item in items if item.answers for need in item.needs}


def _placed(rows: Iterable[NeedInPlace], answered: AbstractSet[int]) -> list[GapNeed]:
    return [
        GapNeed(
            row.number,
            row.sector,
            row.block or WHOLE,
            not answered.isdisjoint((row.number, *map(int, (row.merged or "").split()))),
        )
        for row in rows
    ]


def _services(parts: Iterable[ProfilePartRow]) -> Mapping[tuple[int, str], list[str]]:
    """Return the known states of services, by area and by the sector in which needs for them are named."""
    found: dict[tuple[int, str], list[str]] = {}
    for part in parts:
        for service, state in read_states(part.body).items():
            sector = SECTOR_OF_SERVICE.get(service)
            if sector is not None:
                found.setdefault((part.block or WHOLE, sector), []).append(state)
    return found
