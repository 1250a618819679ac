"""The portfolio as a file for spreadsheets: plain numbers, and no text that is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import partial

from peoplesprocess.core.messages import N_
from peoplesprocess.core.process.steps import StepDefinition
from peoplesprocess.core.time_zones import day_at, days_until, zone_at
from peoplesprocess.programmes.portfolio import findings, present
from peoplesprocess.programmes.portfolio_file_queries import SettlementExportRow
from peoplesprocess.programmes.programme_queries import ProgrammeSettings
from peoplesprocess.spreadsheets.cells import Cell, PercentCell, Sheet, scaled
from peoplesprocess.spreadsheets.csv_writer import CHUNK, harmless
from peoplesprocess.web.i18n import Translator, digits_of

HEADINGS = (
    N_("Code"),
    N_("Settlement"),
    N_("Step"),
    N_("Days in this step"),
    N_("Missing"),
    N_("Currency"),
    N_("Granted"),
    N_("Released"),
    N_("Spent"),
    N_("Given in labour and materials"),
    N_("Built, in %"),
    N_("Request waits, in days"),
)
Written = Callable[[int], str | Decimal]


def as_csv(
    rows: Iterable[SettlementExportRow],
    frames: Mapping[int, ProgrammeSettings],
    translator: Translator,
    now: datetime,
) -> Iterator[str]:
    """Return a file of the rows, some lines at a time, marked so that spreadsheets read every script.

    Neither all rows nor the whole file are in memory at once.
    """
    buffer = io.StringIO()
    write, cells = csv.writer(buffer).writerow, _SettlementCells(frames, translator, now)
    buffer.write("\ufeff")
    write([translator._(heading) for heading in HEADINGS])
    for row in rows:
        write(cells.of(row))
        if buffer.tell() > CHUNK:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def as_sheet(
    rows: Iterable[SettlementExportRow],
    frames: Mapping[int, ProgrammeSettings],
    translator: Translator,
    now: datetime,
) -> Sheet:
    """Return the same as typed cells for a workbook."""
    cells = _TypedSettlementCells(frames, translator, now)
    return Sheet(translator._(N_("Settlements")), [*map(translator._, HEADINGS)], map(cells.of, rows))


class _SettlementCells:
    """Makes the cells of a settlement; what many settlements have in common it makes once."""

    def __init__(
        self, frames: Mapping[int, ProgrammeSettings], translator: Translator, now: datetime
    ) -> None:
        self._frames, self._translator, self._now = frames, translator, now
        self._steps: dict[tuple[int, str | None], tuple[StepDefinition | None, str]] = {}
        self._points: dict[str, Written] = {}
        self._days: dict[tuple[str, str], tuple[tzinfo, date]] = {}

    def of(self, row: SettlementExportRow) -> tuple[Cell, ...]:
        """Return the cells under `HEADINGS`."""
        step, step_name = self._step(row)
        written = self._points.get(row.currency) or self._points.setdefault(
            row.currency, self.money(row.currency)
        )
        requested = row.requested_at
        zone, today = self._days.get((row.time_zone, row.area)) or self._today(row)
        return (
            self.text(row.code),
            self.text(row.name),
            step_name,
            days_until(zone, row.since, today),
            self._missing(row, step) if step else "",
            row.currency,
            written(row.granted),
            written(row.released),
            written(row.spent),
            written(row.given_in_kind),
            self.built(row) if row.contracted else "",
            "" if requested is None else days_until(zone, requested, today),
        )

    def text(self, words: str) -> str:
        """Return words as they stand in the file."""
        return harmless(words)

    def money(self, currency: str) -> Written:
        """Return how money of a currency stands in the file."""
        return _written(currency)

    def built(self, row: SettlementExportRow) -> Cell:
        """Return how much of what is under contract is built."""
        return str(round(row.done / (100 * row.contracted), 1))

    def _step(self, row: SettlementExportRow) -> tuple[StepDefinition | None, str]:
        key = row.version, row.closed_steps
        found = self._steps.get(key)
        if found is None:
            step = present(row.closed_steps, self._frames[row.version])
            name = self.text(self._translator.say(step.name if step else N_("Handed over")))
            found = self._steps[key] = step, name
        return found

    def _today(self, row: SettlementExportRow) -> tuple[tzinfo, date]:
        zone = zone_at(row.time_zone, row.area)
        found = self._days[row.time_zone, row.area] = zone, day_at(zone, self._now)
        return found

    def _missing(self, row: SettlementExportRow, step: StepDefinition) -> str:
        for finding in findings(row, self._frames[row.version], step):
            if not finding.holds:
                return self.text(self._translator.say(finding.sentence))
        return ""


class _TypedSettlementCells(_SettlementCells):
    """The same for a file whose cells have types."""

    def text(self, words: str) -> str:
        """Return words as they are."""
        return words

    def money(self, currency: str) -> Written:
        """Return how money becomes a number with its digits."""
        return partial(scaled, digits=digits_of(currency))

    def built(self, row: SettlementExportRow) -> Cell:
        """Return how much of what is under contract is built."""
        return PercentCell(row.done // row.contracted)


def _written(currency: str) -> Callable[[int], str]:
    """How money of a currency is written: in whole units, with a point and no other sign."""
    digits = digits_of(currency)
    if not digits:
        return str
    nothing = f"0.{'0' * digits}"

    def written(amount: int) -> str:
        if not amount:
            return nothing
        text = str(amount).zfill(digits + 1)
        return f"{text[:-digits]}.{text[-digits:]}"

    return written
