"""The cells of the sheet `scoring` with a notation of their own: comparisons, bands, weights, decimals."""

from __future__ import annotations

import re
from fractions import Fraction

from peoplesprocess.core.messages import N_
from peoplesprocess.core.scoring.score_lines import COLOURS, ColourBand, ScoreCut
from peoplesprocess.core.xlsform.sheet_rows import XlsFormRow

WHOLE_WEIGHT = 100
MOST_DIGITS = 6
_NUMBER = r"-?\d{1,15}(?:\.\d{1,15})?"
_EXACT = re.compile(rf"({_NUMBER})(?:\s*/\s*(\d{{1,15}}))?\s*(%)?")
_COMPARISON = re.compile(r"(<=|>=|<|>|=)\s*(.+)")
_COLOUR = re.compile(r"([a-z]+)\s*(.*)")


def exact(written: str) -> Fraction | None:
    """Return a number written as 3, 0.25, 2/3 or 40 %, None if it is not one."""
    match = _EXACT.fullmatch(written.strip())
    if match is None or (match[2] and not int(match[2])):
        return None
    return Fraction(match[1]) / int(match[2] or 1) / (100 if match[3] else 1)


def comparison(written: str) -> ScoreCut | None:
    """Return a comparison such as >= 2/3, None if the text is not one."""
    match = _COMPARISON.fullmatch(written.strip())
    number = exact(match[2]) if match else None
    return ScoreCut(match[1], number) if match and number is not None else None


def bands(row: XlsFormRow) -> tuple[ColourBand, ...]:
    """Return the colours of a row: the first from the left that fits applies, the last one to all others."""
    found = []
    written = [part.strip() for part in row.text("bands").split(";") if part.strip()]
    for place, part in enumerate(written, start=1):
        match = _COLOUR.fullmatch(part)
        cut = comparison(match[2]) if match and match[2] else None
        is_last = place == len(written)
        if match is None or match[1] not in COLOURS or (cut is None) != is_last or (is_last and match[2]):
            row.fault("bands", N_("Write it like this: green >= 2/3; amber >= 1/3; red"))
            return ()
        found.append(ColourBand(match[1], cut))
    return tuple(found)


def when(row: XlsFormRow) -> ScoreCut | frozenset[str] | None:
    """Return the figures that a row is about, by number or by colours."""
    written = row.text("when")
    if not written:
        return None
    colours = frozenset(written.split())
    if colours <= COLOURS.keys():
        return colours
    found = comparison(written)
    if found is None:
        row.fault("when", N_("Write a comparison like < 1/2, or colours like red amber."))
    return found


def weights(row: XlsFormRow) -> tuple[Fraction | str, ...]:
    """Return the weights of a row: numbers, or names of the questions that are answered with them."""
    written = row.text("weight").split()
    numbers = [number for each in written if (number := exact(each)) is not None]
    if not numbers:
        return tuple(written)
    if len(numbers) < len(written):
        row.fault("weight", N_("Write numbers only, or names of questions only."))
    elif sum(numbers) != WHOLE_WEIGHT or min(numbers) < 0:
        row.fault(
            "weight",
            N_("The weights add up to %(sum)s. Change them: they must add up to 100."),
            sum=sum(numbers, Fraction(0)),
        )
    return tuple(numbers)


def most(row: XlsFormRow) -> Fraction | None:
    """Return the most points of an answer, None if the row does not say."""
    written = row.text("most")
    found = exact(written) if written else None
    if written and (found is None or found <= 0):
        row.fault("most", N_("Write a number above 0."))
        return None
    return found


def digits(row: XlsFormRow, usual: int) -> int:
    """Return the number of decimals that are shown."""
    written = row.text("digits") or str(usual)
    if not written.isdecimal() or int(written) > MOST_DIGITS:
        row.fault("digits", N_("Write a whole number from 0 to %(most)s."), most=MOST_DIGITS)
        return usual
    return int(written)


def one_of(row: XlsFormRow, column: str, words: tuple[str, ...], usual: str = "") -> str:
    """Return the word in a column, which must be one of those given; `usual` if it is empty."""
    written = row.text(column).lower()
    if written and written not in words:
        row.fault(
            column,
            N_("“%(word)s” is not known here. Write one of: %(words)s."),
            word=written,
            words=", ".join(words),
        )
        return usual
    return written or usual
