"""All commands, and those for the installation as a whole, such as migrating and the demonstration."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, cast

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select
from werkzeug.routing import Rule as Route

from peoplesprocess.cli.accounts import password_link, set_up_link, site, unlock, url_path
from peoplesprocess.cli.devices import device
from peoplesprocess.cli.exports import export_command
from peoplesprocess.cli.imports import import_command
from peoplesprocess.cli.journal import journal_group
from peoplesprocess.cli.reminders import deliver
from peoplesprocess.cli.secret import secret_group
from peoplesprocess.cli.summary_maintenance import grow, summaries_group
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import Message, Refused, Sentence
from peoplesprocess.core.permissions import ALLOWED
from peoplesprocess.core.permissions import PermissionRule as Permission
from peoplesprocess.core.roles import SCOPES, Role
from peoplesprocess.db.migrate import stored_revision, upgrade
from peoplesprocess.db.session import writing
from peoplesprocess.models import Programme
from peoplesprocess.operations import commands as operations
from peoplesprocess.operations.command_errors import InstallationCommand
from peoplesprocess.operations.commands import as_json
from peoplesprocess.web.current_installation import (
    current_engine,
    current_instance,
    current_photos,
    current_secret,
)

if TYPE_CHECKING:
    from peoplesprocess.core.prioritisation.pabulib import BadBallotFile
    from peoplesprocess.demonstration.loader import DemonstrationSummaryValues


class RouteListingValues(TypedDict):
    """A route with the action that it requires, None if it is public."""

    endpoint: str
    methods: list[str]
    rule: str
    action: str | None


class BallotFileResult(TypedDict):
    """The works that the ballots of a file choose, as printed; money is in the file's units."""

    voters: int
    budget: int | float
    cost: int | float
    left: int | float
    funded: list[str]
    in_any_case: list[str]
    seal: str
    warnings: list[str]


