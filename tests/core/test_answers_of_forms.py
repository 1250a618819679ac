"""Answers judged by their form: pages, what applies, what is computed; and expressions without an end."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.xlsform.answer_judgement import faults_of, settled
from peoplesprocess.core.xlsform.answer_structure import shaped
from peoplesprocess.core.xlsform.evaluation import ExpressionScope, evaluate
from peoplesprocess.core.xlsform.expressions import parse
from peoplesprocess.core.xlsform.form import XlsForm, restored, stored
from peoplesprocess.core.xlsform.form_pages import MOST_ON_PAGE, joined_from_pages, pages_of, split_by_page
from peoplesprocess.core.xlsform.form_titles import stored_title
from peoplesprocess.core.xlsform.headings import heading
from peoplesprocess.core.xlsform.reader import read_form

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
HEAD = (
    "type",
    "name",
    "label",
    "relevant",
    "calculation",
    "required",
    "constraint",
    "repeat_count",
    "default",
)


def form(*rows: tuple[str, ...]) -> XlsForm:
    """A form with a yes or no to choose from."""
    survey = [dict(zip(HEAD, row, strict=False)) for row in rows]
    choices = [{"list_name": "yn", "name": name, "label": name} for name in ("yes", "no")]
    return read_form({"survey": survey, "choices": choices, "settings": [{"form_id": "f", "version": "1"}]})


FORM = form(
    ("text", "place", "Place?"),
    ("begin_group", "water", "Water"),
    ("select_one yn", "pump", "A pump?"),
    ("integer", "depth", "How deep?", "${pump} = 'yes'"),
    ("end_group",),
    ("begin_repeat", "wells", "Wells", "${pump} = 'yes'"),
    ("text", "name", "Name?"),
    ("begin_group", "use", "Use"),
    ("integer", "users", "Users?"),
    ("end_group",),
    ("end_repeat",),
    ("calculate", "all", "", "", "sum(${users})"),
    ("note", "thanks", "Thank you"),
)
ANSWERS: dict[str, Any] = {
    "place": "Hill",
    "water": {"pump": "yes", "depth": "30"},
    "wells": [{"name": "A", "use": {"users": "20"}}, {"name": "B", "use": {"users": "22"}}],
}
WORDS = st.one_of(st.just(""), st.sampled_from(["yes", "no", "7", "x y"]))
MADE_UP = st.fixed_dictionaries(
    {
        "place": WORDS,
        "water": st.fixed_dictionaries({"pump": WORDS, "depth": WORDS}),
        "wells": st.lists(
            st.fixed_dictionaries({"name": WORDS, "use": st.fixed_dictionaries({"users": WORDS})}), max_size=3
        ),
    }
)


def test_groups_and_repeats_have_pages_of_their_own() -> None:
    pages = pages_of(FORM)
    assert [[each.key for each in page.questions] for page in pages] == [
        ["place"],
        ["water/pump", "water/depth"],
        ["wells/name", "wells/use/users"],
        ["thanks"],
    ]
    assert [page.repeat is not None for page in pages] == [False, False, True, False]


def test_a_long_group_is_cut_into_light_pages() -> None:
    rows = [("text", f"q{number}", "?") for number in range(MOST_ON_PAGE + 1)]
    assert [len(page.questions) for page in pages_of(form(*rows))] == [MOST_ON_PAGE, 1]


@given(MADE_UP)
def test_what_is_kept_page_by_page_is_the_whole_again(answers: dict[str, Any]) -> None:
    pages = pages_of(FORM)
    once = joined_from_pages(pages, split_by_page(pages, answers))
    assert joined_from_pages(pages, split_by_page(pages, once)) == once
    assert once.get("place", "") == answers["place"]
    assert len(once.get("wells", [])) == len(answers["wells"])  # type: ignore[arg-type]


@given(MADE_UP)
def test_settling_twice_is_settling_once(answers: dict[str, Any]) -> None:
    once = settled(FORM, answers, NOW)
    assert settled(FORM, once, NOW) == once
    assert answers["water"]["pump"] == "yes" or ("wells" not in once and "depth" not in once["water"])


def test_what_does_not_apply_is_taken_out_and_sums_follow() -> None:
    assert settled(FORM, ANSWERS, NOW)["all"] == "42"
    without = settled(FORM, {**ANSWERS, "water": {"pump": "no", "depth": "30"}}, NOW)
    assert without == {"place": "Hill", "water": {"pump": "no"}, "all": "0"}
    assert ANSWERS["water"]["depth"] == "30"


def test_a_condition_may_look_ahead_to_what_is_computed_below() -> None:
    ahead = form(
        ("text", "why", "Why so many?", "${sum} > 3", "", "yes"),
        ("integer", "a", "A?"),
        ("calculate", "sum", "", "", "${a} + 1"),
    )
    assert settled(ahead, {"why": "Feast", "a": "5"}, NOW) == {"why": "Feast", "a": "5", "sum": "6"}
    assert "why" not in settled(ahead, {"why": "Feast", "a": "1"}, NOW)


def test_what_is_missing_or_does_not_fit_is_named_with_page_and_instance() -> None:
    checked = form(
        ("begin_repeat", "r", "R", "", "", "", "", "${n}"),
        ("integer", "a", "A?", "", "", "yes", ". < 5"),
        ("end_repeat",),
        ("integer", "n", "How many?"),
    )
    pages = pages_of(checked)
    answers = settled(checked, {"n": "2", "r": [{"a": "1"}, {"a": "7"}, {}]}, NOW)
    found = [(fault.page, fault.time) for fault in faults_of(checked, pages, answers, NOW)]
    assert found == [(1, 0), (1, 2), (1, 3)]
    right = settled(checked, {"n": "1", "r": [{"a": "1"}]}, NOW)
    assert list(faults_of(checked, pages, right, NOW)) == []


def test_what_telephones_alone_can_do_is_told_apart_from_what_pages_leave_out() -> None:
    assert form(("image", "a", "A?"), ("text", "b", "B?")).on_pages
    assert not form(("image", "a", "A?", "", "", "yes")).on_pages
    assert not form(("text", "b", "B?", "pulldata('x', 'y', 'z', 'w') = 1")).on_pages
    assert not form(("select_one yn or_other", "b", "B?")).on_pages


def test_a_default_is_words_or_an_expression() -> None:
    made = form(("date", "a", "A?", *[""] * 5, "today()"), ("text", "b", "B?", *[""] * 5, "not known (yet)"))
    scope = ExpressionScope(made.paths, {}, NOW)
    defaults = [evaluate(node.default, scope) for node in made.children]  # type: ignore[union-attr,arg-type]
    assert defaults == ["2026-03-12", "not known (yet)"]


BOMBS = [
    "pow(" * 30 + "9" + ", 12)" * 30,
    "*".join(["9999999999999999999999"] * 150),
    "concat(" * 20 + ", ".join(["'x'"] * 90) + ")" * 20,
    "(" * 39 + "1" + ")" * 39,
    "not(" * 39 + "1" + ")" * 39,
    "1" + "+1" * 1900,
    "join(concat('aaaaaaaaaaaaaaaaaaaaaaaa', 'b'), " + ", ".join(["'cccccccc'"] * 90) + ")",
]


@pytest.mark.parametrize("written", BOMBS)
def test_no_expression_takes_for_ever(written: str) -> None:
    begun = time.process_time()
    value = evaluate(parse(written), ExpressionScope({}, {}, NOW))
    assert time.process_time() - begun < 0.5
    assert len(str(value)) < 25_000


def test_a_chain_of_values_that_double_stays_small() -> None:
    rows = [("calculate", "c0", "", "", "concat('ab', 'cd')"), ("calculate", "n0", "", "", "99999999999")]
    for number in range(1, 60):
        text, figure = f"${{c{number - 1}}}", f"${{n{number - 1}}}"
        rows.append(("calculate", f"c{number}", "", "", f"concat({text}, {text})"))
        rows.append(("calculate", f"n{number}", "", "", f"{figure} * {figure}"))
    begun = time.process_time()
    found = settled(form(*rows), {}, NOW)
    assert time.process_time() - begun < 1
    assert len(str(found["c59"])) == 10_000 and len(str(found["n59"])) < 400


def test_exact_numbers_stay_exact() -> None:
    scope = ExpressionScope({}, {}, NOW)
    assert evaluate(parse("1 div 3 + 1 div 6"), scope) == Fraction(1, 2)
    assert evaluate(parse("pow(10, 12) * pow(10, 12)"), scope) == 10**24


def test_sheets_are_stored_and_restored() -> None:
    sheets = {"survey": [{"type": "text", "name": "a"}, {}, {"type": "note", "name": "b", "label": "B"}]}
    again = restored(stored(sheets))
    assert [{k: v for k, v in row.items() if v} for row in again["survey"]] == sheets["survey"]


def test_answers_from_outside_get_the_shape_of_their_form() -> None:
    sent = {
        "place": ["no", "text"],
        "water": "no group",
        "wells": {"name": "A", "use": [1]},
        "other": {"x": 1},
    }
    assert shaped(FORM, sent) == {"wells": [{"name": "A"}]}
    assert shaped(FORM, {"place": 7, "water": {"pump": True, "depth": None}}) == {
        "place": "7",
        "water": {"pump": "true"},
    }


def test_a_title_is_read_in_the_readers_language_without_the_whole_form() -> None:
    titles = {"form_title::English (en)": "Water", "form_title::French (fr)": "Eau", "form_id": "w"}
    kept = stored({"survey": [{"type": "text", "name": "a"}], "settings": [titles]})
    assert [stored_title(kept, language, "?") for language in ("fr", "en", "ar")] == ["Eau", "Water", "Water"]
    assert stored_title(stored({"survey": []} | {"settings": [{}]}), "en", "w") == "w"


@pytest.mark.parametrize("between", [" ", "\n", ":", " :"])
def test_a_heading_of_any_length_is_read_in_time_with_its_length(between: str) -> None:
    begun = time.process_time()
    heading("survey", f"label{between * 60_000}x")
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+1", "a*a*a*a*1", "a?" * 30 + "a" * 30, "(a|a)" * 40 + "1", "(a{0,9}){9}1", "(a+){9}1", "(a|b?)*1"],
)
def test_a_pattern_that_could_take_for_ever_is_computed_by_telephones_alone(pattern: str) -> None:
    assert parse(f"regex(., '{pattern}')").unsupported == {"regex()"}


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[^\s@]+@[^\s@]+\.[^\s@]+$",
        r"(\+|00)?[0-9]{8,12}",
        "([0-9]{2} ?){4}",
        "([01]?[0-9]|2[0-3]):[0-5][0-9]",
        "[A-Z*+?|]+",
        "(?:ab)+",
    ],
)
def test_a_usual_pattern_is_computed_here_too(pattern: str) -> None:
    assert not parse(f"regex(., '{pattern}')").unsupported
