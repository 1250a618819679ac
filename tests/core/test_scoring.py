"""The sheet `scoring`: what each kind of row computes, what is refused, and what no order of rows changes."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peoplesprocess.core.scoring.response_scorer import score
from peoplesprocess.core.scoring.score_figures import ResponseScores, ScoreFigure, ScoreValue
from peoplesprocess.core.xlsform.form import BadForm, XlsForm
from peoplesprocess.core.xlsform.reader import read_form
from peoplesprocess.web.i18n import translator

NOW = datetime(2026, 3, 12, tzinfo=UTC)
say = translator("en").say
SURVEY = """
type | name | label | relevant
begin repeat | hazard | Hazard |
text | called | What is it? |
integer | exposed | Exposed |
integer | sensitive | Sensitive |
integer | able | Able to cope |
integer | people | People |
select_one scale | seen | Seen |
end repeat | | |
begin group | rules | Rules |
select_one scale | law | Law |
select_one scale | staff | Staff |
text | remark | Remark |
end group | | |
select_one yes_no | camp | Is there a camp? |
integer | guests | Guests | ${camp} = 'yes'
integer | hosts | Hosts |
integer | taps | Taps |
integer | w1 | Weight 1 |
integer | w2 | Weight 2 |
"""
CHOICES = """
list_name | name | label | score
scale | 0 | No |
scale | 1 | Partly |
scale | 2 | Yes |
scale | unknown | Not known |
yes_no | yes | Yes | 3
yes_no | no | No | 1
"""
RISK = "risk | Risk | product | exposed sensitive | able | hazard | called"
HEAD = "name | label | kind | of | by | each | title"


def table(written: str) -> list[dict[str, str]]:
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in written.strip().splitlines()]
    return [dict(zip(head, row, strict=False)) for row in rows]


def form(scoring: str) -> XlsForm:
    settings = [{"form_id": "test", "form_title": "Test"}]
    return read_form(
        {"survey": table(SURVEY), "choices": table(CHOICES), "settings": settings, "scoring": table(scoring)}
    )


def scored(scoring: str, answers: dict[str, Any]) -> ResponseScores:
    return score(form(scoring), answers, "en", NOW)


def one(head: str, row: str, answers: dict[str, Any]) -> ScoreFigure:
    [figure] = scored(f"name | label | kind | {head}\nf | F | {row}", answers).figures
    return figure


def shown(figure: ScoreFigure) -> str:
    return say(figure.refused) if figure.refused else str(figure.value)


HAZARDS = [
    {"called": "X", "exposed": "4", "sensitive": "3", "able": "2", "people": "10", "seen": "2"},
    {"called": "Y", "exposed": "5", "sensitive": "4", "able": "5", "people": "20", "seen": "1"},
    {"called": "Z", "exposed": "2", "sensitive": "2", "able": "1", "people": "30", "seen": "unknown"},
]
ANSWERS: dict[str, Any] = {
    "hazard": HAZARDS,
    "rules": {"law": "2", "staff": "1", "remark": "slow"},
    "camp": "yes",
    "guests": "38000",
    "hosts": "22000",
    "taps": "15",
    "w1": "60",
    "w2": "40",
}


@pytest.mark.parametrize(
    ("head", "row", "value", "how"),
    [
        ("of", "sum | guests hosts", "60,000", "38000 + 22000"),
        ("of", "sum | people", "60", "10 + 20 + 30"),
        ("of | where", "sum | people | ${called} != 'Y'", "40", "10 + 30"),
        ("of | by | unit", "quotient | guests | guests hosts | percent", "63.3 %", "38000 ÷ (38000 + 22000)"),
        ("of | by | digits", "quotient | guests hosts | taps | 0", "4,000", "(38000 + 22000) ÷ 15"),
        ("of | digits", "mean | seen | 2", "1.50", "(2 + 1) ÷ 2"),
        ("of", "least | exposed", "2.0", "Made of 3 numbers"),
        ("of", "most | exposed", "5.0", "Made of 3 numbers"),
        ("of", "count | hazard", "3", ""),
        ("of | where", "count | hazard | ${exposed} > 2", "2", ""),
        ("of", "count | remark", "1", ""),
        ("of | unit", "share | rules | percent", "75.0 %", "Points: 3 of 4"),
        ("of | unit", "share | seen | percent", "75.0 %", "Points: 3 of 4"),
        ("of | unit | most", "share | exposed | percent | 5", "73.3 %", "Points: 11 of 15"),
        ("of | unit", "share | camp | percent", "100.0 %", "Points: 3 of 3"),
        ("of | unit", "answered | rules guests | percent", "100.0 %", "Answered: 4 of 4"),
        ("of | weight", "weighted | hosts taps | 25 75", "5,511.2", "25 % × 22000 + 75 % × 15"),
        ("of | weight", "weighted | law staff | w1 w2", "1.6", "60 % × 2 + 40 % × 1"),
    ],
)
def test_every_kind_computes_exactly_and_says_how(head: str, row: str, value: str, how: str) -> None:
    figure = one(head, row, ANSWERS)
    assert (shown(figure), say(figure.how)) == (value, how)


@pytest.mark.parametrize(
    ("head", "row", "answers", "told"),
    [
        ("of", "sum | guests hosts", {"hosts": ""}, "“Hosts” has no number yet. Answer it."),
        ("of", "sum | hosts", {"hosts": "many"}, "“Hosts” has no number yet. Answer it."),
        ("of", "sum | guests hosts", {"camp": "no", "guests": "9"}, "22,000"),
        ("of", "sum | people", {"hazard": []}, "0"),
        ("of", "sum | hosts", {"hosts": "9" * 19}, "This makes too large a number. Look for a mistyped"),
        ("of", "mean | people", {"hazard": []}, "Nothing is answered yet that this could be computed from."),
        ("of", "share | rules", {"rules": {"law": "unknown"}}, "Nothing is answered yet"),
        (
            "of | by",
            "quotient | hosts | taps",
            {"taps": "0"},
            "“Taps” is 0, and nothing can be divided by 0.",
        ),
        (
            "of | by",
            "quotient | hosts | taps guests",
            {"taps": "0", "guests": "0"},
            "The numbers that this is divided by",
        ),
        (
            "of | by",
            "quotient | hosts | people",
            {"hazard": []},
            "The numbers that this is divided by add up to 0",
        ),
        ("of | weight", "weighted | law staff | w1 w2", {"w2": "35"}, "The weights add up to 95."),
        (
            "of | weight",
            "weighted | law staff | w1 w2",
            {"rules": {"law": "1"}},
            "“Staff” has no number yet.",
        ),
        ("of | weight", "weighted | law taps | w1 w2", {"w1": "100", "w2": "", "taps": ""}, "2.0"),
    ],
)
def test_what_has_no_figure_says_which_answer_and_what_to_do(
    head: str, row: str, answers: dict[str, Any], told: str
) -> None:
    assert shown(one(head, row, {**ANSWERS, **answers})).startswith(told)


def test_open_answers_of_a_share_leave_the_denominator_and_are_named() -> None:
    figure = one("of | unit | bands", "share | rules | percent | green >= 2/3; amber >= 1/3; red", ANSWERS)
    assert figure.light is not None and (figure.light.colour, say(figure.light.word)) == ("green", "green")
    figure = one("of | unit", "share | rules | percent", {"rules": {"law": "1", "staff": ""}})
    assert (shown(figure), [part.label for part in figure.open_parts]) == ("50.0 %", ["Staff"])


def test_each_instance_has_its_figure_and_those_that_are_equal_share_a_place() -> None:
    scores = scored(f"{HEAD}\n{RISK}\norder | Order | rank | risk", ANSWERS)
    assert [(each.title, shown(each), each.how) for each in scores.of("risk")] == [
        ("X", "6.0", "4 × 3 ÷ 2"),
        ("Y", "4.0", "5 × 4 ÷ 5"),
        ("Z", "4.0", "2 × 2 ÷ 1"),
    ]
    [ranking] = scores.rankings
    assert [(each.place, each.tied, each.figure.title) for each in ranking.entries] == [
        (1, False, "X"),
        (2, True, "Y"),
        (2, True, "Z"),
    ]


def test_nothing_is_divided_by_0_and_the_answer_is_named() -> None:
    hazards = [HAZARDS[0], {**HAZARDS[1], "able": "0"}]
    scores = scored(
        f"{HEAD}\n{RISK}\norder | Order | rank | risk\nworst | Worst | most | risk", {"hazard": hazards}
    )
    [refused, worst] = scores.refused
    assert shown(refused) == "“Able to cope” is 0, and nothing can be divided by 0. Correct this answer."
    assert (refused.title, shown(worst)) == (
        "Y",
        "“Risk” has no value, so this has none either. Look there first.",
    )
    [ranking] = scores.rankings
    assert [each.figure.title for each in ranking.entries] == ["X"]
    assert [each.title for each in ranking.without] == ["Y"]


ISSUES = f"""
{HEAD} | bands | order | when | becomes | sector
{RISK} | red >= 6; amber > 1; green | | | |
rules_share | Rules | share | rules | | | | green >= 1/2; red | | | |
low | Put ${{what}} in order | issue | rules_share | | | | | lowest | red | action |
act | Act against ${{what}} | issue | risk | | | | | highest | red amber | need | environment
enough | Name three hazards | require | hazards | | | | | | >= 3 | |
named | Say what is done about ${{what}} | require | order | remark | | | | | | |
hazards | Hazards | count | hazard | | | | | | | |
order | Order | rank | risk | | | | | highest | | |
"""


def test_low_figures_become_issues_in_one_order_and_requirements_are_told() -> None:
    scores = scored(ISSUES, ANSWERS)
    assert [(each.place, each.tied, each.words, each.becomes, each.sector) for each in scores.issues] == [
        (1, False, "Act against X", "need", "environment"),
        (2, True, "Act against Y", "need", "environment"),
        (2, True, "Act against Z", "need", "environment"),
    ]
    assert [each.words for each in scores.unmet] == ["Say what is done about X"]
    fewer = {**ANSWERS, "hazard": HAZARDS[1:], "rules": {"law": "0", "staff": "1", "remark": "a plan for y"}}
    scores = scored(ISSUES, fewer)
    assert [(each.place, each.words) for each in scores.issues] == [
        (1, "Put Rules in order"),
        (2, "Act against Y"),
        (2, "Act against Z"),
    ]
    assert [each.words for each in scores.unmet] == ["Name three hazards", "Say what is done about Z"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("name | label | kind | of\nf | F | sum | hostz", "row 2, column of: There is no question, group or"),
        ("name | label | kind | of\nf | F | summ | hosts", "row 2, column kind: “summ” is not known here."),
        ("name | label | kind | of\nf | F | | hosts", "row 2, column kind: The kind is missing."),
        ("name | label | kind | of\nf | | sum | hosts", "row 2, column label: The label is missing."),
        (
            "name | label | kind | of\nf | F ${taps} | sum | hosts",
            "row 2, column label: “taps” cannot be filled",
        ),
        (
            "name | label | kind | of\nhosts | F | sum | taps",
            "row 2, column name: “hosts” is the name of some",
        ),
        ("name | label | kind | of\n | F | sum | taps", "row 2, column name: The name is missing."),
        ("name | label | kind | of\nf | F | sum |", "row 2, column of: Write the names of the questions"),
        ("name | kind\nf | sum", "row 1: The column “of” is missing."),
        (
            "name | label | kind | of\nf | F | sum | g\ng | G | sum | f",
            "column of: These rows are made of each",
        ),
        (
            "name | label | kind | of | weight\nf | F | weighted | law staff | 60 30",
            "The weights add up to 90.",
        ),
        (
            "name | label | kind | of | weight\nf | F | weighted | law staff | 100",
            "There are not as many weights (1) as names (2)",
        ),
        (
            "name | label | kind | of | weight\nf | F | weighted | law staff | w1 w9",
            "no question called “w9”",
        ),
        (
            "name | label | kind | of | weight\nf | F | weighted | law staff | 60 w1",
            "numbers only, or names of",
        ),
        (
            "name | label | kind | of | weight\nf | F | sum | law | 100",
            "A row of the kind sum has nothing in this",
        ),
        (
            "name | label | kind | of\nf | F | share | hosts",
            "Nothing says how many points “hosts” gives at most.",
        ),
        ("name | label | kind | of\nf | F | product | hosts people", "“people” is answered several times."),
        ("name | label | kind | of\nf | F | product | rules", "“rules” is a group. Name its questions one"),
        ("name | label | kind | of\nf | F | quotient | hosts", "Write the names of what it is divided by."),
        (
            "name | label | kind | of | each\nf | F | sum | people | rules",
            "There is no repeat called “rules”.",
        ),
        ("name | label | kind | of | each | title\nf | F | sum | people | hazard | taps", "in that repeat"),
        (
            "name | label | kind | of | where\nf | F | sum | people | ${x} = 1",
            "There is no question called “x”",
        ),
        (
            "name | label | kind | of | where\nf | F | sum | people | pulldata('a') = 1",
            "cannot be computed in",
        ),
        (
            "name | label | kind | of | bands\nf | F | sum | taps | green >= 2/3; red < 1",
            "Write it like this",
        ),
        ("name | label | kind | of | bands\nf | F | sum | taps | blue >= 2/3; red", "Write it like this"),
        ("name | label | kind | of | digits\nf | F | sum | taps | 9", "Write a whole number from 0 to 6."),
        ("name | label | kind | of | unit\nf | F | sum | taps | metres", "“metres” is not known here."),
        ("name | label | kind | of | most\nf | F | share | taps | 1/0", "Write a number above 0."),
        ("name | label | kind | of\nf | F | rank | taps", "“taps” is not a figure of this sheet."),
        ("name | label | kind | of | when\nf | F | sum | taps |\ni | I | issue | f | red", "has no colours"),
        (
            "name | label | kind | of | when\nf | F | sum | taps |\ni | I | issue | f | low",
            "a comparison like",
        ),
        (
            "name | label | kind | of | when\nf | F | sum | taps |\nr | R | require | f |",
            "Name a figure and write",
        ),
    ],
)
def test_a_sheet_with_a_fault_is_refused_by_row_and_column(written: str, told: str) -> None:
    with pytest.raises(BadForm) as bad:
        form(written)
    faults = [say(fault.told) for fault in bad.value.faults]
    assert any(told in fault for fault in faults), faults
    assert all(fault.startswith("Sheet scoring, row ") for fault in faults)


def test_a_form_without_the_sheet_scores_nothing() -> None:
    assert scored("name | kind | of", ANSWERS) == ResponseScores()


@pytest.mark.parametrize(
    ("exact", "digits", "is_percent", "written"),
    [
        (Fraction(1, 8), 2, False, "0.12"),
        (Fraction(3, 8), 2, False, "0.38"),
        (Fraction(7, 12), 0, True, "58 %"),
        (Fraction(-1, 3), 1, False, "-0.3"),
        (Fraction(10**18 - 1), 6, False, "999,999,999,999,999,999.000000"),
    ],
)
def test_numbers_are_rounded_only_where_shown_halves_to_even(
    exact: Fraction, digits: int, is_percent: bool, written: str
) -> None:
    assert str(ScoreValue(exact, digits, is_percent)) == written
    shown = translator("en").value(ScoreValue(exact, digits, is_percent))
    assert shown == written.replace(" %", "\u00a0%")


def test_readers_see_a_score_as_their_language_writes_numbers() -> None:
    share, people = ScoreValue(Fraction(5, 8), 1, True), ScoreValue(Fraction(60_000), 0)
    french = [translator("fr").value(each) for each in (share, people, ScoreValue(Fraction(-1, 3), 2))]
    assert french == ["62,5\u00a0%", "60\u202f000", "-0,33"]


few = st.integers(0, 6).map(str)
hazards = st.lists(
    st.fixed_dictionaries({"exposed": few, "sensitive": few, "able": few, "people": few, "seen": few}),
    max_size=7,
)
ROWS = ISSUES.strip().splitlines()


@settings(max_examples=40, deadline=None)
@given(hazards, st.randoms(use_true_random=False))
def test_no_order_of_instances_or_rows_changes_a_score(
    found: list[dict[str, str]], chance: random.Random
) -> None:
    named = [{**each, "called": f"H{number}"} for number, each in enumerate(found)]
    rows = ROWS[1:]
    first = scored("\n".join([ROWS[0], *rows]), {**ANSWERS, "hazard": named})
    # Rows of one kind keep their order: issues of one colour stand in it.
    other_rows = [row for row in rows if "| issue |" not in row]
    chance.shuffle(other_rows)
    shuffled = "\n".join([ROWS[0], *other_rows, *(row for row in rows if "| issue |" in row)])
    again = scored(shuffled, {**ANSWERS, "hazard": chance.sample(named, len(named))})
    assert told_of(first) == told_of(again)


def told_of(scores: ResponseScores) -> tuple[Any, ...]:
    figures = sorted((each.name, each.title, shown(each), bool(each.light)) for each in scores.figures)
    ranks = sorted(
        (row.place, row.tied, row.figure.title) for each in scores.rankings for row in each.entries
    )
    issues = sorted((each.place, each.tied, each.words) for each in scores.issues)
    return figures, ranks, issues, sorted(each.words for each in scores.unmet)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(few, few, st.integers(1, 6).map(str)), min_size=1, max_size=7))
def test_figures_are_exact_and_places_follow_them(found: list[tuple[str, str, str]]) -> None:
    named = [
        {"called": f"H{number}", "exposed": e, "sensitive": s, "able": a}
        for number, (e, s, a) in enumerate(found)
    ]
    scores = scored(f"{HEAD}\n{RISK}\norder | Order | rank | risk", {"hazard": named})
    exact = [Fraction(int(e) * int(s), int(a)) for e, s, a in found]
    assert [each.value and each.value.exact for each in scores.of("risk")] == exact
    for entry in scores.rankings[0].entries:
        mine = entry.figure.value and entry.figure.value.exact
        assert entry.place == 1 + sum(other > (mine or 0) for other in exact)
        assert entry.tied == (exact.count(mine or Fraction(0)) > 1)


@pytest.mark.parametrize(
    "answers", [{}, {"hazard": "x"}, {"rules": ["a"]}, {"hazard": [7, {}]}, {"taps": {"a": 1}}]
)
def test_answers_of_another_shape_score_without_a_fault(answers: dict[str, Any]) -> None:
    assert len(scored(ISSUES, answers).figures) >= 2
