"""Queries on programmes: the list, their steps, areas and totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from peoplesprocess.core import programme_rules
from peoplesprocess.core.process.steps import StepDefinition, restored
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.roles import Actor
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.places import group_name
from peoplesprocess.models import Area, ProcessVersion, Programme, ProgrammeTotal
from peoplesprocess.programmes.queries import PAGE, SettlementScope, SettlementSummaryRow
from peoplesprocess.programmes.unconfirmed_and_missing_roles import (
    BETWEEN_NAMES,
    LACKS_COMPLAINTS_OFFICER,
    LACKS_SURVIVOR_SUPPORT_CONTACT,
    OFFICER_IS_INVITED,
    OFFICERS_WITHOUT_PASSPHRASE,
    ROLES_TO_CONFIRM,
    confirmed_manager_of,
    managed_by,
)


class ProgrammeListLine(NamedTuple):
    """A programme that a user may see as a whole."""

    code: str
    name: str
    agency: str
    roles_to_confirm: int
    lacks_complaints_officer: bool
    officers_without_passphrase: tuple[str, ...]
    officer_is_invited: bool
    lacks_survivor_support_contact: bool


class ProcessVersionRow(NamedTuple):
    """One version of a programme's steps."""

    id: UUID
    version: int
    stored_steps: list[dict[str, object]]

    @property
    def steps(self) -> tuple[StepDefinition, ...]:
        """The steps in order."""
        return restored(self.stored_steps)


NEWEST_PROCESS = Query(
    ProcessVersionRow,
    select(ProcessVersion.id, ProcessVersion.version, ProcessVersion.steps.label("stored_steps"))
    .where(ProcessVersion.programme_id == bindparam("programme"))
    .order_by(ProcessVersion.version.desc())
    .limit(1),
)
"""The newest version of a programme's steps."""


class AreaLine(NamedTuple):
    """An area above settlements."""

    path: str
    name: str

    @property
    def choice(self) -> tuple[str, str]:
        """The area as a choice of a form."""
        return self.path, f"{self.name} ({self.path})"


AREAS = Query(
    AreaLine,
    select(Area.path, Area.name).where(Area.programme_id == bindparam("programme")).order_by(Area.path),
)
"""All areas of a programme by path: each can be chosen, and is named in the report."""


class ProgrammeSettingsRow(NamedTuple):
    """A version of a programme's steps, with the programme's rules and groups."""

    process_id: UUID
    version: int
    programme_code: str
    stored_rules: dict[str, object]
    groups: list[dict[str, str]]
    stored_steps: list[dict[str, object]]


_frames = select(
    ProcessVersion.id.label("process_id"),
    ProcessVersion.version,
    Programme.code.label("programme_code"),
    Programme.rules.label("stored_rules"),
    Programme.groups,
    ProcessVersion.steps.label("stored_steps"),
).join(Programme, Programme.id == ProcessVersion.programme_id)
_ALL_FRAMES = Query(
    ProgrammeSettingsRow,
    _frames.where(ProcessVersion.programme_id == bindparam("programme")).order_by(ProcessVersion.version),
)


@dataclass(frozen=True, slots=True)
class ProgrammeSettings:
    """The settings that settlements with the same version of a programme's steps share."""

    programme_code: str
    rules: ProgrammeRules
    steps: tuple[StepDefinition, ...]
    group_names: dict[str, str]
    """The names of the programme's groups by code, in order."""


class _ProgrammeOrSettingsRow(NamedTuple):
    """A row of `_SHARED`: a programme that the user may see, a requested version of steps, or both."""

    process_id: UUID | None
    version: int | None
    programme_code: str
    stored_rules: dict[str, object]
    groups: list[dict[str, str]]
    stored_steps: list[dict[str, object]] | None
    name: str
    agency: str
    is_seen: bool
    roles_to_confirm: int
    lacks_complaints_officer: bool
    officers_without_passphrase: str | None
    officer_is_invited: bool
    lacks_survivor_support_contact: bool


