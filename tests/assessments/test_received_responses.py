"""Filled-in forms that come from telephones: each once, edits as versions, in whichever order they come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from peoplesprocess.assessments.actions import publish_form
from peoplesprocess.assessments.device_responses import sent_response
from peoplesprocess.assessments.response_actions import (
    ReceivedResponse,
    ResponseInput,
    correct_response,
    receive_response,
    strike_response,
)
from peoplesprocess.assessments.response_queries import RESPONSE, STANDING, VERSIONS_OF_RESPONSE
from peoplesprocess.core.messages import Refused
from peoplesprocess.facts.assessment_forms import FORM_IN_USE
from peoplesprocess.field_submission_register import FieldSubmissionConflict, FieldSubmissionInput
from peoplesprocess.models import AssessmentResponse
from tests.assessments.conftest import SPACES, sheets
from tests.browser import Browser
from tests.factories import Make

pytestmark = pytest.mark.one_database

ANSWERS: dict[str, Any] = {
    "place": {"area": "Hill", "flooded": "no"},
    "spaces": [{"space": "Yard", "quality": 3}, "no record"],
    "seen": " 2026-02-28 ",
    "deleted_question": "kept nowhere",
    "total": True,
}


def place(make: Make) -> Any:
    programme = make.programme()
    goth = make.settlement(programme)
    with make.act("programme_manager", programme) as act:
        publish_form(act, sheets(**SPACES))
    return goth


def received(
    act: Any, instance: str, area: str = "Hill", replaces: str = "", root: str = ""
) -> ReceivedResponse:
    answers = {**ANSWERS, "place": {"area": area, "flooded": "no"}}
    response = ResponseInput("spaces", "2026031201", "", date(2026, 3, 1), answers)
    return receive_response(
        act, FieldSubmissionInput("spaces", instance, "collect", "", replaces, root), response
    )


def test_a_form_from_a_telephone_makes_one_response_however_often_it_comes(make: Make) -> None:
    goth = place(make)
    with make.act("facilitator", goth) as act:
        assert [received(act, "a") for _ in range(3)] == [("new", 1), ("known", 1), ("known", 1)]
        with pytest.raises(FieldSubmissionConflict):
            received(act, "a", "Another hill")
        kept = RESPONSE.first(act.db, settlement=goth.id, number=1)
        assert kept is not None and kept.answers == {
            "place": {"area": "Hill", "flooded": "no"},
            "spaces": [{"space": "Yard", "quality": "3"}],
            "seen": "2026-02-28",
            "total": "true",
        }


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_edits_end_alike_in_whichever_order_they_come(make: Make, order: tuple[str, ...]) -> None:
    goth = place(make)
    sent = {"a": ("Hill", "", ""), "b": ("Bank", "a", ""), "c": ("Canal", "b", "a")}
    with make.act("facilitator", goth) as act:
        for instance in order:
            received(act, instance, *sent[instance])
        [form] = set(act.db.scalars(select(AssessmentResponse.form_id)))
        standing = STANDING.all(act.db, settlement=goth.id, form=form)
        assert [row.answers["place"] for row in standing] == [{"area": "Canal", "flooded": "no"}]


def test_an_edit_of_what_was_corrected_here_is_refused(make: Make) -> None:
    goth = place(make)
    with make.act("facilitator", goth) as act:
        received(act, "a")
        mine = ResponseInput("spaces", "2026031201", "Ours", date(2026, 3, 2), {"seen": "2026-03-02"})
        correct_response(act, 1, mine, "Looked again", 1)
        with pytest.raises(FieldSubmissionConflict, match="corrected here"):
            received(act, "b", "Bank", "a")
        kept = RESPONSE.first(act.db, settlement=goth.id, number=1)
        assert kept is not None
        assert [row.reason for row in VERSIONS_OF_RESPONSE.all(act.db, response=kept.id)] == [
            "Looked again",
            "",
        ]
        strike_response(act, 1, "Wrong place")
        with pytest.raises(FieldSubmissionConflict, match="struck"):
            received(act, "c", "Bank", "a")


def test_a_form_or_version_that_is_not_in_use_is_refused(make: Make) -> None:
    goth = place(make)
    with make.act("facilitator", goth) as act:
        for code, version in (("spaces", "1"), ("rooms", "2026031201")):
            response = ResponseInput(code, version, "", date(2026, 3, 1), {})
            with pytest.raises(Refused, match="has no form"):
                receive_response(act, FieldSubmissionInput(code, "x", "collect", ""), response)


def test_what_a_form_is_about_and_its_day_are_among_its_answers(make: Make) -> None:
    goth = place(make)
    with make.act("facilitator", goth) as act:
        stored = FORM_IN_USE.first(act.db, programme=goth.programme_id, code="spaces")
        assert stored is not None
        made = sent_response(stored, ANSWERS, date(2026, 3, 1))
        assert (made.about, made.answered_on, made.version) == ("Hill", date(2026, 2, 28), "2026031201")
        assert "deleted_question" not in made.answers
        ahead = sent_response(stored, {"seen": "2036-01-01"}, date(2026, 3, 1))
        assert (ahead.about, ahead.answered_on) == ("", date(2026, 3, 1))


def test_what_only_telephones_ask_is_shown_beside_the_rest(
    make: Make, browser: Callable[..., Browser]
) -> None:
    inner = (("begin_repeat", "r", "R"), ("text", "who", "Who?"), ("end_repeat",))
    survey = (
        ("type", "name", "label"),
        ("text", "a", "A?"),
        ("image", "photo", "A photo"),
        ("begin_repeat", "rooms", "Rooms"),
        ("text", "room", "Which?"),
        *inner,
        ("end_repeat",),
    )
    programme = make.programme()
    goth = make.settlement(programme)
    with make.act("programme_manager", programme) as act:
        made = publish_form(act, sheets(survey=survey))
    answers = {
        "a": "Here",
        "photo": "17.jpg",
        "rooms": [{"room": "Hall", "r": [{"who": "Women"}, {"who": "Youth"}]}],
    }
    response = ResponseInput(made.code, made.version, "", date(2026, 3, 1), answers)
    with make.act("facilitator", goth) as act:
        receive_response(act, FieldSubmissionInput(made.code, "x", "collect", ""), response)
    page = browser("facilitator", goth).get(f"/s/{goth.code}/assessments/1")
    assert "Which? Hall" in page.text
    assert "From the telephone A photo 17.jpg Who? Women Youth" in page.text
    lines = (
        browser("facilitator", goth)
        .client.get(f"/s/{goth.code}/assessments/form/{made.code}/responses.csv")
        .text.splitlines()
    )
    assert lines[0].endswith("A?,photo") and lines[1].endswith("Here,17.jpg")
    # It cannot be corrected on pages, which would lose that; it can be struck.
    assert not [link for link in page.links if link.endswith("/correct")]
    assert [link for link in page.links if link.endswith("/strike")]
