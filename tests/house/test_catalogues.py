"""A shipped language is whole: nothing missing, nothing fuzzy, every placeholder where it was."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from babel.messages.plurals import get_plural

from peoplesprocess.web.i18n import SHIPPED, SOURCE, translator

PROJECT = Path(__file__).parents[2]
LANGUAGES = [code for code in SHIPPED if code != SOURCE]
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")
KEYWORDS = "_ N_ ngettext:1,2 plural:1,2 Message:1 Plural:1,2"
VALUE, COUNT = r"%\(\w+\)s", r"%\(count\)s"
NO_NOUN = {"of", "more", "known", "printed", "written", "endorsed", "text", "de", "autres", "écrits", "من"}
"""What may stand behind a number without being counted."""

NUMBER_NEVER_CHANGES = (
    "Use at least %(least)s characters.",
    "There are %(most)s papers here already.",
    "A defects period has from 0 to %(most)s months.",
    "There are more than %(most)s rows.",
    "This expression is longer than %(most)s characters.",
    "This is %(length)s characters long.",
    "There are already %(most)s pins on this map.",
    "This file has more than %(most)s ",
    "This name is longer than %(most)s characters.",
    "A map here can show at most %(most)s shapes",
    "%(most)s points are asked already.",
    "There are %(most)s points.",
    "An estimate has at most %(most)s lines.",
    "Up to %(most)s lines.",
    "“Two needs at a time” works for up to %(most)s needs.",
    "Line %(line)s: write a name of at most %(most)s characters.",
    "This sheet has more than %(most)s rows.",
    "Only your own newest act can be undone, within %(minutes)s minutes",
    "More than %(minutes)s minutes have passed",
    "The work of contract %(contract)s was checked after %(month)s months.",
)
"""How sentences begin whose number is set by our code, and is always of one form."""

NUMBER_OF_A_THING = ("%(account)s was given a role", "Other needs were merged into need %(number)s.")
"""Where the noun belongs to what follows."""

SHARE = ("Measured by fair shares, no group has more than %(times)s times",)
"""Numbers with decimals, whose noun stays as it is."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """What the code says today."""
    found = tmp_path_factory.mktemp("strings") / "messages.pot"
    extract = [
        "extract",
        "--mapping-file",
        "babel.cfg",
        "--keywords",
        KEYWORDS,
        "--no-wrap",
        "--output-file",
    ]
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", *extract, str(found), "."], cwd=PROJECT, check=True
    )
    return polib.pofile(str(found))


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_catalogue_is_what_the_code_says(code: str, template: polib.POFile) -> None:
    said = {(entry.msgid, entry.msgid_plural) for entry in template}
    held = {(entry.msgid, entry.msgid_plural) for entry in catalogue(code) if not entry.obsolete}
    assert sorted(said - held) == []
    assert sorted(held - said) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_missing_or_fuzzy(code: str) -> None:
    po = catalogue(code)
    assert [entry.msgid for entry in po.untranslated_entries()] == []
    assert [entry.msgid for entry in po.fuzzy_entries()] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_form_keeps_its_placeholders(code: str) -> None:
    broken = []
    for entry in catalogue(code):
        wanted = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
        for form in [entry.msgstr, *entry.msgstr_plural.values()]:
            # A form that stands for one or two may say the number in words.
            missing = wanted - placeholders(form) - ({"%(count)s"} if entry.msgid_plural else set())
            if form and (missing or placeholders(form) - wanted or stray_percent(form, entry.msgid)):
                broken.append((entry.msgid, form))
    assert broken == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_plurals_have_as_many_forms_as_the_language(code: str) -> None:
    po, forms = catalogue(code), get_plural(code).num_plurals
    assert f"nplurals={forms}" in po.metadata["Plural-Forms"]
    wrong = [entry.msgid for entry in po if entry.msgid_plural and len(entry.msgstr_plural) != forms]
    assert wrong == []


@pytest.mark.parametrize("code", SHIPPED)
def test_a_noun_behind_a_number_takes_the_form_of_the_number(code: str) -> None:
    po = [entry for entry in catalogue(LANGUAGES[0] if code == SOURCE else code) if not entry.obsolete]
    plurals = [entry for entry in po if entry.msgid_plural]
    nouns = set().union(*(behind(COUNT, many_forms(entry, code)) for entry in plurals)) - NO_NOUN
    allowed = (*NUMBER_NEVER_CHANGES, *NUMBER_OF_A_THING, *SHARE)
    fixed = [
        entry.msgid
        for entry in po
        if not entry.msgid_plural
        and behind(VALUE, [entry.msgid if code == SOURCE else entry.msgstr]) & nouns
        and not entry.msgid.startswith(allowed)
    ]
    assert nouns
    assert fixed == []


def test_arabic_spells_its_tanwin_in_one_way() -> None:
    forms = [form for entry in catalogue("ar") for form in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [form for form in forms if "\u064b\u0627" in form] == []
    assert sum("\u0627\u064b" in form for form in forms) > 100


COMMANDED_TO_ONE = re.compile(
    r"(?:^|[.:؛،] |أو |ثم )"
    r"(?:اكتب|املأ|أفرغ|افتح|ضع|قل|اختر|أضف|أعطِ?|اترك|اتركه|اتركها|انظر|راجع|احفظ)(?=[ .،])"
)
TWO_WORDS_FOR_ONE = {
    "the regime": r"السلطة(?! المحلية)",
    "the bank": r"البنك\b",
    "a password": r"كلمة مرور",
    "a block": r"مربّع سكني|المربّع السكني",
    "one sex alone": r"الميسّر(?!/ة|ين|ون|ات)|الميسر|المسؤول الفني",
    "a filled-in form": r"النموذج المملوء",
}
TURNED_AROUND = re.compile(r"(?<![\d.,:\u2066])\d+(?:[-+°/][^\s\u0600-\u06ff]*\d|\.\d+, \d|[A-Z]\w*[+]?\w*)")
"""What begins with a digit and holds a sign or letters: behind Arabic letters its parts change places."""


def test_arabic_speaks_to_readers_in_the_plural_and_has_one_word_for_a_thing() -> None:
    forms = arabic_forms()
    assert [form for form in forms if COMMANDED_TO_ONE.search(form)] == []
    for what, other in TWO_WORDS_FOR_ONE.items():
        assert [form for form in forms if re.search(other, form)] == [], what
    assert COMMANDED_TO_ONE.search("لم يأتِ بعد. اتركه فارغاً.")
    assert not COMMANDED_TO_ONE.search("لم يأتِ بعد. اتركوه فارغاً.")


def test_arabic_keeps_examples_to_be_typed_in_their_order() -> None:
    """A day like 2026-11-23 read from right to left is 23-11-2026."""
    isolated = "\u2066[^\u2069]*\u2069|\u200e[^\u200e]*\u200e"
    kept = re.compile(isolated + r"|(?<![\dA-Za-z])[A-Za-z][^\u0600-\u06ff]*")
    bare = [kept.sub("", PLACEHOLDER.sub("", form)) for form in arabic_forms() if not form.startswith("4.")]
    assert [form for form in bare if TURNED_AROUND.search(form)] == []
    for example in ("مثل 2026-11-23.", "هكذا: 6.9344, 79.8428", "مثل 8FVC9G8F+6X."):
        assert TURNED_AROUND.search(example), example


def arabic_forms() -> list[str]:
    return [form for entry in catalogue("ar") for form in (entry.msgstr, *entry.msgstr_plural.values())]


def test_a_page_runs_in_the_direction_of_its_language() -> None:
    assert {code: translator(code).direction for code in ("en", "fr", "ar")} == {
        "en": "ltr",
        "fr": "ltr",
        "ar": "rtl",
    }


def test_french_signs_stay_on_the_line_of_their_word() -> None:
    loose = re.compile(r"[\w)»] (?:[:;?!»]|%(?!\()|Mo\b)|nº |n°|\u202f[:;?!»]")
    forms = [form for entry in catalogue("fr") for form in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [form for form in forms if loose.search(form)] == []
    assert loose.search("Choix : trois") and not loose.search("Choix\u00a0: trois")
    assert loose.search("%(done)s %% de") and not loose.search("%(done)s %(work)s")


def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(PROJECT / "translations" / code / "LC_MESSAGES" / "messages.po"))


def placeholders(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text)}


def many_forms(entry: polib.POEntry, code: str) -> list[str]:
    """The forms of a sentence that hold any number, and not just 0, 1 or 2."""
    if code == SOURCE:
        return [entry.msgid_plural]
    forms = list(entry.msgstr_plural.values())
    return forms[3:] if len(forms) > 3 else forms[1:]


def behind(number: str, forms: list[str]) -> set[str]:
    """The words that stand behind a number, to the first sign that is no letter."""
    return {noun for form in forms for noun in re.findall(number + r" ([^\W\d_]{2,})", form)}


def stray_percent(form: str, source: str) -> bool:
    """A percent sign that would break filling in; in a sentence without placeholders it is just a sign."""
    return bool(placeholders(source)) and "%" in PLACEHOLDER.sub("", form)
