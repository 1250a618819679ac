"""Forms from telephones and exports: each makes one need, through whichever door it comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.facts.needs import LIVE_NEEDS
from peoplesprocess.field_submission_register import FieldSubmissionConflict, FieldSubmissionInput
from peoplesprocess.models import FieldSubmission, Need, NeedGroup
from peoplesprocess.needs.actions import RaisedNeedInput, RaisingGroupsInput, change_need
from peoplesprocess.needs.received_needs import ReceivedNeed, need_digest, receive_need
from tests.factories import Make, need_input

pytestmark = pytest.mark.one_database


def sent(instance: str, replaces: str = "", source: str = "openrosa", root: str = "") -> FieldSubmissionInput:
    return FieldSubmissionInput("need", instance, source, "", replaces, root)


def report(
    title: str = "Clean water", *also: str, meeting: int | None = None, **said: Any
) -> RaisedNeedInput:
    return RaisedNeedInput(need_input(title=title, **said), RaisingGroupsInput("women", list(also), meeting))


class Field:
    """A settlement and its facilitator, who receives forms."""

    def __init__(self, make: Make) -> None:
        self.make, self.place = make, make.settlement(households=100)

    def receive(self, form: FieldSubmissionInput, said: RaisedNeedInput) -> ReceivedNeed:
        with self.make.act(self.make.facilitator(self.place), self.place) as act:
            return receive_need(act, form, said)

    @contextmanager
    def nothing_kept(self, db: Session) -> Iterator[None]:
        before = titles(db)
        yield
        assert titles(db) == before


@pytest.fixture
def field(make: Make) -> Field:
    return Field(make)


def titles(db: Session) -> list[str]:
    db.rollback()
    found = list(db.scalars(select(Need.title).order_by(Need.number)))
    db.rollback()
    return found


def test_the_same_form_makes_one_need_through_every_door(field: Field, db: Session) -> None:
    assert field.receive(sent("a"), report("Clean water", "youth")) == ("new", 1)
    assert field.receive(sent("a"), report("Clean water", "youth")) == ("known", 1)
    assert field.receive(sent("a", source="kobo export"), report(" Clean  water ", "youth")) == ("known", 1)
    assert field.receive(sent("b"), report()) == ("new", 2)
    assert titles(db) == ["Clean water", "Clean water"]


def test_the_same_form_with_other_words_is_refused(field: Field, db: Session) -> None:
    field.receive(sent("a"), report())
    with field.nothing_kept(db), pytest.raises(FieldSubmissionConflict):
        field.receive(sent("a"), report("A road"))


def test_an_edit_changes_the_need_and_keeps_the_chain(field: Field, db: Session) -> None:
    field.receive(sent("a"), report())
    assert field.receive(sent("b", "a"), report("Clean water, near", "youth")) == ("changed", 1)
    assert field.receive(sent("c", "b"), report("Clean water, nearer")) == ("changed", 1)
    for form, title in (("a", "Clean water"), ("c", "Clean water, nearer")):
        assert field.receive(sent(form, "b" if form == "c" else ""), report(title)) == ("known", 1)
    assert titles(db) == ["Clean water, nearer"]
    assert set(db.scalars(select(FieldSubmission.root_id))) == {"a"}


def test_edits_stand_in_whichever_order_they_come(field: Field, db: Session) -> None:
    """KoboToolbox tells the first of all edits besides, Collect only the one before: both end as one need."""
    forms = {"a": ("", "First"), "b": ("a", "Second"), "c": ("b", "Third")}
    orders = [(order, tells_root) for order in permutations("abc") for tells_root in (False, True)]
    for number, (order, tells_root) in enumerate(orders):
        for form in order * 2:
            before, title = forms[form]
            replaces, root = (
                f"{number}-{name}" if name else "" for name in (before, "a" if tells_root else "")
            )
            field.receive(sent(f"{number}-{form}", replaces, root=root), report(title))
    with field.make.act(field.make.facilitator(field.place), field.place) as act:
        live = [need.title for need in LIVE_NEEDS.all(act.db, settlement=act.settlement.id)]
    assert live == ["Third"] * len(orders)


def test_a_first_form_that_comes_after_an_edit_of_its_edit_makes_no_second_need(
    field: Field, db: Session
) -> None:
    """The edit between them is on its way, or was lost: the chain's root alone tells which one it is."""
    assert field.receive(sent("c", "b", root="a"), report("Third")) == ("new", 1)
    assert field.receive(sent("a"), report("First")) == ("known", 1)
    assert field.receive(sent("a"), report("First")) == ("known", 1)
    assert titles(db) == ["Third"]


