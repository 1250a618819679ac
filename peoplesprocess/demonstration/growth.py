"""The command `flask grow`: programmes, settlements and needs by the thousand, only for measurements."""

from __future__ import annotations

import time
from dataclasses import asdict
from random import Random
from typing import TypedDict
from uuid import UUID

from sqlalchemy import Connection, Engine, exists, func, select

from peoplesprocess.core import choice_lists
from peoplesprocess.core.process import steps
from peoplesprocess.core.programme_rules import PRESETS
from peoplesprocess.db.journal_backfill import take_up
from peoplesprocess.demonstration.grown_rows import BEGUN, GrownJournalChain, GrownRows
from peoplesprocess.demonstration.grown_settlement import GrownProgramme, grow_settlement
from peoplesprocess.facts import need_search_text_upkeep, settlement_summaries
from peoplesprocess.models import JournalEntry, Programme

ACT = "programme.grow"
"""The first act in the journal of a generated programme, which no other programme has."""
BATCH_SIZE = 200
"""The number of settlements in a transaction."""
CURRENCIES = ("PKR", "AFN", "LKR", "KES")


class GrowthSummaryValues(TypedDict):
    """How many rows were written, by table, and how many seconds it took."""

    rows: dict[str, int]
    seconds: float


class ProgrammesNotGrown(Exception):
    """The database has programmes that `grow` did not make."""


def grow(engine: Engine, programmes: int, settlements: int, needs: int, seed: int = 1) -> GrowthSummaryValues:
    """Write programmes, settlements spread evenly over them, and needs spread evenly over those.

    The same seed on an empty database makes the same rows.
    Errors: ProgrammesNotGrown.
    """
    begun = time.monotonic()
    with engine.execution_options(writing=True).begin() as connection:
        before = _grown_already(connection)
        rows = GrownRows(Random(f"{seed} after {before}"))  # noqa: S311 - chance that can be had again
        frames = _programmes(rows, before, programmes)
        rows.write(connection)
    for first in range(0, settlements, BATCH_SIZE):
        numbers = range(first, min(first + BATCH_SIZE, settlements))
        with engine.execution_options(writing=True).begin() as connection:
            made = [
                grow_settlement(
                    rows,
                    frames[number % programmes],
                    number // programmes,
                    needs // settlements + (number < needs % settlements),
                )
                for number in numbers
            ]
            rows.write(connection)
            settlement_summaries.add(connection, made)
            need_search_text_upkeep.add(connection, made)
            rows.written["settlement_summary"] += len(made)
    with engine.execution_options(writing=True).begin() as connection:
        # The journal binds these rows, as it binds rows that are older than digests, in their present state.
        take_up(connection, ACT)
    return {"rows": dict(sorted(rows.written.items())), "seconds": round(time.monotonic() - begun, 1)}


def _grown_already(connection: Connection) -> int:
    """Return the number of programmes, all of them generated. Errors: ProgrammesNotGrown."""
    grown = exists(select(1).where(JournalEntry.chain_id == Programme.id, JournalEntry.act == ACT))
    if connection.scalar(select(func.count()).select_from(Programme).where(~grown)):
        raise ProgrammesNotGrown
    return connection.scalar(select(func.count()).select_from(Programme)) or 0


def _programmes(rows: GrownRows, before: int, programmes: int) -> list[GrownProgramme]:
    """Return programmes with their steps and areas; the account that makes all rows is closed."""
    nobody = {"name": "Grow", "password_hash": "!", "made_at": BEGUN, "revoked_at": BEGUN}
    rows.made_by = rows.add("account", username=f"grow-{before}", **nobody)
    return [_programme(rows, number) for number in range(before, before + programmes)]


def _programme(rows: GrownRows, number: int) -> GrownProgramme:
    made = {"made_by": rows.made_by, "made_at": BEGUN}
    currency = CURRENCIES[number % len(CURRENCIES)]
    programme = rows.add(
        "programme",
        code=f"grown-{number}",
        name=f"Grown programme {number}",
        agency="UN-Habitat",
        currency=currency,
        committee_name=choice_lists.USUAL_COMMITTEE,
        sectors=list(choice_lists.SECTORS),
        groups=[asdict(group) for group in choice_lists.GROUPS],
        rules=PRESETS["south-asian"][1].stored(),
        version=1,
        **made,
    )
    process = rows.add("process", programme_id=programme, version=1, steps=steps.stored(steps.STEPS), **made)
    chain = GrownJournalChain(rows, programme, programme, BEGUN)
    chain.note(ACT, "programme", currency=currency)
    chain.end()
    return GrownProgramme(programme, process, f"grown-{number}", currency, _areas(rows, programme))


def _areas(rows: GrownRows, programme: UUID) -> list[UUID]:
    return [
        rows.add(
            "area",
            programme_id=programme,
            path=f"XX/{district // 10}/{district}",
            name=f"District {district}",
            authority=f"Office of district {district}",
        )
        for district in range(40)
    ]
