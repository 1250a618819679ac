"""The command that sends reminders by mail: `flask --app wsgi deliver`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from peoplesprocess.cli_accounts import site
from peoplesprocess.operations.command_errors import InstallationCommand, place_of
from peoplesprocess.operations.commands import as_json


@click.command(cls=InstallationCommand)
@as_json
@with_appcontext
def deliver(as_json: bool) -> None:
    """Send reminders to whoever must act and gave an address: at most one mail a day and person."""
    from peoplesprocess.operations import outbox
    from peoplesprocess.operations.mail_server import NoMailServer, mail_server

    try:
        server = mail_server(current_app.config["SETTINGS"])
    except NoMailServer as missing:
        click.echo(str(missing), err=True)
        sys.exit(2)
    done = outbox.deliver(current_app.extensions["engine"], server.post, site(), datetime.now(UTC))
    told = {**asdict(done), "place": place_of(current_app)}
    words = f"Sent {done.sent}; {done.waiting} wait, {done.failed} of them after a failure."
    click.echo(json.dumps(told) if as_json else words)
