"""The sheets of an export: answers below headings, and repeats in sheets of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from peoplesprocess.core.hxl_tags import named_by
from peoplesprocess.imports import need_columns as headings
from peoplesprocess.imports.need_columns import NeedColumns
from peoplesprocess.spreadsheets.received_sheets import ReceivedSheet


class NeedTable:
    """A sheet with the meaning of its columns."""

    def __init__(self, sheet: ReceivedSheet, columns: NeedColumns) -> None:
        self.sheet, self.columns = sheet, columns
        self.heading_row, self.headings = sheet.rows[0]
        if len(sheet.rows) > 1 and is_hxl(tags := sheet.rows[1][1]):
            self._read_tags(tags)

    def _read_tags(self, tags: Sequence[str]) -> None:
        """Take the meaning of unknown columns from their tags."""
        for number in tuple(self.columns.unknown):
            name = named_by(cell(tags, number))
            if name is not None and not self.columns.has(name):
                self.columns.fields[name] = number
                self.columns.unknown.remove(number)

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the rows of answers with their numbers, without the row of tags."""
        for place, (number, cells) in enumerate(self.sheet.rows[1:]):
            if place or not is_hxl(cells):
                yield number, cells

    def told(self, cells: Sequence[str], name: str) -> str:
        """Return a row's value of a field, from the first of the field's columns that is filled."""
        places = [self.columns.fields.get(name)]
        places += [second for first, second in self.columns.twice if first == places[0]]
        return next((words for words in (cell(cells, place) for place in places) if words), "")

    def disagree(self, first: int, second: int) -> bool:
        """Return whether two columns of one field conflict: by equal headings, or by differing values."""
        if self.headings[first] == self.headings[second]:
            return True
        return any(
            cell(row, first) and cell(row, second) not in ("", cell(row, first)) for _, row in self.rows()
        )

    @property
    def unknown(self) -> list[str]:
        """The unknown headings."""
        return [self.headings[number] for number in self.columns.unknown]

    @cached_property
    def by_index(self) -> dict[str, Sequence[str]]:
        """The rows by the index to which repeats refer."""
        place = self.columns.meta.get(headings.INDEX)
        return {} if place is None else {cell(cells, place): cells for _, cells in self.rows()}


def cell(cells: Sequence[str], place: int | None) -> str:
    """Return the value of a column in a row, "" if there is none."""
    return cells[place] if place is not None and place < len(cells) else ""


def is_hxl(cells: Sequence[str]) -> bool:
    """Return whether a row consists of tags of the Humanitarian Exchange Language."""
    filled = [each for each in cells if each]
    return bool(filled) and all(each.startswith("#") for each in filled)


def chain_of(main: NeedTable, others: Mapping[str, NeedTable]) -> list[NeedTable]:
    """Return the sheet of needs followed by the sheets that it repeats in, innermost first."""
    chain, left = [main], dict(others)
    while left and headings.PARENT_INDEX in chain[-1].columns.meta:
        inner = chain[-1]
        place = inner.columns.meta.get(headings.PARENT_TABLE)
        told = next((cell(cells, place) for _, cells in inner.rows()), "")
        # Names of sheets are cut short; the first sheet is the form itself.
        name = next((name for name in left if told and told.startswith(name)), next(iter(left)))
        chain.append(left.pop(name))
    return chain
