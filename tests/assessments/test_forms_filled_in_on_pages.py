"""Forms that come with this software, filled in on pages: what they compute, and who can read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from peoplesprocess.assessments.actions import publish_form
from peoplesprocess.assessments.shipped_forms import shipped_forms
from peoplesprocess.core.xlsform.form import Question, walk
from tests.assessments.conftest import sheets
from tests.browser import Browser, Page
from tests.factories import Make

FORMS = {each.code: each for each in shipped_forms()}
Answers = Mapping[str, Any]
pytestmark = pytest.mark.one_database


class FilledIn:
    """A form that somebody begins to fill in on pages."""

    def __init__(self, make: Make, browser: Callable[..., Browser], code: str) -> None:
        programme = make.programme()
        self.place = make.settlement(programme)
        with make.act("programme_manager", programme) as act:
            publish_form(act, FORMS[code].sheets)
        self.bo = browser("facilitator", self.place)
        self.form = f"/s/{self.place.code}/assessments/form/{code}"
        self.bo.send(f"{self.form}/begin", about="All", answered_on="2026-03-01")
        self.draft = f"/s/{self.place.code}/assessments/drafts/1"

    def say(self, page: int, **answers: Any) -> Page:
        return self.bo.send(f"{self.draft}/{page}", **answers)

    def repeat(self, page: int, each: Iterable[tuple[Answers, Answers]]) -> None:
        """Fill in a part several times: at first, and what is asked after that."""
        for time, (first, further) in enumerate(each, start=1):
            self.bo.send(f"{self.draft}/{page}/new", **first)
            if further:
                self.bo.send(f"{self.draft}/{page}/{time}", **further)

    def send(self) -> Page:
        return self.bo.send(f"{self.draft}/send")


@pytest.fixture
def fill(make: Make, browser: Callable[..., Browser]) -> Callable[[str], FilledIn]:
    return lambda code: FilledIn(make, browser, code)


def test_plots_are_listed_without_names_or_points(
    fill: Callable[[str], FilledIn], browser: Callable[..., Browser]
) -> None:
    listed = fill("land_enumeration")
    listed.say(1, q2="2026-03-01", q3="North of the path")
    holders = ["woman"] * 5 + ["joint"] * 4 + ["man"] * 25
    plots = [
        {"q1": "home", "q3": "customary", "q4": holder, "q7": ["witness"], "q8": str(int(at < 5))}
        for at, holder in enumerate(holders)
    ] + [{"q1": "empty", "q3": "none", "q8": "0"}] * 6
    listed.repeat(
        2,
        (
            ({"q0": str(number), **plot}, {"q9": "Its border"} if plot["q8"] == "1" else {})
            for number, plot in enumerate(plots, start=1)
        ),
    )
    told = listed.send().text
    for figure in ("Plots and homes 40", "85.0 %", "26.5 %", "12.5 %"):
        assert figure in told, told
    assert "Settle who holds number 5" in told and "Settle who holds number 6" not in told
    whole, of_plots = (
        listed.bo.client.get(f"{listed.form}/{name}.csv").text for name in ("responses", "responses-1")
    )
    assert "85.0" in whole and of_plots.count("\n") == 1 + 40
    for column in ("By what right is it held?", "Who holds it?", "What proves it?", "Does anybody else"):
        assert column in of_plots
    # Neither are asked for, and nobody outside reads what is.
    asked = [node for node, _ in walk(FORMS["land_enumeration"].form.children) if isinstance(node, Question)]
    assert not [each for each in asked if each.kind.startswith("geo") or "name" in each.name.split("_")[1:]]
    assert browser("", listed.place).get(f"{listed.form}/responses-1.csv").status in (303, 404)


def test_a_team_that_was_there_after_60_of_72_hours_was_in_time(fill: Callable[[str], FilledIn]) -> None:
    sent = fill("rapid_deployment")
    called = {"q1": "Flood", "q2": "city", "q3": "2026-02-27 08:00", "q4": "local", "q5": "72", "q6": "1"}
    page = sent.say(1, **called)
    assert "there are more questions" in page.text
    assert "Not before the team was called." in sent.say(1, q7="2026-02-26 20:00").text
    sent.say(1, q7="2026-03-01 20:00")
    sent.repeat(2, [({"q0": "Water", "q1": "Red Cross", "q2": "14"}, {})])
    sent.say(3)
    told = sent.send().text
    assert "60.0" in told and "83.3 %" in told and "green" in told.lower()
    assert "The team was not there" not in told


def test_what_offices_promised_at_a_round_table_is_asked_for_again(fill: Callable[[str], FilledIn]) -> None:
    table = fill("local_consultation")
    table.say(1, q1="2026-03-01", q2="Rents", q3="Is a host family paid?", q4="4", q5="6")
    table.repeat(
        2,
        [
            (
                {"q0": "City", "q1": "local", "q2": "if", "q3": "It depends", "q4": "A rule"},
                {"q5": "2026-04-01", "q6": "0"},
            ),
            ({"q0": "Ministry", "q1": "national", "q2": "no", "q3": "No money"}, {}),
        ],
    )
    table.say(3, q0="In May")
    told = table.send().text
    assert "50.0 %" in told and "40.0 %" in told
    assert "Ask what became of the promise: City" in told and "promise: Ministry" not in told


def test_5_of_20_actions_are_endorsed_by_two_pillars(fill: Callable[[str], FilledIn]) -> None:
    joint = fill("joint_endorsement")
    joint.say(1, q1="2026-03-01", q2="Five", q3="2")
    pillars = ["humanitarian"] * 9 + ["development"] * 8 + ["peace"] * 3
    both = {"q6": ["humanitarian", "development"]}
    joint.repeat(
        2,
        (
            (
                {"q0": f"Action {at}", "q1": pillar, "q2": "Survey", "q3": "Us", "q4": "Round", "q5": "Plan"}
                | (both if at <= 5 else {"q6": [pillar]} if at <= 8 else {}),
                {"q7": "Letter of 1 March"} if at <= 8 else {},
            )
            for at, pillar in enumerate(pillars, start=1)
        ),
    )
    told = joint.send().text
    assert "Actions 20" in told and "25.0 %" in told, told
    for figure in ("Humanitarian aid 9", "Development 8", "Peace 3"):
        assert figure in told, told
    assert "endorse it: Action 6" in told and "endorse it: Action 5" not in told


def test_3_of_12_forms_that_nobody_uses_are_named(make: Make, browser: Callable[..., Browser]) -> None:
    programme = make.programme()
    places = [make.settlement(programme) for _ in range(2)]
    with make.act("programme_manager", programme) as act:
        for number in range(12):
            settings = (("form_title", "form_id", "version"), (f"Tool {number}", f"tool_{number}", "1"))
            publish_form(act, sheets(settings=settings))
    for at, place in enumerate(places):
        bo = browser("facilitator", place)
        for number in range(9 if at == 0 else 4):
            form = f"/s/{place.code}/assessments/form/tool_{number}"
            bo.send(f"{form}/begin", about="All", answered_on="2026-03-01")
            draft = f"/s/{place.code}/assessments/drafts/{number + 1}"
            bo.send(f"{draft}/1", q0="Here", q1="no")
            assert "Saved." in bo.send(f"{draft}/send").text
    # A form that was struck counts no longer.
    struck = f"/s/{places[0].code}/assessments/9"
    bo = browser("facilitator", places[0])
    efua = browser("programme_manager", programme)
    told = efua.get(f"/p/{programme.code}/forms").text
    assert "Tool 0 1 2 Tool 1 1 2" in told and "Tool 8 1 1" in told, told
    assert "Forms not filled in anywhere: 3 of 12 Tool 10 Tool 11 Tool 9" in told
    bo.send(f"{struck}/strike", reason="It was a trial of the form only.")
    assert "Forms not filled in anywhere: 4 of 12" in efua.get(f"/p/{programme.code}/forms").text
