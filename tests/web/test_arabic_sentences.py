"""Sentences that an Arabic village met: what is filled in keeps its case, its number and its sign."""

from __future__ import annotations

from fractions import Fraction

import pytest

from peoplesprocess.core.money import Money
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.tranche_conditions import signatories
from peoplesprocess.web.i18n import translator

LEFT_TO_RIGHT_MARK = "\u200e"


def test_a_minus_stands_before_its_number_from_right_to_left() -> None:
    arabic, french = translator("ar"), translator("fr")
    below_zero = (
        arabic.sum(Money(-648_000_000, "SDG")),
        arabic.number(-7),
        arabic.decimal(Fraction(-3, 2)),
        arabic.hundredths(Fraction(-3, 2)),
    )
    assert below_zero == tuple(
        f"{LEFT_TO_RIGHT_MARK}-{written}" for written in ("6,480,000", "7", "1.5", "1.50")
    )
    assert french.number(-7) == "-7"


def test_a_sum_keeps_its_currency_beside_another_sum() -> None:
    """An amendment struck through the former digits and, behind the new sum, the former currency."""
    former, now = (translator("ar").money(Money(amount, "YER")) for amount in (8_000_000, 7_500_000))
    assert f"{former} {now}" == "\u20678,000,000 YER\u2069 \u20677,500,000 YER\u2069"


@pytest.mark.parametrize("days", [0, 1, 2, 3, 14])
def test_how_long_answers_took_is_told_in_the_nominative(days: int) -> None:
    """It said "after two days" with the two days in the wrong case."""
    say = translator("ar")
    long = say.plural("%(count)s day", "%(count)s days", days)
    told = say._(
        "%(level)s: half of the answers came within %(half)s, the slowest after %(longest)s.",
        level="المحلية",
        half=long,
        longest=long,
    )
    assert "بعد" not in told and "خلال" not in told


def test_one_missing_signer_is_no_number_in_brackets() -> None:
    condition = signatories(2, 1, ProgrammeRules())
    assert translator("ar").say(condition.sentence).startswith("ينقص شخص واحد للتوقيع عن الحساب")
