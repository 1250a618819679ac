"""Why the present user cannot type in or confirm a group's sheet, for pages to say before a form."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import url_for
from flask.wrappers import Response

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.facts.ballot_data_entries import BallotDataEntryRow
from peoplesprocess.facts.rounds import RoundRow
from peoplesprocess.facts.user_account_makers import tied
from peoplesprocess.rounds.ballot_sheet_entry import TWO_TYPED
from peoplesprocess.rounds.queries import SHEET_TYPED_BY
from peoplesprocess.web.refused_form import refused_form, refused_page
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context


def refused_sheet(
    context: Context, asked: RoundRow, entries: Sequence[BallotDataEntryRow]
) -> Response | None:
    """Return the page that says why the user cannot be a second typist of the paper, or None."""
    others = [entry.made_by for entry in entries if entry.made_by != context.person.id]
    question, back = N_("What does this group put first?"), url_for(".show", number=asked.number)
    if not others:
        return None
    subject = ActSubject(tied=tied(db(), context.person.id, others))
    if page := refused_form(context, Action.ENTER_BALLOT_SHEET, subject, question, back):
        return page
    is_third = len(others) == len(entries) > 1
    return refused_page(Message(TWO_TYPED), question, back) if is_third else None


def refused_word(context: Context, group: str, typed_by: UUID | None) -> Sentence | None:
    """Return why the user cannot attest the content that `typed_by` typed in for a group, or None."""
    subject = ActSubject(groups=frozenset({group}), typed_by=typed_by)
    return context.refusal(Action.ATTEST_BALLOT_SHEET, subject)


def refused_attestation(context: Context, group: str, sheet: UUID) -> Sentence | None:
    """Return why the user cannot confirm the present version of a group's sheet, or None."""
    return refused_word(context, group, SHEET_TYPED_BY.get(db(), sheet=sheet))
