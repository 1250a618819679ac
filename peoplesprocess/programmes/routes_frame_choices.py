"""Which frames a programme reports by: choosing, writing one of its own, changing it, leaving one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.frames import FrameOfReference
from peoplesprocess.core.messages import N_
from peoplesprocess.facts.programme_frames import ProgrammeFrameRow, programme_frames
from peoplesprocess.programmes import frame_choices
from peoplesprocess.programmes.frame_choices import OwnFrameInput, own_values
from peoplesprocess.web.fields import IntegerField, SelectMultipleField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context

bp = Blueprint("frame_choices", __name__, template_folder="templates")


class LeaveFrameForm(Form):
    """Why the programme no longer reports by a frame."""

    reason = reason_field(N_("Why is it changed?"))


class OwnFrameForm(LeaveFrameForm):
    """A frame of the programme's own."""

    number = IntegerField(N_("Version"), required=False, hidden=True)
    name = TextField(
        N_("What is the framework called?"), max=80, missing=N_("Write what the framework is called.")
    )
    document = TextField(N_("In which document is it?"), max=200, required=False)
    codes = TextField(
        N_("Codes"),
        rows=8,
        max=6000,
        private=False,
        missing=N_("Write at least one code."),
        description=N_("One line for each: the code, a blank, and what it is called. “A.1 Safe schools”."),
    )

    @cached_property
    def input(self) -> OwnFrameInput:
        """The frame as written."""
        return self.filled(OwnFrameInput)


class ChooseFramesForm(Form):
    """Frames to report by."""

    frames: SelectMultipleField


def choose_frames_form(context: Context, offered: Sequence[FrameOfReference]) -> ChooseFramesForm:
    """Return the form that offers frames."""
    frames = SelectMultipleField(
        N_("Which frameworks does the programme report by?"),
        choices=[(frame.key, frame.name) for frame in offered],
        missing=N_("Choose at least one framework from the list."),
    )
    return ChooseFramesForm.extended(frames=frames)(context)


@bp.route("/p/<programme>/frames/choose", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def choose(context: Context) -> ResponseReturnValue:
    """Report by more frames, also by some that were left."""
    offered = programme_frames(db(), context.programme.id).offered
    form = choose_frames_form(context, offered)
    return form_view(
        form,
        "programmes/choose_frames.html",
        lambda: frame_choices.use_frames(context.act, form.frames.value),
        lambda rows: url_for("programmes.frames.index"),
        offered=offered,
    )


@bp.route("/p/<programme>/frames/add", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def add(context: Context) -> ResponseReturnValue:
    """Write a frame of the programme's own."""
    form = OwnFrameForm(context)
    return form_view(
        form,
        "programmes/write_frame.html",
        lambda: frame_choices.add_own_frame(context.act, form.input),
        lambda row: url_for("programmes.frames.index"),
        row=None,
    )


@bp.route("/p/<programme>/frames/<frame>/change", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def change(context: Context, frame: str) -> ResponseReturnValue:
    """Change a frame of the programme's own."""
    row = _row(context, frame)
    if not row.reference.is_own:
        abort(404)
    form = OwnFrameForm(context, own_values(row) | {"number": row.number})
    return form_view(
        form,
        "programmes/write_frame.html",
        lambda: frame_choices.change_own_frame(context.act, frame, form.input, form.number.data or 0),
        lambda row: url_for("programmes.frames.index"),
        row=row,
    )


@bp.route("/p/<programme>/frames/<frame>/leave", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def leave(context: Context, frame: str) -> ResponseReturnValue:
    """Report by a frame no longer."""
    row = _row(context, frame)
    form = LeaveFrameForm(context)
    return form_view(
        form,
        "programmes/leave_frame.html",
        lambda: frame_choices.leave_frame(context.act, frame, form.reason.value),
        lambda row: url_for("programmes.frames.index"),
        frame=row.reference,
    )


def _row(context: Context, key: str) -> ProgrammeFrameRow:
    return programme_frames(db(), context.programme.id).row(key) or abort(404)
