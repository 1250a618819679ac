"""Numbers, money, days and sentences as each language writes them."""

from __future__ import annotations

import re
import shutil
import tracemalloc
from datetime import date, timedelta
from fractions import Fraction
from gettext import GNUTranslations
from pathlib import Path

import pytest
from flask import Flask

from peoplesprocess.core.contract_closure import FINAL_OF_BUILT
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import N_, Message, Plural
from peoplesprocess.core.money import Money
from peoplesprocess.web import i18n
from peoplesprocess.web.compiled_catalogue import BadCatalogue, CompiledCatalogue, kept_together
from peoplesprocess.web.i18n import UNSEEN, Translator, choose_language, source_of, translator

EN, FR, AR = (translator(code) for code in ("en", "fr", "ar"))


def test_languages_say_their_own_names_and_directions() -> None:
    assert [language.own_name for language in (EN, FR, AR)] == ["English", "Français", "العربية"]
    assert [language.direction for language in (EN, FR, AR)] == ["ltr", "ltr", "rtl"]


def test_money_shows_minor_units_only_where_there_are_any() -> None:
    assert EN.sum(Money(1_036_800, "IQD", 0)) == "1,036,800"
    assert EN.sum(Money(103_680_000, "PKR", 2)) == "1,036,800"
    assert EN.sum(Money(103_680_050, "PKR", 2)) == "1,036,800.50"
    assert FR.sum(Money(103_680_050, "PKR", 2)).replace("\u202f", " ") == "1 036 800,50"
    assert EN.sum(Money(-500, "PKR", 2)) == "-5"
    assert [EN.sum(Money(each, "", 3)) for each in (500, 1_250, 7_005, 9_000)] == [
        "0.5",
        "1.25",
        "7.005",
        "9",
    ]


def test_percentages_and_shares() -> None:
    assert EN.share(PeopleShare(31, 77)) == "31 of 77 (40.3\u00a0%)"
    assert EN.share(PeopleShare(20, 77)) == "20 of 77 (26\u00a0%)"
    assert EN.decimal(Fraction(812_000 * 100, 3_840_000)) == "21.1"
    assert EN.decimal(Fraction(-5, 2)) == "-2.5"
    assert "40,3" in FR.share(PeopleShare(31, 77))


@pytest.mark.parametrize("language", [EN, FR, AR], ids=lambda language: language.code)
def test_no_line_begins_with_a_percent_sign_a_currency_a_unit_or_a_month(language: Translator) -> None:
    loose = re.compile(r"[0-9)s] (%|[A-Z]{3}\b|[kM][Bo]\b)")
    said = [
        language.percent(Fraction(5, 2)),
        language.value(Money(39_000, "PKR", 0)),
        language.say(FINAL_OF_BUILT),
        language.say(
            Message(
                N_("The last visit found %(done)s %% built. A certificate needs at least %(least)s %%."),
                {"done": 5, "least": 95},
            )
        ),
        language.say(N_("This photo is larger than 5 MB. Send a smaller one.")),
        language.say(Message(N_("Photo, before, %(size)s kB"), {"size": 7})),
    ]
    assert [sentence for sentence in said if loose.search(sentence)] == []
    assert language.date(date(2023, 5, 11)).startswith("11\u00a0")


def test_a_stroke_inside_an_arabic_word_breaks_no_line_and_leaves_no_trace_in_what_is_typed() -> None:
    shown = AR._(N_("Technical officer"))
    assert "/\u2060ة" in shown and "/ة" not in shown
    assert source_of(AR._(N_("Women")), N_("Women")) == source_of("Women", N_("Women")) == "Women"
    chair = N_("Chair")
    assert source_of(AR._(chair), chair) == source_of(AR._(chair).translate(UNSEEN), chair) == "Chair"


def test_parity_has_two_decimals_as_a_language_writes_them() -> None:
    assert EN.hundredths(Fraction(106, 100)) == "1.06"
    assert FR.hundredths(Fraction(106, 100)) == "1,06"
    assert EN.hundredths(Fraction(-7, 1000)) == "-0.01"


def test_a_list_has_its_languages_comma() -> None:
    assert EN.listing([3, 5]) == "3, 5"
    assert AR.listing([3, 5]) == "3، 5"


def test_a_sum_stands_before_its_currency_in_arabic_alone_and_in_a_sentence() -> None:
    assert AR.money(Money(3_900_000, "PKR", 2)) == "\u206739,000 PKR\u2069"
    assert AR._("The grant is %(sum)s.", sum=Money(3_900_000, "PKR", 2)).endswith(
        " \u206739,000\u00a0PKR\u2069."
    )


