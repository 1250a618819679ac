"""User names are written in any script, and found again however they are typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from peoplesprocess.accounts import actions, passwords
from peoplesprocess.core.messages import Refused
from tests.accounts.conftest import SECRET, sign_in
from tests.browser import Browser
from tests.factories import Make


def join(make: Make, username: str) -> None:
    with make.act() as act:
        made = actions.AccountInput(username, "Somebody", passwords.hash(SECRET, fast=True))
        actions.add_account(act, made, [])


@pytest.mark.parametrize(
    ("chosen", "typed"),
    [
        ("सीता", "सीता"),
        ("நிலா.க", "\u200bநிலா.க"),
        ("မြမြ", "မြမြ\ufeff"),
        ("Ông-Năm", "o\u0302ng-na\u0306m"),
        ("ΑΘΗΝΆ", "αθηνά"),
        ("مُحَمَّد", "\u202bمُحَمَّد\u202c"),
        ("İpek", "İPEK"),
    ],
)
def test_a_name_with_vowel_signs_signs_in(
    make: Make, browser: Callable[..., Browser], chosen: str, typed: str
) -> None:
    join(make, chosen)
    assert sign_in(browser(), typed).status == 303
    with pytest.raises(Refused, match="Somebody already has this user name"):
        join(make, typed)


@pytest.mark.parametrize("name", ["\u0301a", "a b", "a", "-ab", "ab.", "😀😀", "a\u0000b", "x" * 41])
def test_what_is_no_name_is_refused(make: Make, name: str) -> None:
    with pytest.raises(Refused, match="letters and digits"):
        join(make, name)
