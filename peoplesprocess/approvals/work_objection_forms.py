"""The forms of objections and their answers, and of a reminder to a late level."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.approvals.work_objections import WorkObjectionAnswerInput, WorkObjectionInput
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_
from peoplesprocess.core.roles import Role
from peoplesprocess.web.fields import BooleanField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.view_context import Context


class WorkObjectionForm(Form):
    """An objection to an endorsed work."""

    group = SelectField(N_("Which group objects?"), required=False)
    words = TextField(
        N_("What is the objection?"),
        rows=4,
        max=1000,
        missing=N_("Write the objection, without names."),
        description=N_(
            "Write no names. Everybody with a role here can read it; the public can only read that there "
            "is an objection."
        ),
    )
    on_paper = paper_day_field()

    @cached_property
    def input(self) -> WorkObjectionInput:
        """The objection as written."""
        return self.filled(WorkObjectionInput, group=self.group.data or "")


def objection_form(context: Context) -> WorkObjectionForm:
    """Return the form with the groups that the reader may speak for; a facilitator may also name nobody."""
    form = WorkObjectionForm(context)
    speaks = any(grant.role is Role.FACILITATOR for grant in context.person.grants)
    groups = [group for group in context.groups.values() if speaks or group.code in context.represents]
    nobody = [("", N_("Nobody is named"))] if speaks else []
    form.group.choices = [*nobody, *((group.code, group.name) for group in groups)]
    return form


class WorkObjectionAnswerForm(Form):
    """The answer to an objection."""

    words = TextField(
        N_("What is the answer, and why?"),
        rows=4,
        max=1000,
        missing=N_("Write the answer with its reason: everybody can read it."),
        description=N_("It is shown on the public notice board."),
    )
    mistaken = BooleanField(N_("The objection was recorded by mistake"))

    @cached_property
    def input(self) -> WorkObjectionAnswerInput:
        """The answer as written."""
        mistaken = bool(self["mistaken"].data) if "mistaken" in self else False
        return self.filled(WorkObjectionAnswerInput, mistaken=mistaken)


def objection_answer_form(context: Context) -> WorkObjectionAnswerForm:
    """Return the form, without the mark of a mistake for those who endorse works."""
    form = WorkObjectionAnswerForm(context)
    if not context.may(Action.DISMISS_OBJECTION):
        delattr(form, "mistaken")
    return form


class AnswerReminderForm(Form):
    """The reminder to a level that is late."""

    words = TextField(
        N_("What do you ask?"),
        rows=3,
        max=500,
        missing=N_("Write what you ask, or by when you need the answer."),
    )


class AuthorityLookForm(Form):
    """The confirmation that somebody has seen all answers until now."""
