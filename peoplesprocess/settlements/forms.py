"""Forms of a settlement's profile, meetings and steps, and the inputs that they make for the acts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar

from peoplesprocess.core import choice_lists
from peoplesprocess.core.inclusion import more_than_all_households
from peoplesprocess.core.messages import N_, Message, Plural, RefusalList, Refused, Sentence
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.settlements.actions import MeetingInput, NoObjectionInput, SettlementFiguresInput
from peoplesprocess.settlements.queries import MeetingDetail
from peoplesprocess.web.fields import (
    BooleanField,
    DateField,
    IntegerField,
    OptionalIntegerField,
    SelectField,
    TextField,
)
from peoplesprocess.web.form import Form, stored_values
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.time_zone_field import time_zone_field
from peoplesprocess.web.view_context import Context

SEXES = (("women", N_("Women and girls")), ("men", N_("Men and boys")))
PRESENT = (("women", N_("Women")), ("men", N_("Men")), ("other", N_("Other or not stated")))
ADULT_BANDS = range(1, 4)


def _grid(rows: tuple[tuple[str, str], ...], bands: range) -> dict[str, IntegerField]:
    return {
        f"{key}{band}": IntegerField(choice_lists.BAND_NAMES[band], row=name, required=False)
        for key, name in rows
        for band in bands
    }


class _SettlementFiguresFields(Form):
    version = IntegerField(N_("Version"), required=False, hidden=True)
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
        refusals = RefusalList()
        for name in ("women_headed", "with_disability"):
            with refusals:
                self._require_among_all(name)
        with refusals:
            self._require_all_statuses()
        refusals.settle()

    def _require_among_all(self, name: str) -> None:
        if self[name].data > self.households.data:
            raise Refused(more_than_all_households(self.households.data), name)

    def _require_all_statuses(self) -> None:
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
        """The profile as typed in."""
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
    """Return the values of a settlement's profile, by form field."""
    values = stored_values(place, SettlementFiguresInput, "version")
    # These are stored as 0 if nobody counted, and a 0 in the form would claim that somebody did.
    values |= {name: values[name] or None for name in ("women_headed", "with_disability")}
    values |= {f"status_{key}": count for key, count in place.statuses.items()}
    for sex, counts in place.population.items():
        values |= {f"{sex}{band}": count for band, count in enumerate(counts)}
    return values


class NoObjectionForm(Form):
    """An authority's no-objection."""

    office = TextField(N_("Which office has no objection?"), missing=N_("Name the office, not the person."))
    reference = TextField(N_("Number or kind of the letter"), private=False, required=False)
    given_on = DateField(
        N_("Given on"), missing=N_("Enter the day on which the office said that it has no objection.")
    )

    @cached_property
    def input(self) -> NoObjectionInput:
        """The no-objection as typed in."""
        return self.filled(NoObjectionInput)


class _MeetingFields(Form):
    kind = SelectField(
        N_("What kind of meeting was it?"),
        choices=choice_lists.MEETINGS,
        missing=N_("Choose what kind of meeting it was."),
    )
    group_code = SelectField(
        N_("Whose session was it?"), required=False, depends=True, none=N_("Not the session of one group")
    )
    held_on = DateField(N_("When?"), missing=N_("Enter the day of the meeting."))
    place = TextField(N_("Where?"), missing=N_("Name the place where people met."))
    displaced = OptionalIntegerField(N_("Of these, displaced people"), required=False)
    with_disability = OptionalIntegerField(N_("Of these, persons with disabilities"), required=False)
    women_headed = OptionalIntegerField(N_("Households headed by a woman"), required=False)
    households = OptionalIntegerField(N_("Households present"), required=False)
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

    again = BooleanField(N_("It is a different one. Save it too."))

    def agree(self) -> None:
        refusals = RefusalList()
        people = sum(sum(counts) for counts in self.counts().values())
        too_many = Plural(
            "This is more than the %(count)s person there. Check the number.",
            "This is more than all %(count)s people there. Check the number.",
            people,
        )
        too_many_households = Message(N_("There cannot be more households than people. Check both numbers."))
        with refusals:
            if self.kind.data == "session" and not self.group_code.data:
                raise Refused(Message(N_("Choose the group whose session it was.")), "group_code")
        with refusals:
            if not people:
                raise Refused(Message(N_("Count the people who were there.")), "women1")
        above: dict[str, Sentence] = dict.fromkeys(("displaced", "with_disability"), too_many)
        above |= dict.fromkeys(("women_headed", "households"), too_many_households)
        for name, sentence in above.items():
            with refusals:
                if people and (self[name].data or 0) > people:
                    raise Refused(sentence, name)
        refusals.settle()

    def counts(self) -> dict[str, list[int]]:
        """Return the number of people by sex and age band."""
        return {key: [self[f"{key}{band}"].data for band in ADULT_BANDS] for key, _ in PRESENT}

    @cached_property
    def input(self) -> MeetingInput:
        """The meeting as typed in; only a session belongs to a group."""
        group = self.group_code.value if self.kind.value == "session" else ""
        return self.filled(MeetingInput, counts=self.counts(), group_code=group)


class _CorrectedMeetingFields(_MeetingFields):
    reason = reason_field()


M = TypeVar("M", bound=_MeetingFields)
_MeetingForm = _MeetingFields.extended(**_grid(PRESENT, ADULT_BANDS))
_CorrectedMeetingForm = _CorrectedMeetingFields.extended(**_grid(PRESENT, ADULT_BANDS))


def meeting_form(context: Context, values: Mapping[str, str]) -> _MeetingFields:
    """Return the form of a meeting, with the settlement's groups."""
    return _with_groups(_MeetingForm(context, values), context)


def corrected_meeting_form(context: Context, meeting: MeetingDetail) -> _CorrectedMeetingFields:
    """Return the form of a meeting recorded anew, filled with the recorded one."""
    values = stored_values(meeting, MeetingInput)
    for key, counts in meeting.counts.items():
        values |= {f"{key}{band}": count for band, count in zip(ADULT_BANDS, counts, strict=True)}
    return _with_groups(_CorrectedMeetingForm(context, values), context)


def _with_groups(form: M, context: Context) -> M:
    form.group_code.choices = [(group.code, group.name) for group in context.groups.values()]
    # A session has a group, so its list offers no choice without one.
    form.group_code.flags.required = form.kind.data == "session"  # type: ignore[attr-defined]
    return form


class CloseStepForm(Form):
    """Closing a step; the waiver is a manager's reason for a gate that does not hold."""

    waiver = TextField(
        N_("Reason, if the step is closed although something is missing"),
        rows=3,
        max=600,
        required=False,
        depends=True,
    )
    on_paper = paper_day_field()
