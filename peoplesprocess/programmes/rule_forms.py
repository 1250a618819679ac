"""The form of a programme's rules and instalments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cached_property

import wtforms

from peoplesprocess.core.approval_chain import USUAL_LEVELS, AuthorityLevel
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.core.programme_rules import ProgrammeRules, TrancheTerms
from peoplesprocess.core.retention import MOST_MONTHS, MOST_PERCENT, hold_back
from peoplesprocess.programmes.committee_name_field import CommitteeNameField
from peoplesprocess.web.fields import BooleanField, IntegerField
from peoplesprocess.web.form import Form, stored_values
from peoplesprocess.web.i18n import digits_of
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.view_context import Context

INSTALMENTS = range(1, 7)
CHECKS = range(1, 5)


def _percent(label: str) -> IntegerField:
    return IntegerField(label, max=100, required=False)


def _limit_field(of: str) -> MoneyField:
    """Return the field for a limit in a programme's currency."""

    class MoneyLimitField(MoneyField):
        @property
        def currency(self) -> str:
            return of

        @property
        def digits(self) -> int:
            return digits_of(of)

    return MoneyLimitField(
        N_("Purchases above which three sellers are asked; 0 if never"),
        required=False,
        description=N_(
            "In the programme's currency. This does not apply to settlements that use another currency."
        ),
    )


class ProgrammeRulesForm(Form):
    """A programme's rules, the word for its committees, and the instalments of a grant."""

    kept_levels: tuple[AuthorityLevel, ...] = USUAL_LEVELS
    """The levels of authority; they are changed on their own page."""
    version = IntegerField(N_("Version"), required=False, hidden=True)
    committee_name = CommitteeNameField(
        N_("What are the communities' committees called?"),
        missing=N_("Write what the communities' committees are called."),
    )
    women_at_meeting = _percent(N_("Women at the orientation meeting, at least, in %"))
    small_group_coverage = IntegerField(
        N_("Households in small groups before the election, at least, in %; 0 if there are none"),
        max=100,
        required=False,
        description=N_("The steps of the programme say where this is required."),
    )
    election_turnout = _percent(N_("Voters who take part in an election, at least, in %"))
    women_on_committee = _percent(N_("Women on the committee, at least, in %"))
    signatories = IntegerField(
        N_("People who sign for the account"),
        min=1,
        max=9,
        missing=N_("Write how many people sign for the account."),
    )
    women_signatories = IntegerField(N_("Women among them, at least"), max=9, required=False)
    tokens = IntegerField(
        N_("Tokens for each person when priorities are set"),
        min=1,
        max=20,
        missing=N_("Write how many tokens each person gets."),
    )
    households_at_assembly = _percent(N_("Households at the assembly that adopts a plan, at least, in %"))
    contribution = _percent(N_("What the community gives to each work, at least, in %"))
    answer_days = IntegerField(
        N_("Days within which an authority should answer"),
        min=1,
        max=365,
        missing=N_("Write within how many days an authority should answer."),
    )
    next_level_answers = BooleanField(
        N_("If a level of authority is late, the next one may answer instead"),
        description=N_("Without this, the item keeps waiting. Silence is never an approval."),
    )
    objection_days = IntegerField(
        N_("Days for objections after an authority endorsed a work; 0 if no contract waits for them"),
        max=365,
        required=False,
    )
    release_days = IntegerField(
        N_("Days within which the agency should release money"),
        min=1,
        max=365,
        missing=N_("Write within how many days the agency should release money."),
    )
    acknowledge_days = IntegerField(
        N_("Days within which somebody should look at a complaint"),
        min=1,
        max=365,
        missing=N_("Write within how many days somebody should look at a complaint."),
    )
    complaint_days = IntegerField(
        N_("Days within which a complaint should be answered"),
        min=1,
        max=365,
        missing=N_("Write within how many days a complaint should be answered."),
    )
    stale_after_months = IntegerField(
        N_("Months after which a profile's information about services counts as old; 0 for never"),
        max=120,
        required=False,
    )
    progress_gap = IntegerField(
        N_("Points between work and money at which a warning is shown"),
        min=1,
        max=100,
        missing=N_("Write at how many points between work and money a warning is shown."),
    )

    visit_days = IntegerField(
        N_("Days after a release within which somebody should visit the work; 0 for no warning"),
        max=365,
        missing=N_("Write within how many days somebody should visit the work, or 0."),
    )
    screenings = BooleanField(
        N_("Every item is screened before it goes to the authority"),
        description=N_(
            "Without this, an item can be endorsed although nobody has screened it. An item with a high "
            "risk always needs a measure."
        ),
    )
    exact_displaced_points = BooleanField(
        N_("Points on the earth about displaced people may be exact"),
        description=N_(
            "Without this, they are saved only to about one kilometre, so that nobody can find a home with "
            "them."
        ),
    )

    asks_recovery_view = BooleanField(
        N_("Plans serve outcomes of urban recovery"),
        description=N_(
            "A plan is handed over once each item has its primary outcome; items without a responsible level "
            "are listed."
        ),
    )
    technical_fee = IntegerField(
        N_("Technical help, in addition to the grant, in %; 0 if it costs nothing"), max=50, required=False
    )
    retention = IntegerField(
        N_("Share of a grant held back until the defects period is over, in %; 0 for nothing"),
        max=MOST_PERCENT,
        required=False,
        description=N_("It is taken from the last instalment, which must be larger."),
    )
    defects_months = IntegerField(
        N_("Months after the certificate in which defects are repaired; 0 if there are none"),
        max=MOST_MONTHS,
        required=False,
    )
    public_reading = BooleanField(
        N_("Accounts are read in public before each later instalment"),
        description=N_("A meeting hears and accepts them after the previous instalment has come."),
    )
    receipts_attached = BooleanField(
        N_("Every line of the cash book has a photo of its receipt before a later instalment")
    )
    programme_currency = ""

    def agree(self) -> None:
        refusals = RefusalList()
        with refusals:
            if self.women_signatories.data > self.signatories.data:
                sentence = N_("This is more than the number of people who sign. Write a smaller number.")
                raise Refused(Message(sentence), "women_signatories")
        with refusals:
            if not self._months():
                raise Refused(Message(N_("Name at least one check after the handover.")), "check1")
        for number in INSTALMENTS:
            rest = any(self[f"{name}{number}"].data for name in ("work", "spent", "certificate"))
            with refusals:
                if rest and not self[f"percent{number}"].data:
                    sentence = N_("This instalment has conditions, but no share.")
                    raise Refused(Message(sentence), f"percent{number}")
        refusals.settle()
        self._require_instalments()

    def _require_instalments(self) -> None:
        parts = list(self._instalments())
        try:
            hold_back(100, [part.percent for part in parts] or [0], self.retention.value)
        except Refused as refusal:
            raise Refused(refusal.sentence, "retention" if refusal.field else "percent1") from None
        if parts[0].money_spent:
            raise Refused(
                Message(
                    N_(
                        "Nothing is released before the first instalment, so no money can be spent by then. "
                        "Leave this empty."
                    )
                ),
                f"spent{next(number for number in INSTALMENTS if self[f'percent{number}'].data)}",
            )

    def _months(self) -> tuple[int, ...]:
        return tuple(sorted({self[f"check{number}"].data for number in CHECKS} - {0, None}))

    def _instalments(self) -> Iterator[TrancheTerms]:
        for number in INSTALMENTS:
            if self[f"percent{number}"].data:
                yield TrancheTerms(
                    self[f"percent{number}"].data,
                    work_done=self[f"work{number}"].data,
                    money_spent=self[f"spent{number}"].data,
                    certificate=self[f"certificate{number}"].data,
                )

    @cached_property
    def input(self) -> ProgrammeRules:
        """The rules as typed in."""
        return self.filled(
            ProgrammeRules,
            check_months=self._months(),
            instalments=tuple(self._instalments()),
            levels=self.kept_levels,
            quotations_currency=self.programme_currency,
        )


