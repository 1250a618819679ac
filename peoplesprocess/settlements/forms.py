"""What facilitators write about a settlement, and how it becomes an action's input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from peoplesprocess.core import choice_lists
from peoplesprocess.core.inclusion import more_than_all_households
from peoplesprocess.core.messages import N_, Message, Plural, Refused
from peoplesprocess.facts.committee import CommitteeSeat, ElectionTurnout
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.settlements.actions import (
    ElectionInput,
    MeetingInput,
    NoObjectionInput,
    SeatInput,
    SettlementFiguresInput,
)
from peoplesprocess.settlements.queries import MeetingDetail
from peoplesprocess.web.fields import (
    BaseField,
    BooleanField,
    DateField,
    IntegerField,
    OptionalCountField,
    SelectField,
    TextField,
)
from peoplesprocess.web.form import Form, stored_values
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.time_zone_field import time_zone_field
from peoplesprocess.web.view_context import Context

SEXES = (("women", N_("Women and girls")), ("men", N_("Men and boys")))
PRESENT = (("women", N_("Women")), ("men", N_("Men")), ("other", N_("Other or not stated")))
ADULT_BANDS = range(1, 4)
SEAT_LINES = range(1, 16)
"""A committee needs no more seats than this."""


def _grid(rows: tuple[tuple[str, str], ...], bands: range) -> dict[str, IntegerField]:
    return {f"{key}{band}": IntegerField(name, required=False) for key, name in rows for band in bands}


class _SettlementFiguresFields(Form):
    version = IntegerField(N_("Version"), required=False)
    landmark = TextField(
        N_("Which landmark do people use to find the place?"),
        description=N_("No house of a family. A school, a bridge."),
        required=False,
    )
    tenure = SelectField(
        N_("Who owns the land?"), choices=choice_lists.TENURES, missing=N_("Choose who owns the land.")
    )
    hazard = SelectField(
        N_("Which hazard is the worst?"), choices=choice_lists.HAZARDS, missing=N_("Choose the worst hazard.")
    )
    time_zone = time_zone_field()
    households = IntegerField(N_("Households"), min=1, missing=N_("Give a number, a good guess is fine."))
    women_headed = IntegerField(N_("Households headed by a woman"), required=False)
    with_disability = IntegerField(N_("Households with a person with disability"), required=False)

    def agree(self) -> None:
        for name in ("women_headed", "with_disability"):
            if self[name].data > self.households.data:
                raise Refused(
                    more_than_all_households(self.households.data),
                    name,
                )
        by_status = sum(self[f"status_{status}"].data for status in choice_lists.STATUSES)
        if by_status != self.households.data:
            raise Refused(
                Message(
                    N_("The households by status add up to %(sum)s, not to %(households)s."),
                    {"sum": by_status, "households": self.households.data},
                ),
                f"status_{next(iter(choice_lists.STATUSES))}",
            )

    @cached_property
    def input(self) -> SettlementFiguresInput:
        """The profile as written."""
        population = {sex: [self[f"{sex}{band}"].data for band in range(4)] for sex, _ in SEXES}
        by_status = {key: self[f"status_{key}"].data for key in choice_lists.STATUSES}
        statuses = {key: count for key, count in by_status.items() if count}
        return self.filled(SettlementFiguresInput, population=population, statuses=statuses)


ProfileForm = _SettlementFiguresFields.extended(
    **{
        f"status_{key}": IntegerField(name, required=False, depends=True)
        for key, name in choice_lists.STATUSES.items()
    },
    **_grid(SEXES, range(4)),
)


def profile_values(place: SettlementWithRules) -> dict[str, object]:
    """Return what a settlement's profile holds, by field."""
    values = stored_values(place, SettlementFiguresInput, "version")
    values |= {f"status_{key}": count for key, count in place.statuses.items()}
    for sex, counts in place.population.items():
        values |= {f"{sex}{band}": count for band, count in enumerate(counts)}
    return values


class NoObjectionForm(Form):
    """The authority's no-objection."""

    office = TextField(N_("Which office has no objection?"), missing=N_("Name the office, not the person."))
    reference = TextField(N_("Number or kind of the letter"), private=False, required=False)
    given_on = DateField(N_("Given on"), missing=N_("Enter the day on which it was given."))

    @cached_property
    def input(self) -> NoObjectionInput:
        """The no-objection as written."""
        return self.filled(NoObjectionInput)


