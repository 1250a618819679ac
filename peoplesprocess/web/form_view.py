"""The one way to answer a form: token, first answer, fields, act, journal, commit, then the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.models import FormSubmission
from peoplesprocess.web.forms import Form, token_is_good
from peoplesprocess.web.guard import db, now
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.sessions import current_person

T = TypeVar("T")

_answers = cast(Table, FormSubmission.__table__)
_FIRST = select(_answers.c.account_id, _answers.c.digest, _answers.c.location).where(
    _answers.c.form_id == bindparam("form")
)


def form_view(
    form: Form, template: str, act: Callable[[], T], then: Callable[[T], str], **values: Any
) -> ResponseReturnValue:
    """Show the form, or do its act once and go to the page that `then` names.

    The same form sent again is led to its first answer and does nothing; sent again with other content
    it is refused with 409. An act that the rules refuse changes nothing and the page says why, with all
    that was typed. A save over somebody else's newer save is refused with 409 and both texts.
    """
    if request.method != "POST" or "language" in request.form:
        return render_page(template, form=form, **values)
    if not token_is_good(form):
        form.sentences.append(
            Message(N_("This form was open too long or came from elsewhere. Check it and send it again."))
        )
        return render_page(template, 422, form=form, **values)
    if (earlier := _first_answer(form)) is not None:
        return _again(earlier, form, template, values)
    return _act(form, template, act, then, values)


def _act(
    form: Form, template: str, act: Callable[[], T], then: Callable[[T], str], values: dict[str, Any]
) -> ResponseReturnValue:
    try:
        location = _do(form, act, then)
    except Refused as refusal:
        db().rollback()
        form.refuse(refusal)
    except Conflict as conflict:
        db().rollback()
        form.theirs = conflict.theirs
        form.sentences.append(
            Message(N_("Somebody else saved this meanwhile. Compare both, then save what should stand."))
        )
        return render_page(template, 409, form=form, **values)
    except IntegrityError:
        # Two of the same form raced; the slower one is led to the answer of the faster.
        db().rollback()
        if (earlier := _first_answer(form)) is None:
            raise
        return _again(earlier, form, template, values)
    else:
        if location:
            return redirect(location, 303)
    return render_page(template, 422, form=form, **values)


def _do(form: Form, act: Callable[[], T], then: Callable[[T], str]) -> str:
    """Do the act in one transaction and return where to go; "" if the form is wrong."""
    if not form.validate():
        db().rollback()
        return ""
    location = _marked(then(act()))
    person = current_person()
    first: dict[str, Any] = {"form_id": form.form_id, "account_id": person.id if person else None}
    first |= {"digest": form.digest, "location": location, "made_at": now()}
    db().execute(insert(_answers), first)
    db().commit()
    return location


def _first_answer(form: Form) -> Any:
    return db().execute(_FIRST, {"form": form.form_id}).first()


def _again(earlier: Any, form: Form, template: str, values: dict[str, Any]) -> ResponseReturnValue:
    person = current_person()
    same_person = earlier.account_id == (person.id if person else None)
    if same_person and earlier.digest == form.digest:
        return redirect(earlier.location, 303)
    form.sentences.append(
        Message(
            N_("This form was saved already, with other content. Open what was saved and change it there.")
        )
    )
    return render_page(template, 409, form=form, **values)


def _marked(location: str) -> str:
    path, hash_mark, fragment = location.partition("#")
    return f"{path}{'&' if '?' in path else '?'}saved=1{hash_mark}{fragment}"
