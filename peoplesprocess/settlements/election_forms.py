"""The form of an election with the seats that were filled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.facts.committee import CommitteeSeat, ElectionTurnout
from peoplesprocess.settlements.actions import ElectionInput, SeatInput
from peoplesprocess.web.fields import BaseField, BooleanField, DateField, IntegerField, SelectField
from peoplesprocess.web.form import Form, stored_values
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context

SEAT_LINES = range(1, 16)
"""The lines of the form for seats; no committee needs more."""


class _ElectionFields(Form):
    held_on = DateField(N_("When was the election?"), missing=N_("Enter the date of the election."))
    eligible_women = IntegerField(N_("Women who could vote"), missing=N_("Write how many women could vote."))
    eligible_men = IntegerField(N_("Men who could vote"), missing=N_("Write how many men could vote."))
    voted_women = IntegerField(N_("Women who voted"), missing=N_("Write how many women voted."))
    voted_men = IntegerField(N_("Men who voted"), missing=N_("Write how many men voted."))
    observers = IntegerField(
        N_("Observers"), required=False, description=N_("Write how many there were, in digits.")
    )
    term_ends_on = DateField(N_("When does their term end?"), ahead=None, required=False)

    def agree(self) -> None:
        refusals = RefusalList()
        for sex in ("women", "men"):
            with refusals:
                if self[f"voted_{sex}"].data > self[f"eligible_{sex}"].data:
                    sentence = N_("More people voted than could vote. Check both numbers.")
                    raise Refused(Message(sentence), f"voted_{sex}")
        with refusals:
            if not list(self._seats()):
                raise Refused(Message(N_("Name at least one seat.")), "office1")
        for number in SEAT_LINES:
            with refusals:
                self._require_office(number)
        refusals.settle()

    def _require_office(self, number: int) -> None:
        rest = (self[f"{name}{number}"].data for name in ("woman", "group", "signs"))
        if any(rest) and not self[f"office{number}"].data:
            raise Refused(
                Message(N_("Choose the office of this seat, or empty its line.")), f"office{number}"
            )

    @property
    def filled_lines(self) -> list[int]:
        """The numbers of the lines that are filled in or have an error."""
        names = ("office", "group", "woman", "signs")
        fields = {number: [self[f"{name}{number}"] for name in names] for number in SEAT_LINES}
        return [number for number, line in fields.items() if any(each.data or each.errors for each in line)]

    def _seats(self) -> Iterator[SeatInput]:
        for number in SEAT_LINES:
            if self[f"office{number}"].data:
                yield SeatInput(
                    office=self[f"office{number}"].data,
                    woman=self[f"woman{number}"].data,
                    group_code=self[f"group{number}"].data,
                    signatory=self[f"signs{number}"].data,
                )

    @cached_property
    def input(self) -> ElectionInput:
        """The election with its seats."""
        return self.filled(ElectionInput, seats=list(self._seats()))


class _CorrectedElectionFields(_ElectionFields):
    reason = reason_field()


def election_form(context: Context) -> _ElectionFields:
    """Return the form of an election, with empty lines for seats."""
    return _ElectionFields.with_lines(**_seat_lines(context))(context)


def corrected_election_form(
    context: Context, election: ElectionTurnout, seats: Sequence[CommitteeSeat]
) -> _CorrectedElectionFields:
    """Return the form of an election recorded anew, filled with the recorded one."""
    values = stored_values(election, ElectionInput)
    for seat in seats:
        values |= {
            f"office{seat.position}": seat.office,
            f"woman{seat.position}": seat.woman,
            f"group{seat.position}": seat.group_code,
            f"signs{seat.position}": seat.signatory,
        }
    return _CorrectedElectionFields.with_lines(**_seat_lines(context))(context, values)


def _seat_lines(context: Context) -> dict[str, BaseField]:
    groups = [(group.code, group.name) for group in context.groups.values()]
    lines: dict[str, BaseField] = {}
    for number in SEAT_LINES:
        lines[f"office{number}"] = SelectField(N_("Office"), choices=choice_lists.OFFICES, required=False)
        lines[f"woman{number}"] = BooleanField(N_("Woman"))
        lines[f"group{number}"] = SelectField(N_("Speaks for"), choices=groups, required=False)
        lines[f"signs{number}"] = BooleanField(N_("Signs for the account"))
    return lines
