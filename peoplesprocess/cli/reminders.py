"""The command `flask deliver`, which sends reminders by mail and by text message."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from peoplesprocess.cli.accounts import site
from peoplesprocess.operations.command_errors import InstallationCommand, place_of
from peoplesprocess.operations.commands import as_json
from peoplesprocess.web.current_installation import current_engine, current_secret

if TYPE_CHECKING:
    from peoplesprocess.operations.outbox import MessageDeliverySummary

NO_ANSWER = {"mail": "The mail server took none.", "text": "The gateway for text messages took none."}


@click.command(cls=InstallationCommand)
@as_json
@with_appcontext
def deliver(as_json: bool) -> None:
    """Send the reminders that are due.

    They go to those who have to act and gave an address or a number, at most one a day each. The exit code
    is 2 if neither a mail server nor a gateway is set.
    """
    from peoplesprocess.operations import outbox
    from peoplesprocess.operations.mail_server import NoMailServer, mail_server
    from peoplesprocess.operations.text_gateway import NoTextGateway, text_gateway

    settings, secret = current_app.config["SETTINGS"], current_secret()
    missing = []
    post = texts = None
    try:
        post = mail_server(settings).post
    except NoMailServer as reason:
        missing.append((settings.smtp_host, str(reason)))
    try:
        texts = outbox.TextSenderWithSecret(text_gateway(settings).send, secret)
    except NoTextGateway as reason:
        missing.append((settings.sms_gateway, str(reason)))
    # Report a wrong setting in any case, but a missing one only if nothing can be sent at all.
    if len(missing) == 2 or any(given for given, reason in missing):
        click.echo("\n".join(reason for given, reason in missing), err=True)
    if len(missing) == 2:
        sys.exit(2)
    done = outbox.deliver(current_engine(), post, site(), datetime.now(UTC), texts)
    told = {**asdict(done), "place": place_of(current_app)}
    click.echo(json.dumps(told) if as_json else _words(done))


def _words(done: MessageDeliverySummary) -> str:
    said = [f"Sent: {done.sent}; waiting: {done.waiting}, of these after a failure: {done.failed}."]
    if done.unanswered:
        said.append(f"Left without an answer, to go again by the same id: {done.unanswered}.")
    if done.given_up:
        said.append(f"Refused for good: {done.given_up}.")
    return " ".join([*said, *(NO_ANSWER[way] for way in done.unreachable)])
