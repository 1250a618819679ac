"""Queries on needs: the list with its filters, a need by its number, targets of a merge."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, String, bindparam, exists, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.core.search import SearchWords
from peoplesprocess.db.list_query import ListQuery
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.need_referrals import with_referral
from peoplesprocess.facts.need_search_text_upkeep import MOST_WORDS, search_parameters, text_contains
from peoplesprocess.facts.needs import INTO_NUMBER, IS_LIVE, RAISED_BY
from peoplesprocess.models import Need, NeedGroup, NeedSearchText

PAGE = 50
CHOICES = 60
MOST_FILTERED = 1000
"""The most needs whose outcomes are worked out when a list is filtered by outcome."""

_need, _group, _text = Need.__table__, NeedGroup.__table__, NeedSearchText.__table__
_settlement: ColumnElement[UUID] = bindparam("settlement")
_number: ColumnElement[int] = bindparam("number")


class NeedLine(NamedTuple):
    """A need in the list; `raised_by` holds the codes of its groups, separated by spaces."""

    number: int
    title: str
    sector: str
    households: int
    raised_by: str | None


class FilteredNeed(NamedTuple):
    """A need in the list with the columns that decide its outcome; it is neither merged nor split."""

    number: int
    title: str
    sector: str
    households: int
    raised_by: str | None
    response_type: str
    referred_to: str | None
    referred_at: datetime | None
    referral_state: str | None
    referral_answered_at: datetime | None

    @property
    def into_number(self) -> None:
        """None, as a live need is not merged."""
        return None

    @property
    def parts(self) -> None:
        """None, as a live need is not split."""
        return None


_raised = exists(select(1).where(_group.c.need_id == _need.c.id, _group.c.group_code == bindparam("group")))
_LINES = (
    select(
        *(_need.c[name] for name in ("number", "title", "sector", "households")),
        RAISED_BY.label("raised_by"),
    )
    .select_from(_need)
    .where(_need.c.settlement_id == _settlement, _need.c.number > bindparam("after"), IS_LIVE)
    .where(or_(bindparam("sector") == "", _need.c.sector == bindparam("sector")))
    .where(or_(bindparam("response_type") == "", _need.c.response_type == bindparam("response_type")))
    .where(or_(bindparam("group") == "", _raised))
    .order_by(_need.c.number)
)


@lru_cache(maxsize=2 * MOST_WORDS + 2)
def _list(words: int) -> Query[NeedLine]:
    """Return the query of a page of needs whose text contains `words` words."""
    return Query(NeedLine, _saying(_LINES, words).limit(PAGE + 1))


@lru_cache(maxsize=MOST_WORDS + 1)
def _filtered(words: int) -> Query[FilteredNeed]:
    """Return the same query with the columns that decide outcomes, limited to `MOST_FILTERED` rows."""
    lines = with_referral(_LINES.add_columns(_need.c.response_type))
    return Query(FilteredNeed, _saying(lines, words).limit(MOST_FILTERED))


def _saying(statement: Select[*tuple[object, ...]], words: int) -> Select[*tuple[object, ...]]:
    if not words:
        return statement
    return statement.join(_text, _text.c.need_id == _need.c.id).where(text_contains(words))


@dataclass(frozen=True, slots=True)
class NeedFilter:
    """The filter of a list of needs; an empty value does not filter."""

    sector: str = ""
    group: str = ""
    response_type: str = ""
    words: SearchWords = field(default_factory=lambda: SearchWords(""))

    @property
    def values(self) -> dict[str, object]:
        """The values of the statements' parameters."""
        chosen = {"sector": self.sector, "group": self.group, "response_type": self.response_type}
        return {**chosen, **search_parameters(self.words)}

    @property
    def count(self) -> int:
        """The number of words to search for."""
        return min(len(self.words.folded), MOST_WORDS)


def needs(db: Session, settlement: UUID, after: int, chosen: NeedFilter) -> list[NeedLine]:
    """Return a page of live needs by number, with one extra row if there are more."""
    return _list(chosen.count).all(db, settlement=settlement, after=after, **chosen.values)


def needs_with_outcome_columns(
    db: Session, settlement: UUID, after: int, chosen: NeedFilter
) -> list[FilteredNeed]:
    """Return at most `MOST_FILTERED` live needs by number, with the columns that decide their outcomes."""
    return _filtered(chosen.count).all(db, settlement=settlement, after=after, **chosen.values)


class NeedStanding(NamedTuple):
    """A need's key, the number of the need into which it was merged, and whether it is live."""

    id: UUID
    into_number: int | None
    is_live: bool


NEED_KEY = Query(
    NeedStanding,
    select(_need.c.id, INTO_NUMBER.label("into_number"), IS_LIVE.label("is_live")).where(
        _need.c.settlement_id == _settlement, _need.c.number == _number
    ),
)
"""The key and state of a need by its number."""


class MergeTarget(NamedTuple):
    """A need into which another can be merged."""

    number: int
    title: str


_only = bindparam("only", type_=String)
_others = (
    select(_need.c.number, _need.c.title)
    .where(_need.c.settlement_id == _settlement, _need.c.number != _number, IS_LIVE)
    .where(or_(_only == "", _only == RAISED_BY))
)
OTHERS = ListQuery(
    MergeTarget, _others.order_by(_need.c.sector != bindparam("sector"), _need.c.number), CHOICES
)
"""Other live needs, those of the same sector first.

`only` is the code of a group that alone raised them, or "" for all needs.
"""
OTHER = Query(MergeTarget, _others.where(_need.c.number == bindparam("into")))
"""One of the other live needs, by its number `into`."""
