"""The one way to answer a form: token, first submission, fields, act, journal, commit, next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID

from flask import abort, g, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.permissions import Forbidden, SecondFactorNeeded
from peoplesprocess.db.session import add_rows
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import WebFormSubmission
from peoplesprocess.web.form import Form, is_shown_again, token_is_good, wrong_token
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.request_state import db, now, take_turn
from peoplesprocess.web.sessions import current_person
from peoplesprocess.web.storage_failure_message import FailureNotice
from peoplesprocess.web.unique_conflicts import taken
from peoplesprocess.web.waiting_pages import saved_mark

T = TypeVar("T")


class WebFormSubmissionRow(NamedTuple):
    """The first submission of a form: its author, the digest of its content, and where it led."""

    account_id: UUID | None
    digest: str
    location: str


_submissions = cast(Table, WebFormSubmission.__table__)
_ADD = insert(_submissions)
_FIRST = Query(
    WebFormSubmissionRow,
    select(_submissions.c.account_id, _submissions.c.digest, _submissions.c.location).where(
        _submissions.c.form_id == bindparam("form")
    ),
)


def form_view(
    form: Form,
    template: str,
    act: Callable[[], T],
    then: Callable[[T], str],
    another: Callable[[T], str] | None = None,
    **values: Any,
) -> ResponseReturnValue:
    """Show the form, or do its act once and redirect to `then`.

    The button "Save and record another" redirects to `another`. A repeated form does nothing and is
    redirected to where its first submission led; with other content it is refused with 409. An act that the
    rules refuse changes nothing, and the page says why, with everything that was typed. A save over somebody
    else's newer save is refused with 409 and both texts.
    """
    if request.method != "POST" or is_shown_again():
        return render_page(template, form=form, **values)
    if "unsaved" in g:
        notice: FailureNotice = g.unsaved
        form.sentences += notice.sentences()
        form.ask_for_files_again()
        return render_page(template, notice.status, form=form, **values)
    onwards = another if another is not None and "another" in request.form else then
    result = _submitted(form, act, onwards)
    if isinstance(result, str):
        return redirect(result, 303)
    form.ask_for_files_again()
    return render_page(template, result, form=form, **values)


def will_act() -> bool:
    """Return whether the posted form is ours and has not been answered yet, so that its photos are kept."""
    form = Form()
    return token_is_good(form) and _FIRST.first(db(), form=form.form_id) is None


def _submitted(form: Form, act: Callable[[], T], then: Callable[[T], str]) -> str | int:
    """Return where a posted form leads, or the status of the page that says what is wrong with it."""
    if not token_is_good(form):
        form.sentences.append(
            wrong_token(N_("This form was open too long or came from elsewhere. Check it and send it again."))
        )
        return 422
    digest = form.digest
    if (first := _FIRST.first(db(), form=form.form_id)) is not None:
        return _again(first, form, digest)
    try:
        if not form.validate():
            db().rollback()
            return 422
        take_turn()
        location = _marked(then(act()))
        _save(form.form_id, digest, location)
        return location
    except SecondFactorNeeded:
        # The handler of this error passes what was typed on to the page for the proof, and back afterwards.
        db().rollback()
        raise
    except Forbidden:
        db().rollback()
        abort(404)
    except Refused as refusal:
        db().rollback()
        form.refuse_all(refusal)
        return 422
    except Conflict as conflict:
        db().rollback()
        form.theirs = conflict.theirs
        form.sentences.append(
            Message(N_("Somebody else has just saved this. Compare both versions, then save the right one."))
        )
        return 409
    except IntegrityError as error:
        db().rollback()
        return _outrun(form, digest, error)


def _save(form_id: UUID, digest: str, location: str) -> None:
    """Store where the form leads, and commit it together with the act."""
    person = current_person()
    submission: dict[str, object] = {"form_id": form_id, "account_id": person.id if person else None}
    submission |= {"digest": digest, "location": location, "made_at": now()}
    session = db()
    add_rows(session, _ADD, submission)
    session.commit()
    g.acted = True


def _outrun(form: Form, digest: str, error: IntegrityError) -> str | int:
    """Return the answer to an act that lost a race. Errors: IntegrityError if it did not lose any."""
    if (first := _FIRST.first(db(), form=form.form_id)) is not None:
        # The same form was sent twice at once; the slower one is redirected to the result of the faster one.
        return _again(first, form, digest)
    if (meanwhile := taken(error)) is None:
        raise error
    form.refuse(meanwhile)
    return 422


def _again(first: WebFormSubmissionRow, form: Form, digest: str) -> str | int:
    person = current_person()
    if first.account_id == (person.id if person else None):
        if first.digest == digest:
            return first.location
        form.saved_before = first.location
    form.sentences.append(
        Message(
            N_(
                "This form has already been saved, with different content. Open what was saved and change "
                "it there."
            )
        )
    )
    return 409


def _marked(location: str) -> str:
    path, hash_mark, fragment = location.partition("#")
    return f"{path}{'&' if '?' in path else '?'}saved={saved_mark()}{hash_mark}{fragment}"
