"""The portfolio as a file for spreadsheets: plain numbers, and no text that is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from peoplesprocess.core.messages import N_
from peoplesprocess.programmes.portfolio import PortfolioLine
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
    N_("Built, in %"),
    N_("Request waits, in days"),
)
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def as_csv(lines: Iterable[PortfolioLine], translator: Translator) -> str:
    """Return the lines as CSV with a byte order mark, so that spreadsheets read every script."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([translator._(heading) for heading in HEADINGS])
    for line in lines:
        digits = digits_of(line.currency)
        writer.writerow(
            [
                harmless(line.code),
                harmless(line.name),
                harmless(translator.say(line.step or N_("Handed over"))),
                line.days,
                harmless(translator.say(line.missing)) if line.missing else "",
                line.currency,
                *(Decimal(amount).scaleb(-digits) for amount in (line.granted, line.released, line.spent)),
                "" if line.built is None else round(float(line.built), 1),
                "" if line.asked is None else line.asked,
            ]
        )
    return "\ufeff" + buffer.getvalue()


def harmless(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and does not work it out."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) or text.startswith(FORMULA) else text
