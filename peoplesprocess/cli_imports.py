"""`flask import`: what pages take in from files, taken in by who runs the installation."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from peoplesprocess.act import Act, act_in_programme, act_in_settlement
from peoplesprocess.core.actions import Action
from peoplesprocess.core.imported_rows import Imported
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db.session import reading, writing
from peoplesprocess.operations.command_errors import InstallationCommand
from peoplesprocess.operations.commands import as_json
from peoplesprocess.spreadsheets.received import BY_COMMAND, UnreadableSpreadsheet
from peoplesprocess.web.i18n import translator

if TYPE_CHECKING:
    from peoplesprocess.imports.queries import FirstAccount

ActAt = Callable[..., Act]


class CannotImport(Exception):
    """A file that cannot be taken in at all; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What a command was told: which file, where to, for whom, and how."""

    data: bytes
    place: str
    username: str
    mapped: Mapping[str, str]
    dry_run: bool
    good_rows: bool
    engine: Engine

    @contextmanager
    def act(self, act_at: ActAt, account: UUID, *, writes: bool = True) -> Iterator[Act]:
        """Open an act of an account at the place; what it wrote is committed at the end."""
        with (writing if writes else reading)(self.engine) as db:
            yield act_at(db, account, self.place, datetime.now(UTC))
            if writes:
                db.commit()


Importer = Callable[[ImportOrder], Imported]


def import_needs_of(source: str) -> Importer:
    """Return the importer of needs that come through the door `source`."""

    def importer(order: ImportOrder) -> Imported:
        from peoplesprocess.imports import queries
        from peoplesprocess.imports.needs_file import FileOrder, import_needs_file

        with reading(order.engine) as db:
            account = _account(db, order.username)
            if account is None:
                place = _act(act_in_settlement, db, order.place).settlement
                account = queries.FIRST_FACILITATOR.first(db, settlement=place.id, now=datetime.now(UTC))
            if account is None:
                raise CannotImport(
                    "This settlement has no facilitator. Name who does this: --username, or invite one first."
                )
            key = account.id
            act = _act(act_in_settlement, db, order.place, key)
            if not act.may(Action.RECORD_NEED):
                raise CannotImport(
                    f"{account.username} may not record needs in {order.place}. "
                    "Name somebody who may: --username."
                )
            return import_needs_file(
                act,
                lambda: order.act(act_in_settlement, key),
                order.data,
                source,
                FileOrder(order.mapped, order.dry_run, order.good_rows),
                _progress,
            )

    return importer


def import_portfolio(order: ImportOrder) -> Imported:
    """Take settlements and people of a programme in, all of them or nothing."""
    from peoplesprocess.imports import queries
    from peoplesprocess.imports.portfolio_file import import_portfolio_file

    with reading(order.engine) as db:
        account = _account(db, order.username)
        if account is None:
            place = _act(act_in_programme, db, order.place).programme
            account = queries.FIRST_MANAGER.first(db, programme=place.id, now=datetime.now(UTC))
        if account is None:
            raise CannotImport("This programme has no confirmed manager. Name who does this: --username.")
    with order.act(act_in_programme, account.id) as act:
        return import_portfolio_file(act, order.data, dry_run=order.dry_run)


OF_SETTLEMENT: Mapping[str, Importer] = {
    "kobo": import_needs_of("kobo"),
    "needs": import_needs_of("spreadsheet"),
}
"""What a settlement takes in, by the name of its format."""
OF_PROGRAMME: Mapping[str, Importer] = {"portfolio": import_portfolio}
"""What a programme takes in, by the name of its format."""


@click.command("import", cls=InstallationCommand)
@click.argument("format", type=click.Choice((*OF_SETTLEMENT, *OF_PROGRAMME)))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--settlement", default="", help="The short name of the settlement, as in its address.")
@click.option("--programme", default="", help="The short name of the programme, as in its address.")
@click.option("--dry-run", is_flag=True, help="Judge every row and write nothing.")
@click.option("--good-rows", is_flag=True, help="Write the good rows although others are refused.")
@click.option("--map", "mapped", multiple=True, metavar="HEADING=FIELD", help="What a column says.")
@click.option("--username", default="", help="Who does this; else who began first as facilitator or manager.")
@as_json
@with_appcontext
def import_command(
    format: str,
    file: Path,
    settlement: str,
    programme: str,
    dry_run: bool,
    good_rows: bool,
    mapped: tuple[str, ...],
    username: str,
    as_json: bool,
) -> None:
    """Take a FILE in as its page does; exit 2 if anything was refused.

    Nothing is written if a row is refused, unless --good-rows is given. The same file twice changes nothing;
    one that was broken off goes on where it ended.
    """
    importer, place = OF_SETTLEMENT.get(format), settlement
    if importer is None:
        importer, place = OF_PROGRAMME[format], programme
    engine: Engine = current_app.extensions["engine"]
    try:
        if not place:
            wanted = "--settlement" if format in OF_SETTLEMENT else "--programme"
            raise CannotImport(f"Say where this goes: {wanted} and its short name.")
        data = _read(file)
        order = ImportOrder(data, place, username, _pairs(mapped), dry_run, good_rows, engine)
        told = importer(order)
    except UnreadableSpreadsheet as unreadable:
        _refuse(translator("en").say(unreadable.sentence), as_json)
    except CannotImport as cannot:
        _refuse(str(cannot), as_json)
    except Forbidden:
        _refuse("This account may not do this here. Name somebody who may: --username.", as_json)
    else:
        click.echo(json.dumps(_in_json(told), ensure_ascii=False) if as_json else _in_words(told, order))
        if told.refused:
            sys.exit(2)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(BY_COMMAND.sent + 1)


def _pairs(mapped: tuple[str, ...]) -> dict[str, str]:
    from peoplesprocess.imports.need_columns import LEAVE_OUT
    from peoplesprocess.imports.need_fields import FIELDS, SESSION

    pairs = {}
    for each in mapped:
        heading, equals, name = each.rpartition("=")
        if not equals or name not in (*FIELDS, SESSION, LEAVE_OUT):
            known = ", ".join((*FIELDS, SESSION))
            raise CannotImport(
                f"--map {each}: write HEADING=FIELD, with one of {known}, or - to leave it out."
            )
        pairs[heading] = name
    return pairs


def _act(act_at: ActAt, db: Session, place: str, account: UUID | None = None) -> Act:
    try:
        return act_at(db, account, place, datetime.now(UTC))
    except LookupError:
        kind = "settlement" if act_at is act_in_settlement else "programme"
        raise CannotImport(f"There is no {kind} {place}. Give its short name, as in its address.") from None


def _account(db: Session, username: str) -> FirstAccount | None:
    from peoplesprocess.imports import queries

    if not username:
        return None
    account = queries.NAMED_ACCOUNT.first(db, username=username)
    if account is None:
        raise CannotImport(f"Nobody here has the user name {username}.")
    return account


def _in_json(told: Imported) -> dict[str, object]:
    say = translator("en").say
    refused = [{"row": each.row, "column": each.column, "why": say(each.why)} for each in told.refused]
    return {
        "read": told.read,
        "new": told.new,
        "known": told.known,
        "refused": refused,
        "digest": told.digest,
    }


def _in_words(told: Imported, order: ImportOrder) -> str:
    say = translator("en").say
    lines = [f"Row {each.row}, {each.column}: {say(each.why)}" for each in told.refused]
    done = "would be new" if order.dry_run else "new"
    lines.append(f"{told.read} read, {told.new} {done}, {told.known} known, {len(told.refused)} refused.")
    if told.refused and not order.good_rows:
        lines.append("Nothing was written. Put these rows right, or write the others with --good-rows.")
    return "\n".join([*lines, f"Digest: {told.digest}"])


def _progress(done: int, of: int) -> None:
    if of > done or done > 1000:
        click.echo(f"{done} of {of} are in.", err=True)


def _refuse(sentence: str, as_json: bool) -> None:
    refused = [{"row": 0, "column": "", "why": sentence}]
    if as_json:
        told = {"read": 0, "new": 0, "known": 0, "refused": refused, "digest": ""}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(sentence, err=True)
    sys.exit(2)
