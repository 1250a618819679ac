"""What is read of needs: the list in one statement, a need by its number, others to merge it into."""

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
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.need_referrals import with_referral
from peoplesprocess.facts.need_search_text_upkeep import MOST_WORDS, says, words_of
from peoplesprocess.facts.needs import INTO_NUMBER, IS_LIVE, RAISED_BY
from peoplesprocess.models import Need, NeedGroup, NeedSearchText

PAGE = 50
CHOICES = 60
LOOKED_AT = 1000
"""Of so many needs is told what became of them, to filter a list by it."""

_need, _group, _text = Need.__table__, NeedGroup.__table__, NeedSearchText.__table__
_settlement: ColumnElement[UUID] = bindparam("settlement")
_number: ColumnElement[int] = bindparam("number")


class NeedLine(NamedTuple):
    """A need in the list; `raised_by` holds codes of groups with blanks between them."""

    number: int
    title: str
    sector: str
    households: int
    raised_by: str | None


class FilteredNeed(NamedTuple):
    """A need in the list with what its outcome depends on; one that stands was neither merged nor split."""

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
        """It was not merged."""
        return None

    @property
    def parts(self) -> None:
        """It was not split."""
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
    """The list of needs that say so many words."""
    return Query(NeedLine, _saying(_LINES, words).limit(PAGE + 1))


@lru_cache(maxsize=MOST_WORDS + 1)
def _filtered(words: int) -> Query[FilteredNeed]:
    """The same with what outcomes depend on, as many as are looked at."""
    lines = with_referral(_LINES.add_columns(_need.c.response_type))
    return Query(FilteredNeed, _saying(lines, words).limit(LOOKED_AT))


def _saying(statement: Select[*tuple[object, ...]], words: int) -> Select[*tuple[object, ...]]:
    if not words:
        return statement
    return statement.join(_text, _text.c.need_id == _need.c.id).where(says(words))


@dataclass(frozen=True, slots=True)
class NeedFilter:
    """What a list of needs is filtered by; what is empty does not count."""

    sector: str = ""
    group: str = ""
    response_type: str = ""
    words: SearchWords = field(default_factory=lambda: SearchWords(""))

    @property
    def values(self) -> dict[str, object]:
        """The values of the names in statements."""
        chosen = {"sector": self.sector, "group": self.group, "response_type": self.response_type}
        return {**chosen, **words_of(self.words)}

    @property
    def count(self) -> int:
        """How many words are looked for."""
        return min(len(self.words.folded), MOST_WORDS)


def needs(db: Session, settlement: UUID, after: int, chosen: NeedFilter) -> list[NeedLine]:
    """Return a page of needs that stand, by number, and one row more if there are more."""
    return _list(chosen.count).all(db, settlement=settlement, after=after, **chosen.values)


def needs_to_look_at(db: Session, settlement: UUID, after: int, chosen: NeedFilter) -> list[FilteredNeed]:
    """Return needs that stand with what their outcomes depend on, by number: `LOOKED_AT` at most."""
    return _filtered(chosen.count).all(db, settlement=settlement, after=after, **chosen.values)


class NeedStanding(NamedTuple):
    """A need's key, the number of the need that it was merged into, and whether it stands."""

    id: UUID
    into_number: int | None
    is_live: bool


NEED_KEY = Query(
    NeedStanding,
    select(_need.c.id, INTO_NUMBER.label("into_number"), IS_LIVE.label("is_live")).where(
        _need.c.settlement_id == _settlement, _need.c.number == _number
    ),
)
"""The key of a need by its number."""


class MergeTarget(NamedTuple):
    """A need into which another one can be merged."""

    number: int
    title: str


_only = bindparam("only", type_=String)
OTHERS = Query(
    MergeTarget,
    select(_need.c.number, _need.c.title)
    .where(_need.c.settlement_id == _settlement, _need.c.number != _number, IS_LIVE)
    .where(or_(_only == "", _only == RAISED_BY))
    .order_by(_need.c.number != bindparam("into"), _need.c.sector != bindparam("sector"), _need.c.number)
    .limit(CHOICES),
)
"""Other needs that stand, the one that is asked for first, then those of the same sector.

`only` is the code of the group that alone raised them, "" for all.
"""
