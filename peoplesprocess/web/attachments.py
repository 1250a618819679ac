"""Papers attached to records: their pictures, and the pages on which every room attaches and strikes them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from peoplesprocess.attachments import MOST_ATTACHED, PaperInput, PaperOwner
from peoplesprocess.core.choice_lists import PAPERS, PAPERS_OF
from peoplesprocess.core.messages import N_, Sentence
from peoplesprocess.core.permissions import Action
from peoplesprocess.facts.attachments import ATTACHED, PICTURE
from peoplesprocess.models import Attachment, Strike
from peoplesprocess.web import photo_uploads
from peoplesprocess.web.access import allows
from peoplesprocess.web.fields import FileField, SelectField
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.forms import Form
from peoplesprocess.web.photo_uploads import Picture, picture
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


@bp.get("/s/<code>/papers/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Send the picture of a paper, unless it was struck."""
    return photo_uploads.response(PICTURE.get(db(), settlement=context.settlement.id, number=number))


class PaperForm(Form):
    """A photo of a paper, and what kind of paper it is."""

    picture: Picture

    photo = FileField(
        N_("Photo of the paper"),
        missing=N_("Choose a photo of the paper."),
        description=N_("Do not photograph faces or identity papers."),
    )

    def agree(self) -> None:
        """Read the photo."""
        self.picture = picture(self.photo.data, "photo")

    def input(self) -> PaperInput:
        """Return the paper as it is attached."""
        found = self.picture
        return PaperInput(self["paper"].value, found.digest, len(found.data), found.width, found.height)


def attach_view(
    context: Context, table: str, about: Sentence, back: str, act: Callable[[PaperInput], Attachment]
) -> ResponseReturnValue:
    """Show the page that attaches a paper to a record of a table, or do the act and go back to the record."""
    kinds = SelectField(
        N_("Which paper is it?"),
        choices={kind: PAPERS[kind] for kind in PAPERS_OF[table]},
        missing=N_("Choose which paper it is."),
    )
    form = PaperForm.extended(paper=kinds)(context)
    return form_view(
        form,
        "attachments/attach.html",
        lambda: act(form.input()),
        lambda row: f"{back}#papers",
        about=about,
        back=back,
        most=MOST_ATTACHED,
    )


def strike_view(
    context: Context,
    owner: PaperOwner,
    number: int,
    about: Sentence,
    back: str,
    act: Callable[[str], Strike],
) -> ResponseReturnValue:
    """Show the page that strikes a paper of a record, or do the act and go back to the record."""
    rows = ATTACHED[owner.table].all(db(), record=owner.id)
    found = next((row for row in rows if row.number == number), None) or abort(404)
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
