"""The rounds of a settlement's profile, their parts in force, and the states of services."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from peoplesprocess.core.choice_lists import SERVICES
from peoplesprocess.core.gap_matrix import WHOLE
from peoplesprocess.core.profile_parts import PARTS, ProfilePartKey, ProfilePartSourceReference, read_states
from peoplesprocess.core.service_scores import ServiceCell, cells_of
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.facts.strikes import not_struck, with_strike
from peoplesprocess.models import Account, Block, ProfilePart, ProfilePublication, ProfileRound, Strike

# Tables instead of mapped classes, for speed.
_round, _part, _block = ProfileRound.__table__, ProfilePart.__table__, Block.__table__
_publication = ProfilePublication.__table__
_settlement: ColumnElement[UUID] = bindparam("settlement")
_publisher, _striker = aliased(Account), aliased(Account)


class ProfileRoundRow(NamedTuple):
    """A round of a profile; `areas` and `services` are fixed by its publication, None while it is open."""

    id: UUID
    number: int
    taken_on: date
    begun_from: int | None
    version: int
    published_at: datetime | None
    published_by: str | None
    areas: list[dict[str, object]] | None
    services: list[str] | None
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None

    @property
    def is_published(self) -> bool:
        """Whether it was published and not struck."""
        return self.published_at is not None and self.struck_at is None

    @property
    def is_open(self) -> bool:
        """Whether it can still be edited."""
        return self.published_at is None and self.struck_at is None


_rounds = (
    with_strike(
        select(
            *(_round.c[name] for name in ProfileRoundRow._fields[:5]),
            _publication.c.made_at.label("published_at"),
            _publisher.name.label("published_by"),
            _publication.c.areas,
            _publication.c.services,
        )
        .select_from(_round)
        .outerjoin(_publication, _publication.c.profile_round_id == _round.c.id)
        .outerjoin(_publisher, _publisher.id == _publication.c.made_by),
        _round.c.id,
    )
    .where(_round.c.settlement_id == _settlement)
    .order_by(_round.c.number.desc())
)
PROFILE_ROUNDS = Query(ProfileRoundRow, _rounds)
"""All rounds of a settlement's profile, the newest first, including struck ones."""
PROFILE_ROUND = Query(ProfileRoundRow, _rounds.where(_round.c.number == bindparam("number")))
"""One round of a settlement's profile by its number."""
NEWEST_PROFILE = Query(
    ProfileRoundRow,
    _rounds.where(_publication.c.id.is_not(None), Strike.id.is_(None)).limit(1),
)
"""The newest round that was published and not struck."""


PUBLISHED_PROFILE = (
    select(_round.c.settlement_id, _round.c.number, _round.c.taken_on)
    .join(_publication, _publication.c.profile_round_id == _round.c.id)
    .where(not_struck(_round.c.id))
    .subquery()
    .c
)
"""The columns of published rounds that were not struck, to be joined in other statements."""


class ProfilePartRow(NamedTuple):
    """A part of a round; `block` is its block's number, None for the whole settlement."""

    round_id: UUID
    number: int
    part: str
    block: int | None
    block_name: str | None
    status: str
    body: dict[str, object]
    source: str
    source_number: int | None
    source_note: str
    as_of: date
    from_round: int | None
    made_at: datetime
    made_by: str | None

    @property
    def place(self) -> ProfilePartKey:
        """The key of the part: what it is about, of which area and status."""
        return ProfilePartKey(self.part, self.block, self.status)

    @property
    def origin(self) -> ProfilePartSourceReference:
        """The source of the part."""
        return ProfilePartSourceReference(self.source, self.source_number, self.source_note, self.as_of)


