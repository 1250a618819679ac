"""Where a need comes from and where it went: merges, splits and strikes, including those taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.need_referrals import with_referral
from peoplesprocess.facts.needs import INTO_NUMBER, PARTS
from peoplesprocess.models import Account, Merge, Need, Split, SplitPart, Strike


class NeedLink(NamedTuple):
    """A need that this one was merged or split with, or this need itself if it was struck.

    `kind` is the link's role for this need: "into" or "from" for a merge, "part" or "whole" for a split,
    "struck" for the need itself. The `taken_back_…` fields are set if the merge or split no longer holds.
    """

    kind: str
    number: int
    title: str
    response_type: str
    into_number: int | None
    parts: str | None
    made_at: datetime
    reason: str
    taken_back_at: datetime | None
    taken_back_for: str | None
    taken_back_by: str | None
    referred_to: str | None
    referred_at: datetime | None
    referral_state: str | None
    referral_answered_at: datetime | None


# Tables instead of mapped classes, as in `facts.needs`.
_other, _strike, _who = Need.__table__, Strike.__table__, Account.__table__
_merge, _split, _part = Merge.__table__, Split.__table__, SplitPart.__table__
_need: ColumnElement[UUID] = bindparam("need")


def _links(kind: str, event: FromClause, source: FromClause) -> Select[*tuple[object, ...]]:
    """Return the needs in `source`, a join of them with the `event` that links them to this need."""
    return with_referral(
        select(
            literal(kind).label("kind"),
            _other.c.number,
            _other.c.title,
            _other.c.response_type,
            INTO_NUMBER.label("into_number"),
            PARTS.label("parts"),
            event.c.made_at,
            event.c.reason,
            _strike.c.made_at.label("taken_back_at"),
            _strike.c.reason.label("taken_back_for"),
            _who.c.name.label("taken_back_by"),
        )
        .select_from(source)
        .outerjoin(_strike, _strike.c.record_id == event.c.id)
        .outerjoin(_who, _who.c.id == _strike.c.made_by)
    )


_own = _strike.alias()
_all = union_all(
    _links("into", _merge, _other.join(_merge, _merge.c.into_id == _other.c.id)).where(
        _merge.c.need_id == _need
    ),
    _links("from", _merge, _other.join(_merge, _merge.c.need_id == _other.c.id)).where(
        _merge.c.into_id == _need
    ),
    _links(
        "part",
        _split,
        _other.join(_part, _part.c.need_id == _other.c.id).join(_split, _split.c.id == _part.c.split_id),
    ).where(_split.c.need_id == _need),
    _links(
        "whole",
        _split,
        _other.join(_split, _split.c.need_id == _other.c.id).join(_part, _part.c.split_id == _split.c.id),
    ).where(_part.c.need_id == _need),
    _links("struck", _own, _other.join(_own, _own.c.record_id == _other.c.id)).where(_other.c.id == _need),
)
_LINKS = Query(NeedLink, _all)


@dataclass(frozen=True, slots=True)
class NeedLineage:
    """All links of a need: needs merged into it, its parts, its whole, its strike, and links taken back."""

    links: Sequence[NeedLink]

    @property
    def merged(self) -> list[NeedLink]:
        """The needs that were merged into this one."""
        return self._standing("from")

    @property
    def parts(self) -> list[NeedLink]:
        """The needs that this one was split into."""
        return self._standing("part")

    @property
    def whole(self) -> NeedLink | None:
        """The need that this one was split from, if any."""
        return next(iter(self._standing("whole")), None)

    @property
    def struck(self) -> NeedLink | None:
        """The strike of this need, if it was struck."""
        return next((link for link in self.links if link.kind == "struck"), None)

    @property
    def taken_back(self) -> list[NeedLink]:
        """The merges and splits that were taken back, in order of time."""
        found = [link for link in self.links if link.kind != "struck" and link.taken_back_at is not None]
        return sorted(found, key=lambda link: (link.made_at, link.number))

    def _standing(self, kind: str) -> list[NeedLink]:
        found = [link for link in self.links if link.kind == kind and link.taken_back_at is None]
        return sorted(found, key=lambda link: link.number)


def lineage(db: Session, need: UUID) -> NeedLineage:
    """Return all links of a need, by its key."""
    return NeedLineage(_LINKS.all(db, need=need))
