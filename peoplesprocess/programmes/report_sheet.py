"""The report of a programme as spreadsheets: one for each table, or a single list of all figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from peoplesprocess.core.inclusion import tenths
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.money import Money
from peoplesprocess.programmes.report_table import ReportCell, ReportTable
from peoplesprocess.spreadsheets.cells import Cell, PercentCell, Sheet, scaled
from peoplesprocess.web.i18n import Translator, digits_of

CURRENCY = N_("Currency")
UNSEEN = dict.fromkeys((0x2067, 0x2068, 0x2069))
"""Directional isolates around values in a sentence; a cell has no need of them."""


def as_sheets(tables: Sequence[ReportTable], spoken: Translator) -> Iterator[Sheet]:
    """Yield a sheet for each table; tables of money have a column for the currency."""
    for table in tables:
        is_money = any(isinstance(cell, Money) for _, cells in table.rows for cell in cells)
        headings = [_word(heading, spoken) for heading in table.headings]
        if is_money:
            headings.insert(1, spoken.say(CURRENCY))
        yield Sheet(spoken.say(table.name), headings, _rows(table, spoken, is_money))


def as_list(tables: Iterable[ReportTable], spoken: Translator) -> Sheet:
    """Return a list of all figures, each with its table, row and column."""
    headings = (N_("Part of the report"), N_("Row"), N_("Figure"), CURRENCY, N_("Value"))
    return Sheet(spoken.say(N_("Programme report")), [*map(spoken.say, headings)], _list(tables, spoken))


def _rows(table: ReportTable, spoken: Translator, is_money: bool) -> Iterator[list[Cell]]:
    for label, cells in table.rows:
        currency = [_currency(cells)] if is_money else []
        yield [_word(label, spoken), *currency, *map(_cell, cells)]


def _list(tables: Iterable[ReportTable], spoken: Translator) -> Iterator[list[Cell]]:
    for table in tables:
        for label, cells in table.rows:
            for heading, cell in zip(table.headings[1:], cells, strict=True):
                where = [spoken.say(table.name), _word(label, spoken), _word(heading, spoken)]
                yield [*where, _currency([cell]), _cell(cell)]


def _word(word: object, spoken: Translator) -> str:
    return spoken.say(word).translate(UNSEEN)


def _currency(cells: Iterable[ReportCell]) -> str:
    return next((cell.currency for cell in cells if isinstance(cell, Money)), "")


def _cell(cell: ReportCell) -> Cell:
    match cell:
        case Money():
            return scaled(cell.amount, digits_of(cell.currency))
        case Fraction():
            return PercentCell(10 * tenths(cell))
        case Message():
            # A word in a column of numbers would break sums over it.
            return None
        case _:
            return cell
