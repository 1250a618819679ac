"""Commands about the kept figures: verifying and rebuilding them, and making rows for measurements."""

from __future__ import annotations

import json
import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from peoplesprocess.db.migrate import upgrade
from peoplesprocess.facts import need_search_text_upkeep, settlement_summaries
from peoplesprocess.operations.command_errors import InstallationCommand, InstallationGroup, place_of
from peoplesprocess.operations.command_words import counted
from peoplesprocess.operations.commands import as_json
from peoplesprocess.web.current_installation import current_engine


@click.group("summaries", cls=InstallationGroup)
def summaries_group() -> None:
    """The figures that overviews read."""


@summaries_group.command()
@as_json
@with_appcontext
def verify(as_json: bool) -> None:
    """Recompute every figure and compare.

    The first settlement whose kept figure differs is named, and the exit code is 1.
    """
    with current_engine().connect() as connection:
        found = settlement_summaries.verify(connection)
    ok = found.first_bad is None
    bad = (
        None if found.first_bad is None else {"settlement": found.first_bad[0], "figure": found.first_bad[1]}
    )
    if as_json:
        click.echo(
            json.dumps({"rows": found.rows, "ok": ok, "first_bad": bad, "place": place_of(current_app)})
        )
    elif bad is None:
        click.echo(f"{counted(found.rows, 'summary', 'summaries')}: all right.")
    else:
        click.echo(f"Settlement {bad['settlement']}: {bad['figure']} is the first figure that differs.")
        click.echo("`flask --app wsgi summaries rebuild` makes all of them again.")
    if not ok:
        sys.exit(1)


@summaries_group.command()
@with_appcontext
def rebuild() -> None:
    """Recompute every figure and store it.

    What searches look for in needs is made anew too.
    """
    with current_engine().execution_options(writing=True).begin() as connection:
        rows = settlement_summaries.rebuild(connection)
        need_search_text_upkeep.rebuild(connection)
    click.echo(f"Made anew: {counted(rows, 'summary', 'summaries')}.")


@click.command(cls=InstallationCommand)
@click.option("--programmes", type=click.IntRange(min=1), required=True, help="How many programmes.")
@click.option("--settlements", type=click.IntRange(min=1), required=True, help="How many in all of them.")
@click.option("--needs", type=click.IntRange(min=0), required=True, help="How many in all settlements.")
@click.option("--seed", type=int, default=1, help="Another number makes other rows.")
@as_json
@with_appcontext
def grow(programmes: int, settlements: int, needs: int, seed: int, as_json: bool) -> None:
    """Fill a database with rows for measuring.

    One that holds real programmes, or the demonstration, is left alone.
    """
    from peoplesprocess.demonstration.growth import ProgrammesNotGrown
    from peoplesprocess.demonstration.growth import grow as grown

    upgrade(current_engine())
    try:
        made = grown(current_engine(), programmes, settlements, needs, seed)
    except ProgrammesNotGrown:
        sys.exit(
            "This database holds real programmes, or the demonstration. Rows for measuring need their own."
        )
    if as_json:
        click.echo(json.dumps(made))
        return
    for table, rows in made["rows"].items():
        click.echo(f"{rows:>10,} {table}")
    click.echo(f"Seconds: {made['seconds']:,}.")