class _MeetingFields(Form):
    kind = SelectField(
        N_("What kind of meeting was it?"),
        choices=choice_lists.MEETINGS,
        missing=N_("Choose what kind of meeting it was."),
    )
    group_code = SelectField(N_("Whose session was it?"), required=False, depends=True)
    held_on = DateField(N_("When?"), missing=N_("Enter the day of the meeting."))
    place = TextField(N_("Where?"), missing=N_("Name the place where people met."))
    displaced = OptionalCountField(N_("Of these, displaced people"), required=False)
    with_disability = OptionalCountField(N_("Of these, persons with disabilities"), required=False)
    women_headed = OptionalCountField(N_("Households headed by a woman"), required=False)
    households = OptionalCountField(N_("Households present"), required=False)
    consent = BooleanField(N_("The consent text was read aloud and nobody objected"))
    agenda = TextField(
        N_("What was it about?"), rows=2, max=500, missing=N_("Write what the meeting was about.")
    )
    minutes = TextField(
        N_("What was said and decided?"),
        rows=5,
        max=4000,
        description=N_("No names of people."),
        missing=N_("Write what was said and decided."),
    )

    again = BooleanField(N_("It is another one. Save it too."))

    def agree(self) -> None:
        people = sum(sum(counts) for counts in self.counts().values())
        if not people:
            raise Refused(Message(N_("Count the people who were there.")), "women1")
        for name in ("displaced", "with_disability"):
            if (self[name].data or 0) > people:
                raise Refused(
                    Plural(
                        "This is more than the %(count)s person there. Check the number.",
                        "This is more than all %(count)s people there. Check the number.",
                        people,
                    ),
                    name,
                )
        for name in ("women_headed", "households"):
            if (self[name].data or 0) > people:
                raise Refused(
                    Message(N_("More households than people were there. Check both numbers."), {}), name
                )
        if self.kind.data == "session" and not self.group_code.data:
            raise Refused(Message(N_("Choose the group whose session it was.")), "group_code")

    def counts(self) -> dict[str, list[int]]:
        """Return the heads by sex and age band."""
        return {key: [self[f"{key}{band}"].data for band in ADULT_BANDS] for key, _ in PRESENT}

    @cached_property
    def input(self) -> MeetingInput:
        """The meeting as recorded; only a session is of one group."""
        group = self.group_code.value if self.kind.value == "session" else ""
        return self.filled(MeetingInput, counts=self.counts(), group_code=group)


class _CorrectedMeetingFields(_MeetingFields):
    reason = reason_field()


M = TypeVar("M", bound=_MeetingFields)
_MeetingForm = _MeetingFields.extended(**_grid(PRESENT, ADULT_BANDS))
_CorrectedMeetingForm = _CorrectedMeetingFields.extended(**_grid(PRESENT, ADULT_BANDS))


def meeting_form(context: Context, values: Mapping[str, str]) -> _MeetingFields:
    """Return the form of a meeting, with the groups that are heard here."""
    return _with_groups(_MeetingForm(context, values), context)


def corrected_meeting_form(context: Context, meeting: MeetingDetail) -> _CorrectedMeetingFields:
    """Return the form of a meeting that is recorded anew, beginning at what was recorded."""
    values = stored_values(meeting, MeetingInput)
    for key, counts in meeting.counts.items():
        values |= {f"{key}{band}": count for band, count in zip(ADULT_BANDS, counts, strict=True)}
    return _with_groups(_CorrectedMeetingForm(context, values), context)


def _with_groups(form: M, context: Context) -> M:
    form.group_code.choices = [(group.code, group.name) for group in context.groups.values()]
    return form


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
        for sex in ("women", "men"):
            if self[f"voted_{sex}"].data > self[f"eligible_{sex}"].data:
                raise Refused(
                    Message(N_("More people voted than could vote. Check both numbers.")), f"voted_{sex}"
                )
        if not list(self._seats()):
            raise Refused(Message(N_("Name at least one seat.")), "office1")

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
        """The election sheet with its seats."""
        return self.filled(ElectionInput, seats=list(self._seats()))


class _CorrectedElectionFields(_ElectionFields):
    reason = reason_field()


def election_form(context: Context) -> _ElectionFields:
    """Return the election form with as many lines for seats as a committee can need."""
    return _ElectionFields.extended(**_seat_lines(context))(context)


def corrected_election_form(
    context: Context, election: ElectionTurnout, seats: Sequence[CommitteeSeat]
) -> _CorrectedElectionFields:
    """Return the form of an election that is recorded anew, beginning at what was recorded."""
    values = stored_values(election, ElectionInput)
    for seat in seats:
        values |= {
            f"office{seat.position}": seat.office,
            f"woman{seat.position}": seat.woman,
            f"group{seat.position}": seat.group_code,
            f"signs{seat.position}": seat.signatory,
        }
    return _CorrectedElectionFields.extended(**_seat_lines(context))(context, values)


def _seat_lines(context: Context) -> dict[str, BaseField]:
    groups = [(group.code, group.name) for group in context.groups.values()]
    lines: dict[str, BaseField] = {}
    for number in SEAT_LINES:
        lines[f"office{number}"] = SelectField(N_("Office"), choices=choice_lists.OFFICES, required=False)
        lines[f"woman{number}"] = BooleanField(N_("Woman"))
        lines[f"group{number}"] = SelectField(N_("Speaks for"), choices=groups, required=False)
        lines[f"signs{number}"] = BooleanField(N_("Signs for the account"))
    return lines


class CloseStepForm(Form):
    """Closing a step; the reason is for a gate that a manager waives."""

    waiver = TextField(
        N_("Reason, if the step is closed although something is missing"),
        rows=3,
        max=600,
        required=False,
        depends=True,
    )
