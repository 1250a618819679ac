"""Names are found by their words in every script, whatever the case and the accents."""

from __future__ import annotations

import pytest

from peoplesprocess.core.search import LONGEST_SEARCH, SearchWords, folded


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ecole", "École du Fleuve"),
        ("ÉCOLE", "ecole du fleuve"),
        ("fleuve école", "École  du Fleuve"),
        ("istanbul", "İSTANBUL"),
        ("strasse", "Straße"),
        ("النوروز", "حيّ النَّوروز"),
        ("احمد", "أحمد"),
        ("КИЇВ", "Київ"),
        ("සමගිපුර", "සමගිපුර"),
        ("suk", "Goth Sukhpur"),
        ("", "whatever"),
    ],
)
def test_a_name_is_found(typed: str, name: str) -> None:
    assert SearchWords(typed).match(name)


def test_every_word_has_to_be_there_in_any_of_the_texts() -> None:
    assert SearchWords("goth suk").match("Goth", "sukhpur")
    assert not SearchWords("goth naw").match("Goth", "sukhpur")


def test_what_cannot_be_written_is_left_out_and_what_is_long_is_cut() -> None:
    assert SearchWords("a\0b\n c").typed == "a b c"
    assert len(SearchWords("x" * 500).typed) == LONGEST_SEARCH
    assert not SearchWords(" \t ")
    assert folded("  A  B ") == "a b"
