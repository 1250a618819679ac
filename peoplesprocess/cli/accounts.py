"""Commands that let somebody in: the first administrator, or somebody who waits or forgot a password."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from typing import NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext

from peoplesprocess.act import act_in_installation
from peoplesprocess.core.messages import Message, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db.session import writing
from peoplesprocess.operations.command_errors import InstallationCommand, place_of
from peoplesprocess.operations.commands import as_json
from peoplesprocess.web.current_installation import current_engine, current_secret


@click.command("set-up-link", cls=InstallationCommand)
@click.option("--if-nobody", is_flag=True, help="Do nothing when somebody can sign in already.")
@with_appcontext
def set_up_link(if_nobody: bool) -> None:
    """Print the one-time link of the first administrator.

    The exit code is 2 if somebody can sign in already.
    """
    from peoplesprocess.accounts.actions import invite_first_administrator

    with writing(current_engine()) as db:
        try:
            token = invite_first_administrator(act_in_installation(db, None, datetime.now(UTC)))
        except Forbidden:
            if not if_nobody:
                _refuse("Somebody can sign in already; invitations are made on the pages.")
            return
        db.commit()
    link = f"{site()}{url_path('accounts.accept', token=token)}"
    click.echo(f"Open this link once, within three days, to begin:\n  {link}")


@click.command(cls=InstallationCommand)
@click.argument("username")
@as_json
@with_appcontext
def unlock(username: str, as_json: bool) -> None:
    """Free USERNAME from waiting after wrong tries.

    All addresses from which somebody tried are free again too. The exit code is 2 without such an
    account.
    """
    from peoplesprocess.accounts.account_recovery import unlock as free
    from peoplesprocess.accounts.actions import username_of

    with writing(current_engine()) as db:
        act = act_in_installation(db, None, datetime.now(UTC))
        try:
            failures = free(act, current_secret(), username_of(username))
        except Refused as refusal:
            _refuse(_english(refusal))
        db.commit()
    told = {"username": username_of(username), "failures": failures, "place": place_of(current_app)}
    click.echo(json.dumps(told) if as_json else f"Wrong tries forgotten: {failures}. Sign in now.")


@click.command("password-link", cls=InstallationCommand)
@click.argument("username")
@with_appcontext
def password_link(username: str) -> None:
    """Print a link to a new password for an administrator.

    It opens once. The journal says that it was made. The exit code is 2 for anybody else.
    """
    from peoplesprocess.accounts.account_recovery import make_administrators_password_link
    from peoplesprocess.accounts.actions import username_of

    with writing(current_engine()) as db:
        act = act_in_installation(db, None, datetime.now(UTC))
        try:
            token = make_administrators_password_link(act, username_of(username))
        except Refused as refusal:
            _refuse(_english(refusal))
        except Forbidden:
            _refuse("This is no administrator. Whoever may invite this person makes the link on the pages.")
        db.commit()
    link = f"{site()}{url_path('accounts.renew_password', token=token)}"
    click.echo(f"Open this link once, within three days, to choose a new password:\n  {link}")


def site() -> str:
    """Return the beginning of this site's addresses, as people type it."""
    # Behind a proxy, which has the certificate. A name that begins with a dot stands for many hosts.
    if names := [name for name in current_app.config["SITE_NAMES"] if not name.startswith(".")]:
        return f"https://{names[0]}"
    # The address to listen on can be 0.0.0.0, which cannot be opened.
    host = os.environ.get("HOST", "127.0.0.1").replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - it is compared
    return f"http://{host}:{os.environ.get('PORT', '8000')}"


def url_path(endpoint: str, **values: str) -> str:
    """Return the path of a page below `site()`."""
    return current_app.url_map.bind("").build(endpoint, values)


def _english(refusal: Refused) -> str:
    sentence = refusal.sentence
    return sentence.text if isinstance(sentence, Message) else str(sentence)


def _refuse(said: str) -> NoReturn:
    click.echo(said, err=True)
    sys.exit(2)
