"""Commands about the secret key: changing it, checking it, and dropping former keys."""

from __future__ import annotations

import json
import secrets
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from peoplesprocess.act import act_in_installation
from peoplesprocess.cli.secret_drop import drop_former_keys, sentences
from peoplesprocess.db.session import snapshot, writing
from peoplesprocess.operations.command_errors import InstallationGroup, place_of
from peoplesprocess.operations.command_words import counted
from peoplesprocess.operations.commands import as_json
from peoplesprocess.secret_keys import SecretKeys, SecretKeySource
from peoplesprocess.web.current_installation import current_engine

if TYPE_CHECKING:
    from peoplesprocess.accounts.secret_change import SealedValueCounts, SecretChange

IN_THE_ENVIRONMENT = """SECRET is a variable here, which no command can change. On every machine put

  SECRET={new}
  SECRET_FORMER=what SECRET was until now, and behind a blank what SECRET_FORMER was

into its file of settings, restart the servers one after the other, and run this command once more.
Nothing was changed."""
NOTICED = (
    "Everybody signs in again. A form that was open is sent once more. Second factors, printed codes,"
    " invitations, links, codes on papers of votes and seals of counts go on as they are."
)
KEEP = "Make a backup now: one from before the change holds the former key alone."


@click.group("secret", cls=InstallationGroup)
def secret_group() -> None:
    """The secret key, and what depends on it."""


@secret_group.command("change")
@as_json
@with_appcontext
def change(as_json: bool) -> None:
    """Replace the secret key with a new one.

    Second factors are closed anew with it, and everybody signs in again.

    The server goes on meanwhile. A change that was interrupted is finished by the same command.
    """
    with writing(current_engine()) as db:
        made = _changed(db)
    if made is None:
        click.echo(IN_THE_ENVIRONMENT.format(new=secrets.token_urlsafe(32)), err=True)
        sys.exit(2)
    is_new, done, found = made
    if as_json:
        told = {"ok": _is_well(found), "new_key": is_new, **asdict(done), "place": place_of(current_app)}
        click.echo(json.dumps(told))
    else:
        click.echo("\n".join((_done(is_new=is_new, done=done), NOTICED, *_sentences(found), KEEP)))
    if not _is_well(found):
        sys.exit(1)


@secret_group.command("check")
@as_json
@with_appcontext
def check(as_json: bool) -> None:
    """Open every second factor with its key.

    It says what hangs on which key. The exit code is 1 if anything does not open, or a change is not
    finished.
    """
    found = _counts()
    told = {"ok": _is_well(found), **asdict(found), "place": place_of(current_app)}
    click.echo(json.dumps(told) if as_json else "\n".join(_sentences(found)))
    if not _is_well(found):
        sys.exit(1)


@secret_group.command("drop")
@click.option(
    "--stolen",
    is_flag=True,
    help="A former key was stolen: end printed codes, invitations and links to a new password from before the"
    " change, and name whose second factor has to be set up anew.",
)
@as_json
@with_appcontext
def drop(as_json: bool, stolen: bool) -> None:
    """Drop former keys that nothing depends on.

    It says what the others are kept for. The first key stays for the seals of counts, if there are any, and
    opens nothing from then on.
    """
    with writing(current_engine()) as db:
        told = drop_former_keys(act_in_installation(db, None, datetime.now(UTC)), _place(), stolen=stolen)
    if as_json:
        click.echo(json.dumps({**asdict(told), "place": place_of(current_app)}))
    else:
        click.echo("\n".join(sentences(told)))
    if not told.ok:
        sys.exit(1)


def _changed(db: Session) -> tuple[bool, SecretChange, SealedValueCounts] | None:
    """Change the key, or finish a change that was begun; return None if SECRET is a variable.

    Return whether the key is a new one, what was done, and what depends on the keys from then on. The act
    locks the journal of the installation, so that no other machine does the same meanwhile.
    """
    from peoplesprocess.accounts.secret_change import seal_anew, sealed_value_counts

    act, place = act_in_installation(db, None, datetime.now(UTC)), _place()
    keys: SecretKeys = place.read()
    if is_new := sealed_value_counts(db, keys).is_finished:
        if place.file is None:
            return None
        keys = place.add()
    done = seal_anew(act, keys)
    # Counted before the lock is free, because the next change replaces the key file at once.
    found = sealed_value_counts(db, keys)
    db.commit()
    return is_new, done, found


def _counts() -> SealedValueCounts:
    """Return what depends on the keys; an unfinished change may be under way, so its end is waited for."""
    from peoplesprocess.accounts.secret_change import sealed_value_counts

    with snapshot(current_engine()) as db:
        found = sealed_value_counts(db, _place().read())
    if not found.is_finished:
        with writing(current_engine()) as db:
            act_in_installation(db, None, datetime.now(UTC))
            found = sealed_value_counts(db, _place().read())
    return found


def _done(*, is_new: bool, done: SecretChange) -> str:
    begun = "There is a new key" if is_new else "The change that was begun is finished"
    factors = counted(done.sealed, "second factor", "second factors")
    return f"{begun}: {factors} closed anew, {counted(done.sessions, 'session', 'sessions')} ended."


def _sentences(found: SealedValueCounts) -> list[str]:
    opened = counted(found.sealed_anew + found.sealed_before, "second factor", "second factors")
    former = counted(found.keys - 1, "former key is kept", "former keys are kept")
    printed = counted(found.printed_before, "printed code depends", "printed codes depend")
    said = [f"{opened} can be opened. {former}, and {printed} on them."]
    if found.lost:
        lost = counted(found.lost, "second factor", "second factors")
        said.append(
            f"{lost} cannot be opened with any key that is here: put the former key back"
            " (docs/operations.md, section 7), or let its owner set it up anew once a manager has removed it."
        )
    if not found.is_finished:
        said.append("A change was begun and is not finished: run flask --app wsgi secret change.")
    return said


def _is_well(found: SealedValueCounts) -> bool:
    return found.is_finished and not found.lost


def _place() -> SecretKeySource:
    place: SecretKeySource = current_app.extensions["key_source"]
    return place
