"""Needs of a file are recorded as if each came alone: known ones, edits, refusals, and an entry for each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, select

from peoplesprocess.core.messages import Refused
from peoplesprocess.db import journal
from peoplesprocess.db.session import reading, snapshot
from peoplesprocess.field_submission_register import FieldSubmissionConflict, FieldSubmissionInput
from peoplesprocess.models import JournalEntry, Need
from peoplesprocess.needs.actions import RaisedNeedInput, RaisingGroupsInput
from peoplesprocess.needs.bulk_needs import NeedSubmission, receive_needs
from peoplesprocess.needs.received_needs import ReceivedNeed, receive_need
from tests.factories import Make, need_input


def sent(instance: str, title: str, root: str = "", **said: Any) -> NeedSubmission:
    """A form of the women."""
    form = FieldSubmissionInput("need", instance, "kobo", "", root_id=root or instance)
    return NeedSubmission(form, RaisedNeedInput(need_input(title=title, **said), RaisingGroupsInput("women")))


def test_a_file_with_everything_in_it_is_taken_row_by_row(make: Make, engine: Engine) -> None:
    goth = make.settlement(households=96)
    bo = make.facilitator(goth)
    with make.act(bo, goth) as act:
        receive_need(act, *sent("one", "Water"))
    rows = [
        sent("one", "Water"),
        sent("two", "Drain"),
        sent("three", "Road", households=500),
        sent("two", "Another drain"),
        sent("four", "Lamps and books", root="five"),
        sent("five", "Lamps"),
        sent("six", "School"),
    ]
    with make.act(bo, goth) as act:
        known, new, refused, conflict, edit, first, last = receive_needs(act, rows)
    assert (known, new, last) == (ReceivedNeed("known", 1), ReceivedNeed("new", 2), ReceivedNeed("new", 4))
    assert isinstance(refused, Refused) and refused.field == "households"
    assert isinstance(conflict, FieldSubmissionConflict)
    assert (first, edit) == (ReceivedNeed("new", 3), ReceivedNeed("changed", 3))
    with reading(engine) as db:
        titles = db.scalars(select(Need.title).where(Need.settlement_id == goth.id).order_by(Need.number))
        assert list(titles) == ["Water", "Drain", "Lamps and books", "School"]
        entries = db.execute(
            select(JournalEntry.act, JournalEntry.subject)
            .where(JournalEntry.chain_id == goth.id, JournalEntry.act.like("need.%"))
            .order_by(JournalEntry.sequence)
        )
        told = [("need.record", f"need {number}") for number in (1, 2, 3, 4)]
        assert [tuple(row) for row in entries] == [*told, ("need.change", "need 3")]
    with snapshot(engine) as db:
        assert journal.verify(db).ok


def test_nothing_at_all_is_nothing(make: Make, engine: Engine) -> None:
    goth = make.settlement()
    with make.act(make.facilitator(goth), goth) as act:
        assert receive_needs(act, []) == []