_later = _part.alias()
_is_newest = ~exists(
    select(1)
    .where(
        _later.c.profile_round_id == _part.c.profile_round_id,
        _later.c.part == _part.c.part,
        _later.c.status == _part.c.status,
        _later.c.block_id.is_not_distinct_from(_part.c.block_id),
        _later.c.number > _part.c.number,
    )
    .correlate(_part)
)
_all_parts = (
    select(
        _part.c.profile_round_id.label("round_id"),
        *(_part.c[name] for name in ("number", "part")),
        _block.c.number.label("block"),
        _block.c.name.label("block_name"),
        *(_part.c[name] for name in ProfilePartRow._fields[5:13]),
        Account.name.label("made_by"),
    )
    .select_from(_part)
    .outerjoin(_block, _block.c.id == _part.c.block_id)
    .outerjoin(Account, Account.id == _part.c.made_by)
    .order_by(_part.c.number)
)
_parts = _all_parts.where(_part.c.profile_round_id.in_(bindparam("rounds", expanding=True)))
PARTS_IN_FORCE = Query(ProfilePartRow, _parts.where(_is_newest))
"""The parts in force of some rounds: the newest entry of each, in the order of typing in."""
PART_IN_FORCE = PARTS_IN_FORCE.where(_part.c.part == bindparam("part"))
"""The parts in force of one kind."""
REPLACED_PARTS = Query(
    ProfilePartRow,
    _parts.where(_part.c.part == bindparam("part"), ~_is_newest)
    .order_by(None)
    .order_by(_part.c.number.desc()),
)
"""The entries of a round's part that were replaced, the newest first."""


_newest = (
    select(_round.c.id)
    .join(_publication, _publication.c.profile_round_id == _round.c.id)
    .where(_round.c.settlement_id == _settlement, not_struck(_round.c.id))
    .order_by(_round.c.number.desc())
    .limit(1)
    .scalar_subquery()
)
NEWEST_SERVICES = Query(
    ProfilePartRow,
    _all_parts.where(_is_newest, _part.c.profile_round_id == _newest, _part.c.part == "services"),
)
"""The states of services according to the newest published round."""


class ProfileArea(NamedTuple):
    """An area of a settlement: its block's number and name, or 0 and "" for the whole settlement."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class ServiceMatrix:
    """The states of services in a round; for each area in order, a cell for each service."""

    round: ProfileRoundRow
    areas: Sequence[ProfileArea]
    services: Sequence[str]
    cells: Sequence[ServiceCell]

    @property
    def by_place(self) -> dict[tuple[int, str], ServiceCell]:
        """The cells by area number and service."""
        return {(cell.area, cell.service): cell for cell in self.cells}


def areas_now(db: Session | Connection, settlement: UUID) -> list[ProfileArea]:
    """Return the blocks of a settlement that were not struck."""
    return [ProfileArea(block.number, block.name) for block in BLOCKS.all(db, settlement=settlement)]


def areas_of(taken: ProfileRoundRow, blocks: Collection[ProfileArea]) -> list[ProfileArea]:
    """Return the blocks with which a round was published, or `blocks` if it is still open."""
    if taken.areas is None:
        return list(blocks)
    return [ProfileArea(int(str(area["number"])), str(area["name"])) for area in taken.areas]


def service_matrix(
    taken: ProfileRoundRow, parts: Iterable[ProfilePartRow], blocks: Collection[ProfileArea]
) -> ServiceMatrix:
    """Return the states of services in a round.

    The whole settlement is one of the areas if there are no blocks, or if states were recorded for it.
    """
    written = {part.block or WHOLE: part for part in parts if part.part == "services"}
    states = {area: read_states(part.body) for area, part in written.items()}
    areas = areas_of(taken, blocks)
    if not areas or states.get(WHOLE):
        areas = [ProfileArea(WHOLE, ""), *areas]
    services = taken.services or list(SERVICES)
    days = {area: part.as_of for area, part in written.items()}
    cells = cells_of([area.number for area in areas], services, states, days)
    return ServiceMatrix(taken, areas, services, cells)


def bodies_by_part(parts: Iterable[ProfilePartRow]) -> Mapping[str, list[Mapping[str, object]]]:
    """Return the contents of each part, for all of its areas and statuses."""
    found: dict[str, list[Mapping[str, object]]] = {part: [] for part in PARTS}
    for row in parts:
        found[row.part].append(row.body)
    return found