_is_seen = or_(
    bindparam("everything", type_=Boolean), Programme.id.in_(bindparam("programmes", expanding=True))
)
_SHARED = Query(
    _ProgrammeOrSettingsRow,
    select(
        ProcessVersion.id.label("process_id"),
        ProcessVersion.version,
        Programme.code.label("programme_code"),
        Programme.rules.label("stored_rules"),
        Programme.groups,
        ProcessVersion.steps.label("stored_steps"),
        Programme.name,
        Programme.agency,
        _is_seen.label("is_seen"),
        ROLES_TO_CONFIRM.label("roles_to_confirm"),
        LACKS_COMPLAINTS_OFFICER.label("lacks_complaints_officer"),
        OFFICERS_WITHOUT_PASSPHRASE.label("officers_without_passphrase"),
        OFFICER_IS_INVITED.label("officer_is_invited"),
        LACKS_SURVIVOR_SUPPORT_CONTACT.label("lacks_survivor_support_contact"),
    )
    .select_from(Programme)
    .outerjoin(
        ProcessVersion,
        and_(
            ProcessVersion.programme_id == Programme.id,
            ProcessVersion.id.in_(bindparam("processes", expanding=True)),
        ),
    )
    .where(or_(ProcessVersion.id.is_not(None), _is_seen))
    # Requested versions come first, so that the limit does not cut them off.
    .order_by(ProcessVersion.id.is_(None), Programme.name)
    .limit(3 * PAGE),
)


def settings_and_programmes(
    db: Session, rows: Iterable[SettlementSummaryRow], scope: SettlementScope, actor: Actor, now: datetime
) -> tuple[dict[UUID, ProgrammeSettings], list[ProgrammeListLine]]:
    """Return the settings of these settlements by version key, and the programmes that the user may see."""
    wanted = list({row.process_id for row in rows})
    if not (wanted or scope):
        return {}, []
    found = _SHARED.all(
        db,
        processes=wanted,
        everything=scope.everything,
        programmes=list(scope.programmes),
        managed=managed_by(actor),
        confirmed_in=confirmed_manager_of(actor),
        account=actor.id,
        now=now,
    )
    frames = {
        row.process_id: _frame(
            ProgrammeSettingsRow(row.process_id, row.version or 0, *row[2:5], row.stored_steps)
        )
        for row in found
        if row.process_id is not None and row.stored_steps is not None
    }
    seen = {
        ProgrammeListLine(
            row.programme_code,
            row.name,
            row.agency,
            row.roles_to_confirm,
            row.lacks_complaints_officer,
            _names(row.officers_without_passphrase),
            row.officer_is_invited,
            row.lacks_survivor_support_contact,
        )
        for row in found
        if row.is_seen
    }
    return frames, sorted(seen, key=lambda line: (line.name, line.code))[:PAGE]


def _names(joined: str | None) -> tuple[str, ...]:
    return tuple(sorted(set(joined.split(BETWEEN_NAMES)))) if joined else ()


def all_settings(db: Session, programme: UUID) -> dict[UUID, ProgrammeSettings]:
    """Return the settings of a programme's settlements by version key, newest version last."""
    return {row.process_id: _frame(row) for row in _ALL_FRAMES.all(db, programme=programme)}


def _frame(row: ProgrammeSettingsRow) -> ProgrammeSettings:
    return ProgrammeSettings(
        row.programme_code,
        programme_rules.restored(row.stored_rules),
        restored(row.stored_steps),
        {group["code"]: group_name(group) for group in row.groups},
    )


class CurrencyTotal(NamedTuple):
    """The settlements of a programme in one currency: their number, and money in minor units."""

    currency: str
    settlements: int
    granted: int
    released: int
    spent: int
    given_in_kind: int


TOTALS = Query(
    CurrencyTotal,
    select(*(ProgrammeTotal.__table__.c[name] for name in CurrencyTotal._fields))
    .where(ProgrammeTotal.programme_id == bindparam("programme"))
    .order_by(ProgrammeTotal.currency),
)
"""The totals of a programme by currency."""
