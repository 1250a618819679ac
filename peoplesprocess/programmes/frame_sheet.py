"""Items by the codes of frames as a file that other programs read: HXL tags stand below the headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.programmes.frame_report import FrameLine, FrameReport
from peoplesprocess.spreadsheets.cells import Cell, Sheet, scaled
from peoplesprocess.web.i18n import UNSEEN, Translator, digits_of

HEADINGS = {
    N_("Framework"): "#meta+framework",
    N_("Code"): "#activity+code",
    N_("Title of the code"): "#activity+name",
    N_("Currency"): "#value+currency",
    N_("Items"): "#output+items+num",
    N_("Works"): "#output+works+num",
    N_("Settlements"): "#reached+settlements+num",
    N_("Households in these settlements"): "#population+hh",
    N_("Planned cost"): "#value+planned",
}
NO_CODE = N_("No code yet")


def frame_sheet(reports: Iterable[FrameReport], spoken: Translator) -> Sheet:
    """Return the lines of frames: an item with two codes is in two lines, and one without is in the last."""
    return Sheet(spoken.say(N_("Frameworks")), [*map(spoken.say, HEADINGS)], _rows(reports, spoken))


def _rows(reports: Iterable[FrameReport], spoken: Translator) -> Iterator[list[Cell]]:
    yield list(HEADINGS.values())
    for report in reports:
        name = _plain(report.frame.name, spoken)
        for line in report.lines:
            title = _plain(report.frame.title(line.code), spoken)
            yield from ([name, line.code, title, *cells] for cells in _figures(line))
        for code in report.without_items:
            yield [name, code, _plain(report.frame.title(code), spoken), "", 0, 0, 0, None, None]
        if report.untagged:
            yield [name, "", spoken.say(NO_CODE), "", report.untagged, None, None, None, None]


def _figures(line: FrameLine) -> Iterator[list[Cell]]:
    for row in line.figures:
        of_currency = FrameLine(line.code, [row])
        counts = (row.items, row.works, row.settlements, of_currency.households)
        yield [row.currency, *counts, scaled(row.cost, digits_of(row.currency))]


def _plain(words: str | Message, spoken: Translator) -> str:
    return spoken.say(words).translate(UNSEEN)