def init(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (
        migrate,
        demo,
        set_up_link,
        unlock,
        password_link,
        deliver,
        permissions,
        compile_templates,
        journal_group,
        secret_group,
        tally,
        summaries_group,
        grow,
        import_command,
        export_command,
        device,
    ):
        app.cli.add_command(command)
    operations.init(app)


@click.command(cls=InstallationCommand)
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest tables."""
    upgrade(current_engine())
    with current_engine().connect() as connection:
        click.echo(f"Tables are at {stored_revision(connection)}.")


@click.command(cls=InstallationCommand)
@as_json
@with_appcontext
@click.option("--if-empty", is_flag=True, help="Leave a database that holds real programmes alone.")
def demo(as_json: bool, if_empty: bool) -> None:
    """Make the demonstration, or print its accounts again."""
    from peoplesprocess.demonstration.loader import accounts_of, load

    upgrade(current_engine())
    with writing(current_engine()) as db:
        programmes = db.scalar(select(func.count()).select_from(Programme)) or 0
    known = accounts_of(current_instance())
    if programmes and known is None:
        if not if_empty:
            sys.exit("This database holds programmes already; the demonstration needs an empty one.")
        return
    made = (
        known
        if programmes and known
        else load(
            current_engine(),
            current_instance(),
            current_secret(),
            current_photos(),
        )
    )
    click.echo(json.dumps(made, ensure_ascii=False, indent=1) if as_json else _who_can_sign_in(made))


@click.command()
@with_appcontext
def compile_templates() -> None:
    """Compile all templates in advance.

    This is for servers that may not write next to the code.
    """
    for name in current_app.jinja_env.list_templates():
        current_app.jinja_env.get_template(name)


@click.command()
@as_json
@with_appcontext
def permissions(as_json: bool) -> None:
    """Print who may do what, and what each route needs."""
    allowed = [
        [role.value, action.value, scope]
        for action, rule in ALLOWED.items()
        for role in Role
        if role in rule.roles
        for scope in SCOPES[role]
    ]
    routes = [_route(rule) for rule in sorted(current_app.url_map.iter_rules(), key=lambda rule: rule.rule)]
    if as_json:
        roles = [role.value for role in Role]
        actions = [action.value for action in Action]
        click.echo(
            json.dumps({"roles": roles, "actions": actions, "allowed": allowed, "routes": routes}, indent=1)
        )
        return
    for action, rule in ALLOWED.items():
        closed = "" if len(rule.states) > 1 else "  (while the process runs)"
        click.echo(f"{action.value:22} {', '.join(sorted(role.value for role in rule.roles))}{closed}")
        for line in _refusals_by_role(rule):
            click.echo(f"{'':22} {line}")
    click.echo()
    for route in routes:
        click.echo(f"{route['rule']:60} {','.join(route['methods']):10} {route['action'] or 'public'}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--rule",
    type=click.Choice(("most-votes", "equal-shares")),
    default="equal-shares",
    show_default=True,
    help="How works are chosen.",
)
@click.option(
    "--completion",
    type=click.Choice(("none", "add1", "add1u")),
    default="add1u",
    show_default=True,
    help="How equal shares spend what is left.",
)
@click.option("--pabulib", is_flag=True, help="Count as Pabulib's own results do, to compare with them.")
@as_json
def tally(file: Path, rule: str, completion: str, pabulib: bool, as_json: bool) -> None:
    """Count the ballots of a Pabulib FILE, with no database.

    Blank ballots have no purse, Add1 goes on by the larger of one unit of money and a two-hundredth of the
    purse, and ties end by lower cost, more votes and the lot that the file names. With --pabulib blank
    ballots count, Add1 goes on by one unit of money, and ties end by the project's id. The exit code is 2
    for a file that cannot be read.
    """
    from peoplesprocess.core.prioritisation.pabulib import BadBallotFile
    from peoplesprocess.core.prioritisation.result_from_ballot_file import tally_file

    try:
        told = tally_file(file, rule, completion, as_pabulib=pabulib)
    except (BadBallotFile, Refused) as refusal:
        click.echo(_one_line(refusal), err=True)
        sys.exit(2)
    for warning in cast("BallotFileResult", told)["warnings"]:
        click.echo(f"Warning: {warning}.", err=True)
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _bought(cast("BallotFileResult", told)))


def _one_line(refusal: BadBallotFile | Refused) -> str:
    return _english(refusal.sentence) if isinstance(refusal, Refused) else str(refusal)


def _english(sentence: Sentence) -> str:
    if not isinstance(sentence, Message):
        return str(sentence)
    # A relation's sentence has values only in a refusal; here they are shown as dots.
    return sentence.text % defaultdict(lambda: "…", sentence.values or {})


def _refusals_by_role(rule: Permission) -> list[str]:
    """Return what roles are told whose relation to the subject does not hold: sentences with their roles."""
    roles: dict[str, list[str]] = {}
    for role, relations in rule.roles.items():
        for relation in relations:
            roles.setdefault(_english(relation.refusal_sentence), []).append(role.value)
    return [f"{', '.join(of)}: “{sentence}”" for sentence, of in roles.items()]


def _bought(told: BallotFileResult) -> str:
    lines = [f"   -. {key} (in any case)" for key in told["in_any_case"]]
    lines += [f"{place:4}. {key}" for place, key in enumerate(told["funded"], 1)]
    lines.append(f"{told['voters']} voters. {told['cost']} of {told['budget']} spent, {told['left']} left.")
    lines.append(f"Seal of this count: {told['seal']}")
    return "\n".join(lines)


def _route(rule: Route) -> RouteListingValues:
    action = getattr(current_app.view_functions[rule.endpoint], "action", None)
    return {
        "endpoint": rule.endpoint,
        "methods": sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}),
        "rule": rule.rule,
        "action": action.value if action else None,
    }


def _who_can_sign_in(made: DemonstrationSummaryValues) -> str:
    lines = ["", "The demonstration is ready. Who can sign in, and how:", ""]
    for account in made["accounts"]:
        where = f" · {account['settlement']}" if account["settlement"] else ""
        lines.append(
            f"  {account['username']:24} {account['password']:16} {account['role'].replace('_', ' ')}{where}"
        )
        if passphrase := account.get("passphrase"):
            lines.append(f"  {'':24} passphrase: {passphrase}")
        if secret := account.get("second_factor"):
            lines.append(f"  {'':24} second factor: {secret}")
    closed = made["settlements"][0]
    lines += [
        "",
        f"Sign in at {site()}{url_path('accounts.sign_in')}",
        f"The closed contract: {site()}{closed['contract']}",
        "",
    ]
    lines += [f"Without an account: {site()}{closed['board']}", ""]
    return "\n".join(lines)
