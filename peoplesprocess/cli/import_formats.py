"""The imports of `flask import` by the names of formats, and the accounts in whose name they are done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from peoplesprocess.act import Act, act_in_programme, act_in_settlement
from peoplesprocess.cli.places import there_is_no, why_not
from peoplesprocess.core.actions import Action
from peoplesprocess.core.import_outcome import ImportOutcome
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db.session import reading, writing

if TYPE_CHECKING:
    from peoplesprocess.imports.queries import AccountKeyRow

ActAt = Callable[..., Act]


class CannotImport(Exception):
    """A file cannot be imported at all; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """The arguments of an import: which file, into which place, in whose name, and how."""

    data: bytes
    place: str
    username: str
    mapped: Mapping[str, str]
    dry_run: bool
    good_rows: bool
    engine: Engine

    @contextmanager
    def act(self, act_at: ActAt, account: UUID) -> Iterator[Act]:
        """Open an act of an account at the place; at the end it is committed."""
        with writing(self.engine) as db:
            yield act_at(db, account, self.place, datetime.now(UTC))
            db.commit()


Importer = Callable[[ImportOrder], ImportOutcome]


class ImportFunction(Protocol):
    """An act that imports a whole file or, as a dry run, says what it would import."""

    def __call__(self, act: Act, data: bytes, *, dry_run: bool) -> ImportOutcome: ...


def in_settlement(load: Callable[[], ImportFunction]) -> Importer:
    """Return an importer that acts in a settlement; `load` imports the act's module only when it is used."""
    return lambda order: _by_act(order, act_in_settlement, _facilitator, load())


def in_programme(load: Callable[[], ImportFunction]) -> Importer:
    """Return an importer that acts in a programme; `load` imports the act's module only when it is used."""
    return lambda order: _by_act(order, act_in_programme, _manager, load())


def of_needs(source: str) -> Importer:
    """Return an importer of needs that come from `source`; it imports some rows at a time."""

    def importer(order: ImportOrder) -> ImportOutcome:
        from peoplesprocess.imports.needs_file_imports import NeedsFileOptions, import_needs_file

        with reading(order.engine) as db:
            account = _facilitator(db, order)
            act = _act(act_in_settlement, db, order.place, account.id)
            if not act.may(Action.RECORD_NEED):
                raise CannotImport(why_not(act, order.place, account.username, "record needs"))
            wanted = NeedsFileOptions(order.mapped, order.dry_run, order.good_rows)
            return import_needs_file(
                act,
                lambda: order.act(act_in_settlement, account.id),
                order.data,
                source,
                wanted,
                _progress,
            )

    return importer


def _portfolio() -> ImportFunction:
    from peoplesprocess.imports.portfolio_file_imports import import_portfolio_file

    return import_portfolio_file


def _geojson() -> ImportFunction:
    from peoplesprocess.maps.shape_imports import import_geojson

    return import_geojson


def _pcodes() -> ImportFunction:
    from peoplesprocess.maps.pcode_imports import import_pcodes

    return import_pcodes


def _xlsform() -> ImportFunction:
    from peoplesprocess.assessments.actions import import_xlsform

    return import_xlsform


OF_SETTLEMENT: Mapping[str, Importer] = {
    "kobo": of_needs("kobo"),
    "needs": of_needs("spreadsheet"),
    "geojson": in_settlement(_geojson),
}
"""The importers for a settlement, by the name of the format."""
OF_PROGRAMME: Mapping[str, Importer] = {
    "portfolio": in_programme(_portfolio),
    "pcodes": in_programme(_pcodes),
    "xlsform": in_programme(_xlsform),
}
"""The importers for a programme, by the name of the format."""
ROW_BY_ROW = ("kobo", "needs")
"""The formats whose good rows can be imported although others are refused."""


def _by_act(
    order: ImportOrder,
    act_at: ActAt,
    first: Callable[[Session, ImportOrder], AccountKeyRow],
    import_file: ImportFunction,
) -> ImportOutcome:
    with writing(order.engine) as db:
        account = first(db, order)
        act = _act(act_at, db, order.place, account.id)
        try:
            told = import_file(act, order.data, dry_run=order.dry_run)
        except Forbidden:
            raise CannotImport(why_not(act, order.place, account.username)) from None
        if order.dry_run or told.refused:
            db.rollback()
        else:
            db.commit()
    # If the whole file was refused, none of its rows are new.
    return replace(told, new=0) if told.refused and not order.dry_run else told


def _facilitator(db: Session, order: ImportOrder) -> AccountKeyRow:
    from peoplesprocess.imports.queries import FIRST_FACILITATOR

    place = _act(act_in_settlement, db, order.place).settlement
    account = _named(db, order.username) or FIRST_FACILITATOR.first(
        db, settlement=place.id, now=datetime.now(UTC)
    )
    if account is None:
        raise CannotImport(
            "This settlement has no facilitator. Name who does this: --username, or invite one first."
        )
    return account


def _manager(db: Session, order: ImportOrder) -> AccountKeyRow:
    from peoplesprocess.imports.queries import FIRST_MANAGER

    place = _act(act_in_programme, db, order.place).programme
    account = _named(db, order.username) or FIRST_MANAGER.first(db, programme=place.id, now=datetime.now(UTC))
    if account is None:
        raise CannotImport("This programme has no confirmed manager. Name who does this: --username.")
    return account


def _act(act_at: ActAt, db: Session, place: str, account: UUID | None = None) -> Act:
    try:
        # Whoever runs commands controls the machine and its database: a second factor would protect nothing.
        return act_at(db, account, place, datetime.now(UTC), is_proven=True)
    except LookupError:
        kind = "settlement" if act_at is act_in_settlement else "programme"
        raise CannotImport(there_is_no(kind, place)) from None


def _named(db: Session, username: str) -> AccountKeyRow | None:
    from peoplesprocess.imports.queries import NAMED_ACCOUNT

    if not username:
        return None
    account = NAMED_ACCOUNT.first(db, username=username)
    if account is None:
        raise CannotImport(f"Nobody here has the user name {username}.")
    return account


def _progress(done: int, of: int) -> None:
    if of > done or done > 1000:
        click.echo(f"{done} of {of} are in.", err=True)
