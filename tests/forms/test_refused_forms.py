"""What a refused form says, where it leads, and how it is read aloud."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from wtforms.fields.core import UnboundField

import peoplesprocess
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import BaseField, SelectField, TextField
from peoplesprocess.web.form import Form
from tests.browser import Browser, Page
from tests.factories import Make

People = Callable[..., Browser]


@pytest.fixture
def refused(make: Make, browser: People) -> Page:
    """The form of a need that was sent empty."""
    place = make.settlement(households=90)
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/meetings/record", **SESSION)
    return bo.send(f"/s/{place.code}/needs/record", season=None, households="many")


SESSION: dict[str, Any] = {
    "kind": "session",
    "group_code": "women",
    "held_on": "2023-02-14",
    "place": "School yard",
    "women2": "42",
    "agenda": "What do we need?",
    "minutes": "Latrines first.",
}


def test_the_title_of_a_refused_form_begins_with_error(refused: Page, browser: People) -> None:
    assert "<title>Error: Record a need – " in refused.html
    assert "<title>Sign in – " in browser().get("/sign-in").html
    assert "<title>Erreur\u00a0: " in browser().send("/sign-in?language=fr", username="", password="").html


def test_each_error_says_what_to_do_and_no_question_is_followed_by_a_colon(refused: Page) -> None:
    assert refused.problems == [
        "Write what people need in a few words.",
        "Choose the group that raised it.",
        "Choose what it is about.",
        "How many households does it affect?: Write a whole number in digits.",
        "Choose how hard it is.",
        "Choose what could answer it.",
    ]
    assert "?:" not in refused.text


def test_the_summary_has_the_focus_and_its_links_lead_into_fields(refused: Page) -> None:
    assert re.search(r'<section class="wrong" id="wrong" tabindex="-1" autofocus', refused.html)
    summary = refused.html.partition('id="wrong"')[2].partition("</ul>")[0]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert targets == ["title", "group_code", "sector", "households", "severity", "response_type"]
    assert set(targets) <= {control.get("id") for control in refused.controls}


def test_errors_and_hints_of_fields_and_of_groups_are_read_with_them(refused: Page) -> None:
    group = re.search(r"<fieldset[^>]*>(?=<legend>Which group raised it\?)", refused.html)
    assert group is not None
    assert 'role="radiogroup"' in group[0]
    assert 'aria-required="true"' in group[0]
    assert 'aria-invalid="true"' in group[0]
    assert 'aria-describedby="group_code-error"' in group[0]
    for described in re.findall(r'aria-describedby="([^"]+)"', refused.html):
        assert set(described.split()) <= set(refused.ids), described
    households = next(control for control in refused.controls if control.get("id") == "households")
    assert households["aria-invalid"] == households["aria-required"] == "true"


def test_a_hint_stays_beside_the_error(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("facilitator", place).send(f"/s/{place.code}/meetings/record", minutes="")
    minutes = next(control for control in page.controls if control.get("id") == "minutes")
    assert minutes["aria-describedby"] == "minutes-error minutes-hint"


def test_an_error_in_a_table_is_tied_to_its_cell(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("facilitator", place).send(f"/s/{place.code}/meetings/record", women2="many")
    cell = next(control for control in page.controls if control.get("id") == "women2")
    assert (cell["aria-invalid"], cell["aria-describedby"]) == ("true", "women2-error")
    assert '<strong id="women2-error">Write a whole number in digits.</strong>' in page.html


def test_what_may_be_left_empty_says_so_and_what_may_not_is_announced(make: Make, browser: People) -> None:
    place = make.settlement()
    page = browser("facilitator", place).get(f"/s/{place.code}/needs/record")
    assert "Where is it? (optional)" in page.text
    assert "Which group raised it? (optional)" not in page.text
    required = {control["name"] for control in page.controls if control.get("aria-required")}
    assert {"title", "households"} <= required
    assert not required & {"landmark", "statement", "cause"}
    meeting = browser("facilitator", place).get(f"/s/{place.code}/meetings/record")
    assert "Whose session was it? (optional)" not in meeting.text, "a session needs it"


def test_a_field_that_must_be_filled_in_cannot_be_written_without_its_sentence() -> None:
    for kind, options in ((TextField, {}), (SelectField, {"choices": {"a": "A"}}), (TextField, {"max": 4})):
        with pytest.raises(TypeError, match="left empty"):
            kind(N_("Name"), **options)
    TextField(N_("Name"), required=False)


def test_no_form_says_the_same_of_two_fields() -> None:
    seen = 0
    for form in every_form():
        sentences = [
            str(field.kwargs["missing"])
            for field in vars(form).values()
            if isinstance(field, UnboundField)
            and issubclass(field.field_class, BaseField)
            and field.kwargs.get("missing")
        ]
        seen += len(sentences)
        assert len(sentences) == len(set(sentences)), form.__name__
        assert "Fill this in." not in sentences
    assert seen > 60


def every_form() -> Iterator[type[Form]]:
    """Every form that a module of the house declares."""
    for module in pkgutil.walk_packages(peoplesprocess.__path__, "peoplesprocess."):
        if "forms" in module.name or module.name.endswith("styleguide"):
            importlib.import_module(module.name)
    ahead: list[type[Form]] = [Form]
    while ahead:
        found = ahead.pop()
        # One that a page extends by its lines asks the same of each line: it is declared nowhere.
        ahead += [form for form in found.__subclasses__() if form.__name__ != found.__name__]
        yield found


@pytest.mark.parametrize(
    ("address", "purposes"),
    [
        ("/sign-in", {"username": "username", "password": "current-password"}),
        ("/account", {"old_password": "current-password", "new_password": "new-password"}),
        ("/account/second-factor", {"code": "one-time-code", "password": "current-password"}),
    ],
)
def test_fields_of_an_account_name_their_purpose(
    browser: People, make: Make, address: str, purposes: dict[str, str]
) -> None:
    visitor = browser() if address == "/sign-in" else browser("facilitator", make.settlement())
    found = {control["name"]: control.get("autocomplete") for control in visitor.get(address).controls}
    assert found
    assert found == {name: purposes[name] for name in found}


def test_who_keeps_no_cookies_is_told_so(app: Any, browser: People) -> None:
    asked = browser()
    page = asked.get("/sign-in")
    forgetful = Browser(app)
    forgetful.client = app.test_client(use_cookies=False)
    answer = forgetful.post(page.action, {**page.values, "username": "bo", "password": "seven brown goats"})
    assert answer.status == 422
    assert len(answer.problems) == 1
    assert answer.problems[0].startswith("Your browser does not keep cookies")


def test_a_choice_that_nobody_must_make_says_what_it_means_to_make_none(make: Make, browser: People) -> None:
    """Of a whole assembly the choice “No answer” was asked after the question whose session it was."""
    place = make.settlement()
    bo = browser("facilitator", place)
    asked = bo.get(f"/s/{place.code}/meetings/record").text
    assert "Whose session was it? Not the session of one group" in asked
    assert "No answer" not in asked
    session = bo.get(f"/s/{place.code}/meetings/record?kind=session").text
    assert "Whose session was it?" in session
    assert "Not the session of one group" not in session
    assert "In which session? (optional)" not in bo.get(f"/s/{place.code}/needs/record").text
    bo.send(f"/s/{place.code}/meetings/record", **SESSION)
    assert "In which session? (optional) Not in a session" in bo.get(f"/s/{place.code}/needs/record").text