def test_an_edit_that_names_its_root_finds_its_need(field: Field, db: Session) -> None:
    field.receive(sent("a"), report("First"))
    assert field.receive(sent("c", "b", root="a"), report("Third")) == ("changed", 1)
    assert field.receive(sent("b", "a", root="a"), report("Second")) == ("known", 1)
    assert titles(db) == ["Third"]


def test_an_edit_of_what_was_changed_here_meanwhile_is_refused(field: Field, db: Session) -> None:
    field.receive(sent("a"), report())
    with field.make.act(field.make.facilitator(field.place), field.place) as act:
        change_need(act, 1, *report("Clean water from the hill"), 1)
    with field.nothing_kept(db), pytest.raises(FieldSubmissionConflict):
        field.receive(sent("b", "a"), report("A road"))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"statement": "Ring 0300 123456789"}, "statement"),
        ({"title": "a\x07b"}, "title"),
        ({"sector": "castles"}, "sector"),
        ({"sector": ""}, "sector"),
        ({"households": 0}, "households"),
        ({"households": 101}, "households"),
        ({"severity": 4}, "severity"),
        ({"season": "monsoon"}, "season"),
        ({"affected": ["cats"]}, "affected"),
        ({"response_type": ""}, "response_type"),
    ],
)
def test_what_the_page_would_refuse_is_refused(
    field: Field, db: Session, wrong: dict[str, Any], where: str
) -> None:
    with field.nothing_kept(db), pytest.raises(Refused) as refusal:
        field.receive(sent("a"), report(**wrong))
    assert refusal.value.field == where


def test_a_group_that_the_settlement_does_not_hear_is_refused(field: Field, db: Session) -> None:
    with field.nothing_kept(db), pytest.raises(Refused) as refusal:
        field.receive(sent("a"), RaisedNeedInput(need_input(), RaisingGroupsInput("martians")))
    assert refusal.value.field == "group_code"


def test_who_may_record_no_need_sends_none(field: Field, db: Session) -> None:
    for role in ("technical_officer", "programme_manager", "local_authority"):
        with pytest.raises(Forbidden), field.make.act(role, field.place) as act:
            receive_need(act, sent("a"), report())
    assert titles(db) == []


def test_an_edit_that_names_no_session_keeps_the_one_that_was_named(field: Field, db: Session) -> None:
    first = field.make.meeting(field.place, women=12)
    field.receive(sent("a"), report(meeting=first))
    field.receive(sent("b", "a"), report("Changed"))
    assert db.scalars(select(Need.meeting_id)).one() is not None


def test_the_digest_is_of_what_is_said(field: Field) -> None:
    same = need_digest(report("A", affected=["women", "youth"]))
    assert need_digest(report("A ", affected=["youth", "women"], meeting=3)) == same
    assert need_digest(report("B", affected=["women", "youth"])) != same


def test_a_form_of_a_representative_speaks_for_no_other_group(make: Make, db: Session) -> None:
    """A telephone that a facilitator added sends on with the present role: that of one group's speaker."""
    place = make.settlement(households=100)
    amina = make.account("group_representative", place, "women")
    with pytest.raises(Refused, match="Only the representative"), make.act(amina, place) as act:
        receive_need(act, sent("uuid:1"), report("Clean water", "displaced"))
    with make.act(amina, place) as act:
        assert receive_need(act, sent("uuid:1"), report()).outcome == "new"
    with pytest.raises(Refused, match="Only the representative"), make.act(amina, place) as act:
        receive_need(act, sent("uuid:2", "uuid:1"), report("Clean water", "displaced"))
    assert set(db.scalars(select(NeedGroup.group_code))) == {"women"}
