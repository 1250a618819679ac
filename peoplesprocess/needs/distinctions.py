"""Needs that read alike: pairs that may be the same, and the act that records that they are different."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.similarity import AlikePair, alike, alike_pairs, folded_words
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.needs import IS_LIVE, RAISED_BY
from peoplesprocess.models import Account, Need, NeedDistinction
from peoplesprocess.needs.need_detail import NeedDetail

COMPARED = 600
"""The most needs that are compared with each other; the newest ones."""
SHOWN = 20
"""The most pairs that one page asks about."""
SUGGESTED = 3

_need = Need.__table__


class ComparedNeed(NamedTuple):
    """A live need with the columns for its comparison."""

    id: UUID
    number: int
    title: str
    households: int
    raised_by: str | None

    @property
    def groups(self) -> frozenset[str]:
        """The codes of the groups that raised it."""
        return frozenset((self.raised_by or "").split())


class DistinctNeedsRow(NamedTuple):
    """Two needs that were found to be different, with the time and the user."""

    first: int
    second: int
    made_at: datetime
    made_by: str | None


_COMPARED = Query(
    ComparedNeed,
    select(*(_need.c[name] for name in ("id", "number", "title", "households")), RAISED_BY.label("raised_by"))
    .where(_need.c.settlement_id == bindparam("settlement"), IS_LIVE)
    .order_by(_need.c.number.desc())
    .limit(COMPARED),
)
_first, _second = aliased(Need), aliased(Need)
_DISTINCT = Query(
    DistinctNeedsRow,
    select(
        _first.number.label("first"),
        _second.number.label("second"),
        NeedDistinction.made_at,
        Account.name.label("made_by"),
    )
    .select_from(NeedDistinction)
    .join(_first, _first.id == NeedDistinction.need_id)
    .join(_second, _second.id == NeedDistinction.other_id)
    .outerjoin(Account, Account.id == NeedDistinction.made_by)
    .where(NeedDistinction.settlement_id == bindparam("settlement"))
    .order_by(NeedDistinction.id.desc()),
)


class AlikeNeeds(NamedTuple):
    """Two needs that may be the same, the one with the lower number first."""

    first: ComparedNeed
    second: ComparedNeed

    @property
    def key(self) -> str:
        """The value that stands for the pair in a form."""
        return f"{self.first.number}-{self.second.number}"

    @property
    def subject(self) -> ActSubject:
        """Both needs together as the subject of a permission rule."""
        return ActSubject(groups=self.first.groups | self.second.groups)


class AlikeAndDistinctNeeds(NamedTuple):
    """Pairs of needs that may be the same, and those found to be different, newest first."""

    alike: Sequence[AlikeNeeds]
    distinct: Sequence[DistinctNeedsRow]


def compared(db: Session, settlement: UUID, names: Iterable[str]) -> AlikeAndDistinctNeeds:
    """Return the pairs of needs that read alike and are not known to be different, most similar first.

    Words in `names` (of groups and blocks) are ignored: different needs of one group share them.
    """
    needs = {need.number: need for need in _COMPARED.all(db, settlement=settlement)}
    distinct = _DISTINCT.all(db, settlement=settlement)
    distinct_pairs = {(pair.first, pair.second) for pair in distinct}
    pairs = _pairs(needs, distinct_pairs, _words(names))
    return AlikeAndDistinctNeeds(
        [AlikeNeeds(needs[pair.first], needs[pair.second]) for pair in pairs], distinct
    )


def _words(names: Iterable[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in folded_words(name))


def _pairs(
    needs: dict[int, ComparedNeed], distinct_pairs: set[tuple[int, int]], without: frozenset[str]
) -> list[AlikePair]:
    titles = {number: need.title for number, need in needs.items()}
    found = alike_pairs(titles, SHOWN + len(distinct_pairs), without=without)
    return [pair for pair in found if (pair.first, pair.second) not in distinct_pairs][:SHOWN]


def needs_alike(db: Session, settlement: UUID, need: NeedDetail, names: Iterable[str]) -> list[ComparedNeed]:
    """Return the needs most similar to this one and not known to be different; for `names` see `compared`."""
    needs = {each.number: each for each in _COMPARED.all(db, settlement=settlement)}
    distinct_pairs = {frozenset(pair[:2]) for pair in _DISTINCT.all(db, settlement=settlement)}
    titles = {
        number: each.title
        for number, each in needs.items()
        if number != need.number and frozenset((number, need.number)) not in distinct_pairs
    }
    return [needs[number] for number in alike(need.title, titles, SUGGESTED, without=_words(names))]


def record_distinctions(act: Act, pairs: Iterable[tuple[int, int]]) -> list[NeedDistinction]:
    """Record that the needs of each pair, given by numbers, are different.

    Errors: Forbidden; Refused if there is no pair, or if one of the needs is no longer listed.
    """
    act.require_role(Action.CHANGE_NEED)
    wanted = sorted({(min(pair), max(pair)) for pair in pairs})
    if not wanted:
        raise Refused(Message(N_("Tick the pairs that are different.")), "different")
    needs = {need.number: need for need in _COMPARED.all(act.db, settlement=act.settlement.id)}
    distinct_pairs = {
        (pair.first, pair.second) for pair in _DISTINCT.all(act.db, settlement=act.settlement.id)
    }
    rows = []
    for first, second in wanted:
        if first not in needs or second not in needs or first == second:
            raise Refused(
                Message(N_("One of these needs was merged, split or struck meanwhile. Open the page again.")),
                "different",
            )
        act.require(Action.CHANGE_NEED, AlikeNeeds(needs[first], needs[second]).subject)
        if (first, second) not in distinct_pairs:
            keys = {"need_id": needs[first].id, "other_id": needs[second].id}
            rows.append(NeedDistinction(**act.columns, **keys))
    act.db.add_all(rows)
    act.note("needs.tell_apart", "needs", pairs=[list(pair) for pair in wanted])
    return rows
