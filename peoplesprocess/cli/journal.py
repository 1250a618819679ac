"""Commands about the journal: verifying it, printing its heads, and looking for one of them."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from peoplesprocess.core.journal_head_word import JournalHeadWord, UnreadableHeadWord, parse_word
from peoplesprocess.db import journal, printed_journal_heads
from peoplesprocess.db.journal_check import JournalCheckResult
from peoplesprocess.db.session import snapshot
from peoplesprocess.operations.command_errors import InstallationGroup, place_of
from peoplesprocess.operations.command_words import counted
from peoplesprocess.operations.commands import as_json
from peoplesprocess.operations.journal_fault_sentences import misfits
from peoplesprocess.web.current_installation import current_engine


class JournalHeadWordType(click.ParamType[JournalHeadWord]):
    """A head word from paper; one that cannot be parsed ends the command with exit code 2."""

    name = "word"

    def convert(
        self, value: object, parameter: click.Parameter | None, ctx: click.Context | None
    ) -> JournalHeadWord:
        """Return the parsed word."""
        try:
            return parse_word(str(value))
        except UnreadableHeadWord:
            self.fail(f"“{value}” is no record number with 16 letters and digits after it.", parameter, ctx)


@click.group("journal", cls=InstallationGroup)
def journal_group() -> None:
    """The journal of all acts."""


@journal_group.command("verify")
@as_json
@click.option(
    "--head",
    "words",
    type=JournalHeadWordType(),
    multiple=True,
    metavar="WORD",
    help="Look for this record number too.",
)
@with_appcontext
def verify(as_json: bool, words: tuple[JournalHeadWord, ...]) -> None:
    """Recompute every chain and compare every row.

    What does not fit first is named, and the exit code is 1. With --head it also says whether the journal
    still holds the entry that a paper's record number names.
    """
    with snapshot(current_engine()) as db:
        found = journal.verify(db)
        held = {str(word): printed_journal_heads.holds(db, word) for word in words}
    click.echo(json.dumps(_told(found, held)) if as_json else "\n".join(_sentences(found, held)))
    if not found.ok or not all(held.values()):
        sys.exit(1)


@journal_group.command("head")
@as_json
@with_appcontext
def head(as_json: bool) -> None:
    """Print the record number of each chain.

    It stands for the newest entry, as papers have it. One more stands for all chains together.
    """
    with snapshot(current_engine()) as db:
        words = {name: str(word) for name, word in printed_journal_heads.heads(db).items()}
        of_all = str(printed_journal_heads.head_of_all(db, datetime.now(UTC)))
    if as_json:
        click.echo(json.dumps({"heads": words, "all": of_all}, ensure_ascii=False, indent=1))
        return
    for name, word in sorted(words.items()):
        click.echo(f"{word:32} {name}")
    click.echo(f"{of_all:32} all chains together")


def _told(found: JournalCheckResult, held: dict[str, bool]) -> dict[str, object]:
    bad = None if found.first_bad is None else {"chain": found.first_bad[0], "sequence": found.first_bad[1]}
    told: dict[str, object] = {"entries": found.entries, "chains": found.chains}
    told |= {"ok": found.ok and all(held.values()), "first_bad": bad, "rows": found.rows}
    told |= {"bad_rows": [row._asdict() for row in found.bad_rows], "bad_row_count": found.bad_row_count}
    told |= {"place": place_of(current_app)}
    return told | {"heads": held} if held else told


def _sentences(found: JournalCheckResult, held: dict[str, bool]) -> list[str]:
    said = []
    if found.ok:
        entries, chains = (
            counted(found.entries, "entry", "entries"),
            counted(found.chains, "chain", "chains"),
        )
        said.append(f"{entries} in {chains} and {counted(found.rows, 'row', 'rows')}: all fit.")
    said += misfits(found)
    for word, is_held in held.items():
        said.append(
            f"{word}: the journal holds it."
            if is_held
            else f"{word}: not found. Records were cut off or rewritten since, or the word is not of here."
        )
    return said
