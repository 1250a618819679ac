"""Sentences for text messages: counted as telephones count, cut at the title and not at the fate."""

from __future__ import annotations

import pytest

from peoplesprocess.core.text_message import MOST_PARTS, fitted, parts, spelt


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ب" * 70, 1),
        ("ب" * 71, 2),
        ("ب" * 134, 2),
        ("ب" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_parts_are_counted_as_a_telephone_does(text: str, wanted: int) -> None:
    assert parts(text) == wanted


def test_signs_that_cost_half_of_the_room_are_spelt_plainly() -> None:
    assert (
        spelt("Besoin\u00a04, «\u00a0Forêt à l’école\u00a0» : fait…")
        == 'Besoin 4, " Foret à l\'école " : fait...'
    )
    assert spelt("مياه \u2068نظيفة\u2069") == "مياه نظيفة"
    assert spelt("Ôtez ça") == "Otez ca"


def test_the_title_is_cut_first_then_the_reason_and_the_fate_never() -> None:
    def told(title: str, reason: str) -> str:
        return f"Need 4, {title}: not taken because: {reason}"

    short = fitted(told, "Latrines", "no land")
    assert short == "Need 4, Latrines: not taken because: no land"
    long = fitted(told, "Latrines for the women behind the school " * 3, "there is no land")
    assert parts(long) == 1 and "not taken because: there is no land" in long and "Latrines for" in long
    two = fitted(told, "Latrines " * 13, "no land " * 20)
    assert parts(two) == 2 and two.endswith(("no land " * 20).strip())
    worst = fitted(told, "Latrines " * 13, "no land " * 90)
    assert parts(worst) == MOST_PARTS and "not taken because: no land" in worst and worst.endswith("...")


def test_another_script_has_half_of_the_room() -> None:
    told = fitted(
        lambda title, reason: f"الاحتياج 4، {title}: في البند 2 من الخطة.", "مراحيض للنساء خلف المدرسة " * 4
    )
    assert parts(told) == 1 and told.endswith("في البند 2 من الخطة.") and "مراحيض" in told
