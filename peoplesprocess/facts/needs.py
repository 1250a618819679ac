"""A settlement's needs: which stand, who raised them, and into which others they were merged or split."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import String, bindparam, cast, exists, func, select, union
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.core.search import folded
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Merge, Need, NeedGroup, NeedSearchText, Split, SplitPart

BALLOT = 60
"""How many needs are listed one by one on sheets and forms; beyond that, their numbers are written in."""

# Tables instead of mapped classes, for speed: the list of needs is the page opened most often.
_need, _merge, _group = Need.__table__, Merge.__table__, NeedGroup.__table__
_split, _part = Split.__table__, SplitPart.__table__
_text = NeedSearchText.__table__
IS_MERGED: ColumnElement[bool] = exists(
    select(1).where(_merge.c.need_id == _need.c.id, not_struck(_merge.c.id)).correlate(_need)
)
"""Whether a need was merged into another one and the merge was not taken back."""
IS_SPLIT: ColumnElement[bool] = exists(
    select(1).where(_split.c.need_id == _need.c.id, not_struck(_split.c.id)).correlate(_need)
)
"""Whether a need was split and the split was not taken back."""
IS_LIVE: ColumnElement[bool] = ~IS_MERGED & ~IS_SPLIT & not_struck(_need.c.id)
"""Whether a need stands: it was not merged, split or struck."""
RAISED_BY = (
    select(aggregate_strings(_group.c.group_code, " "))
    .where(_group.c.need_id == _need.c.id)
    .scalar_subquery()
)
"""The codes of the groups that raised a need, separated by blanks."""
_into = _need.alias()
INTO_NUMBER = (
    select(_into.c.number)
    .join(_merge, _merge.c.into_id == _into.c.id)
    .where(_merge.c.need_id == _need.c.id, not_struck(_merge.c.id))
    .correlate(_need)
    .scalar_subquery()
)
"""The number of the need that a need was merged into, NULL if there is none."""
_new = _need.alias()
PARTS = (
    select(aggregate_strings(cast(_new.c.number, String), " "))
    .select_from(_split)
    .join(_part, _part.c.split_id == _split.c.id)
    .join(_new, _new.c.id == _part.c.need_id)
    .where(_split.c.need_id == _need.c.id, not_struck(_split.c.id))
    .correlate(_need)
    .scalar_subquery()
)
"""The numbers of the needs that a need was split into, separated by blanks, NULL if there are none."""

_SPLIT = ScalarQuery(
    select(_split.c.id).where(_split.c.need_id == bindparam("need"), not_struck(_split.c.id))
)


def merge_in_force(db: Session, need: UUID) -> Merge | None:
    """Return the merge of a need into another one, None if there is none or it was taken back."""
    return db.scalars(select(Merge).where(Merge.need_id == need, not_struck(Merge.id))).first()


def merges_into(db: Session, into: UUID) -> list[Merge]:
    """Return the merges of other needs into a need that were not taken back, the first one first."""
    return list(
        db.scalars(select(Merge).where(Merge.into_id == into, not_struck(Merge.id)).order_by(Merge.id))
    )


def split_in_force(db: Session, need: UUID) -> UUID | None:
    """Return the key of a need's split, None if there is none or it was taken back."""
    return _SPLIT.get(db, need=need)


class NeedSummaryRow(NamedTuple):
    """A need by its number and title, with its landmark and sector."""

    number: int
    title: str
    landmark: str
    sector: str

    @property
    def label(self) -> str:
        """The need's label beside a field; contains people's words."""
        return f"{self.number}. {self.title}"


_titles = select(_need.c.number, _need.c.title, _need.c.landmark, _need.c.sector).order_by(_need.c.number)
_of_place = _titles.where(_need.c.settlement_id == bindparam("settlement"))
LIVE_NEEDS = Query(NeedSummaryRow, _of_place.where(IS_LIVE))
"""The needs of a settlement that stand, by number."""
LIVE_NEED_KEY: ScalarQuery[UUID] = ScalarQuery(
    select(_need.c.id).where(
        _need.c.settlement_id == bindparam("settlement"), _need.c.number == bindparam("number"), IS_LIVE
    )
)
"""The key of a need that stands, by its number."""
# Unordered: with an order by number, SQLite would read all needs of the place instead of using its index.
_called = _of_place.where(IS_LIVE).order_by(None)
_NEEDS_CALLED = Query(
    NeedSummaryRow,
    select(
        union(
            # A need recorded in the same act has no folded title yet.
            _called.where(func.lower(_need.c.title).in_(bindparam("spellings", expanding=True))),
            _called.join(_text, _text.c.need_id == _need.c.id).where(
                _text.c.settlement_id == bindparam("settlement"),
                _text.c.title == bindparam("folded_title"),
            ),
        ).subquery()
    ),
)


def needs_titled(db: Session, settlement: UUID, title: str) -> list[NeedSummaryRow]:
    """Return the standing needs with a title, ignoring case, accents, vowel signs and tatweel."""
    plain = " ".join(title.split())
    small = plain.lower()
    own = folded(small)
    # SQLite's `lower` knows only ASCII, so the usual spellings of other alphabets are listed.
    spellings = {
        re.sub("[A-Z]", lambda large: large[0].lower(), one)
        for one in (plain, small, plain.upper(), small[:1].upper() + small[1:], plain[:1].upper() + plain[1:])
    }
    found = _NEEDS_CALLED.all(db, settlement=settlement, spellings=sorted(spellings), folded_title=own)
    return [need for need in found if folded(need.title) == own]


_BY_NUMBER = Query(NeedSummaryRow, _of_place.where(_need.c.number.in_(bindparam("numbers", expanding=True))))


def needs_by_number(db: Session, settlement: UUID, numbers: Iterable[int]) -> list[NeedSummaryRow]:
    """Return needs by their numbers, including merged ones, in order of number."""
    return _BY_NUMBER.all(db, settlement=settlement, numbers=sorted(set(numbers)))


def need_titles(db: Session, settlement: UUID, numbers: Iterable[int]) -> dict[int, str]:
    """Return the titles of needs by their numbers, including merged ones."""
    return {need.number: need.title for need in needs_by_number(db, settlement, numbers)}


class HasNeedTitles(Protocol):
    """A round or a version of a plan, with the titles of its needs at that time."""

    @property
    def need_titles(self) -> Mapping[str, str] | None: ...


def titles_at_use(used: HasNeedTitles, titles: Mapping[int, str]) -> dict[int, str]:
    """Return the titles of needs at the time of use, by number; the present one where none was kept."""
    then = used.need_titles or {}
    return {number: then.get(str(number), title) for number, title in titles.items()}


def read_titles_at_use(
    db: Session, settlement: UUID, used: HasNeedTitles, numbers: Iterable[int]
) -> dict[int, str]:
    """Return the titles of needs at the time of use; queries only if one was not kept."""
    wanted, then = sorted(set(numbers)), used.need_titles or {}
    if all(str(number) in then for number in wanted):
        return {number: then[str(number)] for number in wanted}
    return titles_at_use(used, need_titles(db, settlement, wanted))


def stored_titles(titles: Mapping[int, str]) -> dict[str, str]:
    """Return present titles in the form in which they are kept with a round or a plan."""
    return {str(number): title for number, title in titles.items()}


def need_label(number: int, titles: Mapping[int, str]) -> str:
    """Return a need's label beside a field; contains people's words."""
    return f"{number}. {titles[number]}"
