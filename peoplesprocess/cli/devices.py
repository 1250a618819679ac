"""The command `flask device`: an address for ODK Collect on one telephone, without using a page."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from peoplesprocess.act import act_in_settlement
from peoplesprocess.cli.accounts import site, url_path
from peoplesprocess.cli.places import settlement_option, short_name, there_is_no, why_not
from peoplesprocess.core.collect_settings import settings_text
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.secrets import new_token
from peoplesprocess.db.session import writing
from peoplesprocess.models import Device, Settlement
from peoplesprocess.operations.command_errors import InstallationCommand
from peoplesprocess.operations.commands import as_json
from peoplesprocess.web.current_installation import current_engine
from peoplesprocess.web.i18n import translator

if TYPE_CHECKING:
    from peoplesprocess.imports.queries import AccountKeyRow


@click.command(cls=InstallationCommand)
@settlement_option
@click.option("--name", default="", help="What the telephone is called in the list; else its number.")
@click.option("--username", default="", help="In whose name it sends; else who began first as facilitator.")
@as_json
@with_appcontext
def device(settlement: str, name: str, username: str, as_json: bool) -> None:
    """Make an address for ODK Collect on one telephone.

    It is printed with the settings that Collect scans, and taken back on the settlement's page of telephones.
    """
    from peoplesprocess.openrosa.actions import COLLECT, DeviceInput, DeviceSecrets, add_device

    token, now = new_token(), datetime.now(UTC)
    with writing(current_engine()) as db:
        try:
            code = short_name(db, Settlement, settlement)
            place = act_in_settlement(db, None, code, now).settlement
            owner = _account(db, place.id, username, now)
            act = act_in_settlement(db, owner.id, code, now)
            number = act.next_number(Device.number, Device.settlement_id, place.id)
            add_device(act, DeviceInput(name or f"Telephone {number}", COLLECT), DeviceSecrets(token, ""))
            db.commit()
        except LookupError:
            _refuse(there_is_no("settlement", settlement))
        except Refused as refusal:
            _refuse(translator("en").say(refusal.sentence))
        except Forbidden:
            _refuse(why_not(act, code, owner.username, "add a telephone"))
    address = f"{site()}{url_path('openrosa.collect.nothing', token=token)}".rstrip("/")
    packed = settings_text(address, place.name)
    told = {"server_url": address, "settings_qr": packed}
    click.echo(json.dumps(told) if as_json else f"Address: {address}\nSettings, as a square: {packed}")


def _account(db: Session, settlement: UUID, username: str, now: datetime) -> AccountKeyRow:
    from peoplesprocess.imports.queries import FIRST_FACILITATOR, NAMED_ACCOUNT

    if username:
        found = NAMED_ACCOUNT.first(db, username=username)
    else:
        found = FIRST_FACILITATOR.first(db, settlement=settlement, now=now)
    if found is None:
        _refuse("Nobody was found in whose name it can send. Invite a facilitator, or name one: --username.")
    return found


def _refuse(said: str) -> NoReturn:
    click.echo(said, err=True)
    sys.exit(2)
