"""The portfolio as a file for spreadsheets: plain numbers, and no text that could be taken for a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import lru_cache, partial
from itertools import chain
from uuid import UUID

from peoplesprocess.core.messages import N_
from peoplesprocess.core.process.gate_checks import SESSION_CHECKS, heard_groups
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.process.steps import StepDefinition
from peoplesprocess.core.time_zones import day_at, days_until, zone_at
from peoplesprocess.db.column_types import read_moment
from peoplesprocess.facts.meetings import people_by_group
from peoplesprocess.programmes.portfolio import end_of, findings_of_facts, present, required_and_sessions
from peoplesprocess.programmes.portfolio_file_queries import Key, Moment, StoredRow
from peoplesprocess.programmes.programme_queries import ProgrammeSettings
from peoplesprocess.spreadsheets.cells import Cell, PercentCell, Sheet, scaled
from peoplesprocess.spreadsheets.csv_writer import MARK, between_cells, harmless
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
    N_("Request waiting, in days"),
)
MOST_TOLD = 2_000
"""The most states of one step for which the missing conditions are cached."""
Days = Callable[[Moment], int]
Say = Callable[[object], str]
Written = Callable[[int], str | Decimal]


def as_csv(
    parts: Iterable[Iterable[StoredRow]],
    frames: Mapping[UUID, ProgrammeSettings],
    translator: Translator,
    now: datetime,
) -> Iterator[str]:
    """Yield a CSV file with a byte order mark, one piece for each batch of rows.

    Neither all rows nor the whole file are in memory at once.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=between_cells(translator.decimal_sign))
    cells = _SettlementCells(frames, translator, now)
    buffer.write(MARK)
    writer.writerow([translator._(heading) for heading in HEADINGS])
    for rows in parts:
        writer.writerows(map(cells.of, rows))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def as_sheet(
    parts: Iterable[Iterable[StoredRow]],
    frames: Mapping[UUID, ProgrammeSettings],
    translator: Translator,
    now: datetime,
) -> Sheet:
    """Return the same rows as typed cells for a workbook."""
    cells = _TypedSettlementCells(frames, translator, now)
    rows = map(cells.of, chain.from_iterable(parts))
    return Sheet(translator._(N_("Settlements")), [*map(translator._, HEADINGS)], rows)


class _StepCells:
    """The cells of a step: its name and the first missing condition, which is cached by state."""

    def __init__(self, frame: ProgrammeSettings, step: StepDefinition | None, ended: str, say: Say) -> None:
        self.name = say(step.name if step else ended)
        self._frame, self._step, self._say = frame, step, say
        self._asks_sessions = step is not None and not SESSION_CHECKS.isdisjoint(step.gate)
        self._missing: dict[Hashable, str] = {}

    def missing(self, attendance: str | None, groups: str, figures: str | None) -> str:
        """Return the first condition that is missing, or ""."""
        state: Hashable = figures
        if self._asks_sessions:
            state = figures, groups, heard_groups(people_by_group(attendance))
        missing_first = self._missing.get(state)
        if missing_first is None:
            if len(self._missing) == MOST_TOLD:
                self._missing.clear()
            missing_first = self._missing[state] = self._first_missing(attendance, groups, figures)
        return missing_first

    def _first_missing(self, attendance: str | None, groups: str, figures: str | None) -> str:
        if self._step is None:
            return ""
        facts = GateFacts(group_names=self._frame.group_names, **json.loads(figures or "{}"))
        if self._asks_sessions:
            asked = required_and_sessions(json.loads(groups), attendance, self._frame)
            facts.required_groups, facts.sessions = asked
        found = findings_of_facts(self._step, facts, self._frame)
        return next((self._say(finding.sentence) for finding in found if not finding.holds), "")


class _SettlementCells:
    """Makes the cells of a settlement; caches whatever many settlements share."""

    text = staticmethod(harmless)
    """Return a text as it is written into the file."""

    def __init__(
        self, frames: Mapping[UUID, ProgrammeSettings], translator: Translator, now: datetime
    ) -> None:
        # Some drivers return keys as strings.
        self._frames: dict[Key, ProgrammeSettings] = {
            read: frame for key, frame in frames.items() for read in (key, key.hex)
        }
        self._translator, self._now = translator, now
        self._steps: dict[tuple[Key, str | None], _StepCells] = {}
        self._points: dict[str, Written] = {}
        self._days_at: dict[tuple[str, str], Days] = {}
        self._days_in: dict[tzinfo, Days] = {}

    def of(self, row: StoredRow) -> tuple[Cell, ...]:
        """Return the cells under `HEADINGS`."""
        # In the order of `PLACE`, `MONEY` and `GATE`.
        code, name, area, time_zone, currency, process, closed_steps, since = row[:8]
        granted, released, spent, given_in_kind, contracted, done, requested_at = row[8:15]
        step = self._steps.get((process, closed_steps)) or self._step(process, closed_steps)
        written = self._points.get(currency) or self._points.setdefault(currency, self.money(currency))
        days = self._days_at.get((time_zone, area)) or self._days(time_zone, area)
        return (
            self.text(code),
            self.text(name),
            step.name,
            days(since),
            step.missing(*row[15:]),
            currency,
            written(granted),
            written(released),
            written(spent),
            written(given_in_kind),
            self.built(done, contracted) if contracted else "",
            "" if requested_at is None else days(requested_at),
        )

    def money(self, currency: str) -> Written:
        """Return the function that writes money of a currency."""
        return _written(currency, self._translator.decimal_sign)

    def built(self, done: int, contracted: int) -> Cell:
        """Return how much of the contracts is built, in percent."""
        return str(round(done / (100 * contracted), 1)).replace(".", self._translator.decimal_sign)

    def _step(self, process: Key, closed_steps: str | None) -> _StepCells:
        frame = self._frames[process]
        cells = _StepCells(frame, present(closed_steps, frame), end_of(closed_steps), self._say)
        self._steps[process, closed_steps] = cells
        return cells

    def _say(self, sentence: object) -> str:
        return self.text(self._translator.say(sentence))

    def _days(self, time_zone: str, area: str) -> Days:
        """Return a cached function for days since a moment: on paper many steps begin at the same hour."""
        zone = zone_at(time_zone, area)
        today = day_at(zone, self._now)

        @lru_cache(MOST_TOLD)
        def days(since: Moment) -> int:
            return days_until(zone, read_moment(since), today)

        found = self._days_at[time_zone, area] = self._days_in.setdefault(zone, days)
        return found


class _TypedSettlementCells(_SettlementCells):
    """The cells of a file with typed cells."""

    @staticmethod
    def text(text: str) -> str:
        """Return the text unchanged."""
        return text

    def money(self, currency: str) -> Written:
        """Return the function that turns money of a currency into a decimal."""
        return partial(scaled, digits=digits_of(currency))

    def built(self, done: int, contracted: int) -> Cell:
        """Return how much of the contracts is built, as a percent cell."""
        return PercentCell(done // contracted)


def _written(currency: str, sign: str) -> Callable[[int], str]:
    """Return the function that writes money in whole units, with this decimal sign and no grouping."""
    digits = digits_of(currency)
    if not digits:
        return str
    nothing, whole = f"0{sign}{'0' * digits}", 10**digits

    def written(amount: int) -> str:
        if not amount:
            return nothing
        text = str(amount)
        if amount < whole:
            # A minus sign takes one of the filled places.
            text = text.zfill(digits + 1 + (amount < 0))
        return f"{text[:-digits]}{sign}{text[-digits:]}"

    return written
