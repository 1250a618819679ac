"""Closing a step: the gate, the roles that close it, and the reason that a manager may give instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Message, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.core.process.steps import STEPS, stored
from peoplesprocess.models import JournalEntry, ProcessVersion, StepClosure
from peoplesprocess.settlements.actions import close_step
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
REASON = "The bridge is gone; the letter comes by boat."


def organised(make: Make) -> Any:
    """A settlement at its second step, whose gate holds."""
    place = make.settlement()
    with make.act("programme_manager", place) as act:
        close_step(act, "mobilise", REASON)
    make.election(place)
    return place


def closed(db: Session, place: Any) -> list[str]:
    wanted = select(StepClosure.step).where(StepClosure.settlement_id == place.id).order_by(StepClosure.id)
    return list(db.scalars(wanted))


def refusal(make: Make, role: str, place: Any, step: str, waiver: str = "") -> Refused:
    with make.act(role, place) as act, pytest.raises(Refused) as refused:
        close_step(act, step, waiver)
    return refused.value


def words(refused: Refused) -> str:
    assert isinstance(refused.sentence, Message)
    return refused.sentence.text


def test_the_present_step_closes_when_its_gate_holds(make: Make, browser: People, db: Session) -> None:
    place = organised(make)
    bo = browser("facilitator", place)
    assert f"/s/{place.code}/close/organise" in bo.get(f"/s/{place.code}").html
    bo.send(f"/s/{place.code}/close/organise")
    assert closed(db, place) == ["mobilise", "organise"]
    entry = db.scalars(select(JournalEntry).where(JournalEntry.subject == "organise")).one()
    assert (entry.act, entry.detail["waived"]) == ("step.close", False)


def test_a_step_does_not_close_while_something_is_missing(make: Make, db: Session) -> None:
    place = make.settlement()
    refused = refusal(make, "facilitator", place, "mobilise")
    assert words(refused) == "This step cannot close yet. Still missing: %(missing)s."
    assert refused.sentence.values["missing"] == Message(
        "No households and people on the settlement's sheet yet"
    )
    assert closed(db, place) == []


def test_only_the_present_step_closes(make: Make, browser: People) -> None:
    place = organised(make)
    told = "This step is closed already, or another one comes first."
    for step in ("mobilise", "build"):
        assert words(refusal(make, "facilitator", place, step)) == told
    told = "Somebody with another role closes this step."
    assert words(refusal(make, "facilitator", place, "no-such-step")) == told
    bo = browser("facilitator", place)
    for step in ("mobilise", "build", "no-such-step"):
        assert bo.get(f"/s/{place.code}/close/{step}").status == 404


def test_a_reason_that_was_not_needed_is_not_kept(make: Make, db: Session) -> None:
    place = organised(make)
    with make.act("programme_manager", place) as act:
        close_step(act, "organise", REASON)
    closure = db.scalars(select(StepClosure).where(StepClosure.step == "organise")).one()
    assert (closure.waiver, closure.missing) == ("", [])


def test_a_managers_reason_and_what_was_missing_stay_on_the_page(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    efua = browser("programme_manager", place)
    efua.send(f"/s/{place.code}/close/mobilise", waiver=f"  {REASON} ")
    closure = db.scalars(select(StepClosure)).one()
    assert (closure.waiver, closure.missing) == (REASON, ["sheet", "no-objection", "women-attend"])
    db.rollback()
    assert REASON in browser("facilitator", place).get(f"/s/{place.code}").text


def test_a_facilitators_reason_passes_no_gate(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    refused = refusal(make, "facilitator", place, "mobilise", REASON)
    assert words(refused) == "Only a programme manager can close a step without all conditions."
    assert refused.field == "waiver"
    assert "waiver" not in browser("facilitator", place).get(f"/s/{place.code}/close/mobilise").values
    assert closed(db, place) == []


def test_no_reason_passes_a_gate_that_guards_money(make: Make, browser: People) -> None:
    place = make.settlement(planned=True)
    told = "This step guards money. No reason can replace what is missing."
    assert words(refusal(make, "programme_manager", place, "contract", REASON)) == told
    efua = browser("programme_manager", place)
    assert "waiver" not in efua.get(f"/s/{place.code}/close/contract").values


def test_a_step_closes_by_the_roles_that_the_programme_names(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    by_manager = [replace(STEPS[0], gate=(), signed_by=("programme_manager",)), *STEPS[1:]]
    with make.act("", place) as act:
        act.db.execute(
            update(ProcessVersion)
            .where(ProcessVersion.id == place.process_id)
            .values(steps=stored(by_manager))
        )
        act.note("test.make", "process")
    refused = refusal(make, "facilitator", place, "mobilise")
    assert words(refused) == "Somebody with another role closes this step."
    bo = browser("facilitator", place)
    assert bo.get(f"/s/{place.code}/close/mobilise").status == 404
    assert "The facilitator continues from here." in bo.get(f"/s/{place.code}").text
    with make.act("committee_officer", place) as act, pytest.raises(Forbidden):
        close_step(act, "mobilise")
    browser("programme_manager", place).send(f"/s/{place.code}/close/mobilise")
    assert closed(db, place) == ["mobilise"]
