"""The forms that open a settlement's next cycle, and that end the present one early."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.core.actions import Action
from peoplesprocess.core.cycle_endings import GROUNDS
from peoplesprocess.core.messages import N_
from peoplesprocess.core.process.steps import before_money
from peoplesprocess.cycles.actions import CycleInput
from peoplesprocess.cycles.early_end import CycleEndingInput
from peoplesprocess.web.fields import IntegerField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context


class CycleForm(Form):
    """The next cycle; `seen_cycle` is the one that was current when the page was opened."""

    seen_cycle = IntegerField(N_("Cycle"), required=False, hidden=True)
    begins_with = SelectField(N_("With which step does it begin?"), missing=N_("Choose the step."))
    money_added = MoneyField(
        N_("How much money comes with it?"),
        required=False,
        description=N_("It is added to what earlier cycles left. Leave it empty if nothing comes."),
    )
    reason = TextField(
        N_("Why does it begin before everything is handed over?"),
        rows=3,
        max=600,
        required=False,
        depends=True,
    )
    on_paper = paper_day_field()

    @cached_property
    def input(self) -> CycleInput:
        """The next cycle as chosen."""
        money = self["money_added"].value if "money_added" in self else 0
        return self.filled(CycleInput, money_added=money)


def cycle_form(context: Context) -> CycleForm:
    """Return the form, which proposes the step of the needs; only those who may add money get that field."""
    steps = before_money(context.steps)
    usual = next((step.key for step in steps if step.key == "map"), steps[0].key if steps else "")
    form = CycleForm(context, {"begins_with": usual, "seen_cycle": context.settlement.cycle})
    form.begins_with.choices = [(step.key, step.name) for step in steps]
    if not context.may(Action.ADD_MONEY):
        delattr(form, "money_added")
    return form


class EarlyEndReversalForm(Form):
    """Why a cycle goes on that had ended early."""

    reason = reason_field(N_("Why does it go on?"))


class CycleEndingForm(Form):
    """The early end of a cycle; `seen_cycle` is the one that was current when the page was opened."""

    seen_cycle = IntegerField(N_("Cycle"), required=False, hidden=True)
    ground = SelectField(
        N_("For which reason?"), choices=GROUNDS, missing=N_("Choose for which reason it ended.")
    )
    goes_on_in = TextField(
        N_("In which settlement does it go on?"),
        max=60,
        private=False,
        required=False,
        depends=True,
        description=N_(
            "The code of a settlement of this programme. Leave it empty if there is none. The notice board "
            "does not say where people went."
        ),
    )
    reason = reason_field(
        N_("What happened?"),
        N_("Everybody can read this, also on the notice board. Do not write where people went."),
    )
    on_paper = paper_day_field()

    @cached_property
    def input(self) -> CycleEndingInput:
        """The end as written."""
        return self.filled(CycleEndingInput)
