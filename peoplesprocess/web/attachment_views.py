"""Papers attached to records: their pictures, and the pages on which every room puts them right."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from peoplesprocess.attachment_actions import (
    MOST_ATTACHED,
    AttachmentCorrectionInput,
    AttachmentInput,
    AttachmentOwner,
)
from peoplesprocess.core.actions import Action
from peoplesprocess.core.choice_lists import PAPERS, PAPERS_OF, USUAL_PAPER
from peoplesprocess.core.messages import N_, Sentence
from peoplesprocess.facts.attachments import ATTACHED, PICTURE, AttachmentRow
from peoplesprocess.models import Attachment, Strike
from peoplesprocess.web import photo_uploads
from peoplesprocess.web.fields import BooleanField, FileField, SelectField
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.photo_uploads import picture
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm, reason_field
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


@bp.get("/s/<code>/papers/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Send the picture of a paper, unless nobody may see it."""
    return photo_uploads.response(PICTURE.get(db(), settlement=context.settlement.id, number=number))


class AttachmentForm(Form):
    """A photo of a paper, and what kind of paper it is."""

    photo = FileField(
        N_("Photo of the paper"),
        missing=N_("Choose a photo of the paper."),
        description=N_("Do not photograph faces or identity papers."),
    )

    @cached_property
    def input(self) -> AttachmentInput:
        """The paper as it is attached."""
        found = picture(self.photo.data, "photo")
        return AttachmentInput(self["paper"].value, found.digest, len(found.data), found.width, found.height)


class AttachmentCorrectionForm(AttachmentForm):
    """The right photo, and what was wrong with the former one."""

    reason = reason_field()
    hides_picture = BooleanField(
        N_("The former photo shows a face or an identity paper: nobody may see it any more")
    )

    def correction(self) -> AttachmentCorrectionInput:
        """Return the paper that comes in the place of another one."""
        return AttachmentCorrectionInput(self.input, self.reason.value, self.hides_picture.value)


def attach_view(
    context: Context, table: str, about: Sentence, back: str, act: Callable[[AttachmentInput], Attachment]
) -> ResponseReturnValue:
    """Show the page that attaches a paper to a record of a table, or do the act and go back to the record."""
    form = AttachmentForm.extended(paper=_kinds(table))(context, {"paper": USUAL_PAPER.get(table)})
    return form_view(
        form,
        "attachments/attach.html",
        lambda: act(form.input),
        lambda row: f"{back}#papers",
        about=about,
        back=back,
        most=MOST_ATTACHED,
    )


def correct_view(
    context: Context,
    owner: AttachmentOwner,
    number: int,
    about: Sentence,
    back: str,
    act: Callable[[AttachmentCorrectionInput], Attachment],
) -> ResponseReturnValue:
    """Show the page that puts another paper in the place of one, or do the act and go back to the record."""
    found = _found(owner, number)
    form = AttachmentCorrectionForm.extended(paper=_kinds(owner.table))(context, {"paper": found.paper})
    return form_view(
        form,
        "attachments/correct.html",
        lambda: act(form.correction()),
        lambda row: f"{back}#papers",
        about=about,
        back=back,
        paper=found,
    )


def strike_view(
    context: Context,
    owner: AttachmentOwner,
    number: int,
    about: Sentence,
    back: str,
    act: Callable[[str], Strike],
) -> ResponseReturnValue:
    """Show the page that strikes a paper of a record, or do the act and go back to the record."""
    found = _found(owner, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "attachments/strike.html",
        lambda: act(form.reason.value),
        lambda row: f"{back}#papers",
        about=about,
        back=back,
        paper=found,
    )


def _kinds(table: str) -> SelectField:
    return SelectField(
        N_("Which paper is it?"),
        choices={kind: PAPERS[kind] for kind in PAPERS_OF[table]},
        missing=N_("Choose which paper it is."),
    )


def _found(owner: AttachmentOwner, number: int) -> AttachmentRow:
    rows = ATTACHED[owner.table].all(db(), record=owner.id)
    return next((row for row in rows if row.number == number), None) or abort(404)
