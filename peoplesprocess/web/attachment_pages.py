"""The pictures of papers, and the pages on which every room lists and changes its papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from peoplesprocess.attachment_actions import (
    MOST_ATTACHED,
    AttachmentCorrectionInput,
    AttachmentInput,
    AttachmentOwner,
)
from peoplesprocess.core.actions import Action
from peoplesprocess.core.choice_lists import PAPERS, PAPERS_OF, USUAL_PAPER
from peoplesprocess.core.messages import N_, Msgid, Sentence
from peoplesprocess.facts.attachments import ATTACHED, PICTURE, AttachmentRow
from peoplesprocess.models import Attachment, Strike
from peoplesprocess.web import photo_uploads
from peoplesprocess.web.fields import BooleanField, SelectField
from peoplesprocess.web.file_field import FileField
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.photo_uploads import picture
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_page
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm, reason_field
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


@bp.get("/s/<code>/papers/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Send the picture of a paper; 404 if it is hidden."""
    return photo_uploads.response(PICTURE.get(db(), settlement=context.settlement.id, number=number))


class AttachmentForm(Form):
    """A photo of a paper, with the kind of paper."""

    photo = FileField(
        N_("Photo of the paper"),
        missing=N_("Choose a photo of the paper."),
        description=N_("Do not photograph faces or identity papers."),
    )

    @cached_property
    def input(self) -> AttachmentInput:
        """The paper to be attached."""
        found = picture(self.photo.data, "photo")
        return AttachmentInput(self["paper"].value, found.digest, len(found.data), found.width, found.height)


class AttachmentCorrectionForm(AttachmentForm):
    """The right photo, with the reason for replacing the previous one."""

    reason = reason_field()
    hides_picture = BooleanField(
        N_("The former photo shows a face or an identity paper: nobody may see it any more")
    )

    def correction(self) -> AttachmentCorrectionInput:
        """Return the correction of a paper."""
        return AttachmentCorrectionInput(self.input, self.reason.value, self.hides_picture.value)


class RecordWithPapers(NamedTuple):
    """A record as the pages of its papers show it: its title, its own page, and the user's permissions.

    A user who `may` attach papers may also correct and strike them, unless `may_strike` says otherwise.
    `refused` is shown in place of every form, and `refused_strike` in place of the forms that correct and
    strike, if the act would refuse.
    """

    owner: AttachmentOwner
    about: Sentence
    page: str
    title: str | None = None
    may: bool = False
    may_strike: bool | None = None
    refused: Sentence | None = None
    refused_strike: Sentence | None = None


@dataclass(frozen=True, slots=True)
class AttachmentPages:
    """The pages of papers of one kind of record: how the record is found, and the acts.

    `find`, and `find_for_writing` if writing needs more, take the context and the address's arguments; they
    abort with 404 if there is no such record. The acts take the same arguments. Without `has_list` the
    record's own page lists the papers.
    """

    find: Callable[..., RecordWithPapers]
    attach: Callable[..., Attachment]
    strike: Callable[..., Strike]
    correct: Callable[..., Attachment]
    find_for_writing: Callable[..., RecordWithPapers] | None = None
    has_list: bool = True

    def add_to(
        self, blueprint: Blueprint, address: str, action: Action, strike_action: Action | None = None
    ) -> None:
        """Add the pages below an address; `strike_action` is for correcting and striking if it differs."""
        if self.has_list:
            blueprint.add_url_rule(address, "index", allows(Action.SEE_SETTLEMENT)(self._list))
        for rule, needed, view in (
            ("attach", action, self._attach),
            ("<int:paper>/strike", strike_action or action, self._strike),
            ("<int:paper>/correct", strike_action or action, self._correct),
        ):
            name = rule.rpartition("/")[2]
            blueprint.add_url_rule(f"{address}/{rule}", name, allows(needed)(view), methods=["GET", "POST"])

    def _list(self, context: Context, **names: int) -> ResponseReturnValue:
        found = self.find(context, **names)
        return render_page(
            "attachments/list.html",
            about=found.about,
            back=found.page,
            title=found.title,
            rows=ATTACHED[found.owner.table].all(db(), record=found.owner.id),
            endpoint=request.blueprint,
            here=names,
            may=found.may,
            may_strike=found.may_strike,
        )

    def _attach(self, context: Context, **names: int) -> ResponseReturnValue:
        found = self._written(context, names)
        table, back = found.owner.table, self._back(found, names)
        if page := _refused(found.refused, N_("Which paper proves it?"), back):
            return page
        form = AttachmentForm.extended(paper=_kinds(table))(context, {"paper": USUAL_PAPER.get(table)})
        return form_view(
            form,
            "attachments/attach.html",
            lambda: self.attach(context.act, **names, sent=form.input),
            lambda row: f"{back}#papers",
            about=found.about,
            back=back,
            most=MOST_ATTACHED,
        )

    def _correct(self, context: Context, paper: int, **names: int) -> ResponseReturnValue:
        found = self._written(context, names)
        row, back = _paper(found.owner, paper), self._back(found, names)
        if page := _refused(found.refused or found.refused_strike, N_("Which paper should it be?"), back):
            return page
        kinds = _kinds(found.owner.table)
        form = AttachmentCorrectionForm.extended(paper=kinds)(context, {"paper": row.paper})
        return form_view(
            form,
            "attachments/correct.html",
            lambda: self.correct(context.act, **names, paper=paper, given=form.correction()),
            lambda row: f"{back}#papers",
            about=found.about,
            back=back,
            paper=row,
        )

    def _strike(self, context: Context, paper: int, **names: int) -> ResponseReturnValue:
        found = self._written(context, names)
        row, back = _paper(found.owner, paper), self._back(found, names)
        if page := _refused(found.refused or found.refused_strike, N_("Why is this paper struck?"), back):
            return page
        form = StrikeForm(context)
        return form_view(
            form,
            "attachments/strike.html",
            lambda: self.strike(context.act, **names, paper=paper, reason=form.reason.value),
            lambda row: f"{back}#papers",
            about=found.about,
            back=back,
            paper=row,
        )

    def _written(self, context: Context, names: dict[str, int]) -> RecordWithPapers:
        return (self.find_for_writing or self.find)(context, **names)

    def _back(self, found: RecordWithPapers, names: dict[str, int]) -> str:
        if not self.has_list:
            return found.page
        return url_for(".index", **names)  # type: ignore[arg-type]


def _refused(sentence: Sentence | None, asked: Msgid, back: str) -> Response | None:
    return refused_page(sentence, asked, back) if request.method == "GET" else None


def _kinds(table: str) -> SelectField:
    return SelectField(
        N_("Which paper is it?"),
        choices={kind: PAPERS[kind] for kind in PAPERS_OF[table]},
        missing=N_("Choose which paper it is."),
    )


def _paper(owner: AttachmentOwner, number: int) -> AttachmentRow:
    rows = ATTACHED[owner.table].all(db(), record=owner.id)
    return next((row for row in rows if row.number == number), None) or abort(404)
