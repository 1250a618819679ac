"""The place that a command works on, given by short name or id, and why it may not be allowed there."""

from __future__ import annotations

from uuid import UUID

import click
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from peoplesprocess.act import Act
from peoplesprocess.core.roles import ProcessState
from peoplesprocess.models import Programme, Settlement

settlement_option = click.option(
    "--settlement", default="", metavar="NAME", help="The short name of the settlement, as in its address."
)
programme_option = click.option(
    "--programme", default="", metavar="NAME", help="The short name of the programme, as in its address."
)


def short_name(db: Session | Connection, kind: type[Settlement | Programme], given: str) -> str:
    """Return a place's short name; `given` is that, or the id that the demonstration prints."""
    try:
        key = UUID(given)
    except ValueError:
        return given
    found: str | None = db.scalar(select(kind.code).where(kind.id == key))
    return found or given


def there_is_no(kind: str, given: str) -> str:
    """Return the sentence for a name that belongs to no place."""
    return f"There is no {kind} {given}. Give its short name, as in its address."


def why_not(act: Act, code: str, username: str, asked: str = "do this") -> str:
    """Return why an account may not do something at a place, and the way out."""
    if act.where.state is ProcessState.CLOSED:
        return f"The cycle of {code} is over. Open its next cycle on its page, then do this again."
    return f"{username} may not {asked} in {code}. Name somebody who may: --username."