def test_a_sentence_in_a_template_keeps_the_markup_of_its_values(app: Flask) -> None:
    say = app.jinja_env.from_string
    link = say('{{ _("%(label)s: %(value)s", label=bdi("<b>"), value=name) }}').render(name="<i>")
    assert link == "<bdi>&lt;b&gt;</bdi>: &lt;i&gt;"


def test_days() -> None:
    assert EN.date(date(2023, 6, 30)) == "30\u00a0Jun 2023"
    assert "juin" in FR.date(date(2023, 6, 30))
    assert "يونيو" in AR.date(date(2023, 6, 30))


def test_a_percent_sign_is_one_sign_with_and_without_values() -> None:
    assert EN._("Every instalment needs a share above 0 %.").endswith("0\u00a0%.")
    assert EN.say(Message("The shares add up to %(sum)s %%. They must add up to 100 %%.", {"sum": 90})) == (
        "The shares add up to 90\u00a0%. They must add up to 100\u00a0%."
    )


def test_words_of_people_do_not_turn_a_sentence_around() -> None:
    assert AR._("%(name)s", name="Goth Sukhpur") == "\u2068Goth Sukhpur\u2069"
    assert EN._("%(name)s", name="Goth Sukhpur") == "Goth Sukhpur"


@pytest.mark.parametrize(
    ("asked", "kept", "best", "chosen"),
    [
        ("ar", "fr", "en", "ar"),
        (None, "fr", "en", "fr"),
        (None, None, "ar", "ar"),
        ("xx", "yy", None, "en"),
    ],
)
def test_a_language_is_chosen_by_who_reads(
    asked: str | None, kept: str | None, best: str | None, chosen: str
) -> None:
    assert choose_language(asked, kept, lambda: best) == chosen


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "لا احتياجات في القائمة"),
        (1, "احتياج واحد في القائمة"),
        (2, "احتياجان في القائمة"),
        (3, "3 احتياجات في القائمة"),
        (11, "11 احتياجاً في القائمة"),
        (100, "100 احتياج في القائمة"),
    ],
)
def test_a_rules_sentence_takes_the_right_one_of_six_arabic_forms(count: int, said: str) -> None:
    assert AR.say(Plural("%(count)s need on the list", "%(count)s needs on the list", count)) == said


def test_a_language_may_have_a_script_or_a_place_in_its_code() -> None:
    assert Translator("zh_Hans").tag == "zh-Hans"
    assert Translator("prs").direction == "rtl"
    assert Translator("prs").tag == "prs"


MORE_LANGUAGES = (
    *("es", "pt", "ru", "hi", "ur", "bn", "id", "vi", "th"),
    *("km", "my", "sw", "am", "so", "ti", "fa", "uk"),
)


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_a_catalogue_says_what_pythons_own_reader_makes_of_it(code: str) -> None:
    file = i18n.FOLDER / code / "LC_MESSAGES" / "messages.mo"
    with file.open("rb") as opened:
        theirs = GNUTranslations(opened)
    ours = CompiledCatalogue(file)
    asked = [each if isinstance(each, str) else each[0] for each in vars(theirs)["_catalog"] if each]
    assert len(asked) > 5_000
    for text in (*asked, *asked[:9], "Nobody says this.", "\u0600", "~"):
        assert ours.gettext(text) == kept_together(theirs.gettext(text).replace("/ة", "/\u2060ة"))
    for one in {each[0] for each in vars(theirs)["_catalog"] if isinstance(each, tuple)} | {"%(count)s moon"}:
        for count in (0, 1, 2, 3, 11, 100, 1_000_000):
            form = theirs.ngettext(one, "moons", count)
            assert ours.ngettext(one, "moons", count) == kept_together(form.replace("/ة", "/\u2060ة"))


def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    (tmp_path / "messages.mo").write_bytes(b"# translations")
    with pytest.raises(BadCatalogue):
        CompiledCatalogue(tmp_path / "messages.mo")


def test_seventeen_more_languages_take_less_than_ten_megabytes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    french = i18n.FOLDER / "fr" / "LC_MESSAGES" / "messages.mo"
    for code in MORE_LANGUAGES:
        (tmp_path / code / "LC_MESSAGES").mkdir(parents=True)
        shutil.copy(french, tmp_path / code / "LC_MESSAGES")
    monkeypatch.setattr(i18n, "FOLDER", tmp_path)
    tracemalloc.start()
    try:
        spoken = [Translator(code) for code in MORE_LANGUAGES]
        for language in spoken:
            assert language.date(date(2026, 1, 5)) and language.ago(timedelta(days=5))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 10_000_000
    assert Translator("ur").own_name == spoken[4].own_name == "اردو"
    assert Translator("ru").ago(timedelta(minutes=5)) == "5 минут назад"