NUMBERS = tuple(
    name for name in vars(ProgrammeRulesForm) if name in {field.name for field in fields(ProgrammeRules)}
)
"""The rules with one field each, in the order of the page."""


def rules_form(context: Context) -> ProgrammeRulesForm:
    """Return the form of a programme's rules, filled with the present ones."""
    lines: dict[str, wtforms.Field] = {
        f"check{number}": IntegerField(N_("Check, months after the handover"), max=120, required=False)
        for number in CHECKS
    }
    for number in INSTALMENTS:
        lines[f"percent{number}"] = _percent(N_("Share of the grant, in %"))
        lines[f"work{number}"] = _percent(N_("Work done, in %"))
        lines[f"spent{number}"] = _percent(N_("Money spent, in %"))
        lines[f"certificate{number}"] = BooleanField(N_("Certificate"))
    rules, programme = context.rules, context.programme
    lines["quotations_above"] = _limit_field(programme.currency)
    values = stored_values(rules, ProgrammeRules)
    values |= {"version": programme.version, "committee_name": programme.committee_name}
    values |= {f"check{number}": month for number, month in zip(CHECKS, rules.check_months, strict=False)}
    for number, part in zip(INSTALMENTS, rules.instalments, strict=False):
        values[f"percent{number}"] = part.percent
        values[f"work{number}"] = part.work_done
        values[f"spent{number}"] = part.money_spent
        values[f"certificate{number}"] = part.certificate
    form = ProgrammeRulesForm.with_lines(**lines)(context, values)
    form.kept_levels = rules.levels
    form.programme_currency = programme.currency
    return form
