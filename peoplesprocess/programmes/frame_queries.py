"""What is read of programmes themselves: who sees which, the newest version of their steps, their areas."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, bindparam, or_, select
from sqlalchemy.orm import Session

from peoplesprocess.core.process.steps import Step, restored
from peoplesprocess.db.query import Query
from peoplesprocess.models import Area, Process, Programme
from peoplesprocess.programmes.queries import PAGE, Scope

AREA_CHOICES = 300


class ProgrammeLine(NamedTuple):
    """A programme that somebody sees as a whole."""

    code: str
    name: str
    agency: str


_PROGRAMMES = Query(
    ProgrammeLine,
    select(Programme.code, Programme.name, Programme.agency)
    .where(
        or_(
            bindparam("everything", type_=Boolean),
            Programme.id.in_(bindparam("programmes", expanding=True)),
        )
    )
    .order_by(Programme.name)
    .limit(PAGE),
)


def programmes_seen(db: Session, scope: Scope) -> list[ProgrammeLine]:
    """Return the programmes that somebody sees as a whole."""
    return _PROGRAMMES.all(db, everything=scope.everything, programmes=list(scope.programmes))


class ProcessVersion(NamedTuple):
    """One version of a programme's steps."""

    id: UUID
    version: int
    stored_steps: list[dict[str, object]]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in their order."""
        return restored(self.stored_steps)


NEWEST_PROCESS = Query(
    ProcessVersion,
    select(Process.id, Process.version, Process.steps.label("stored_steps"))
    .where(Process.programme_id == bindparam("programme"))
    .order_by(Process.version.desc())
    .limit(1),
)
"""The newest version of a programme's steps."""


class AreaLine(NamedTuple):
    """An area above settlements."""

    path: str
    name: str

    @property
    def choice(self) -> tuple[str, str]:
        """The area as one of the choices of a form."""
        return self.path, f"{self.name} ({self.path})"


AREAS = Query(
    AreaLine,
    select(Area.path, Area.name)
    .where(Area.programme_id == bindparam("programme"))
    .order_by(Area.path)
    .limit(AREA_CHOICES),
)
"""A programme's areas, by path."""
