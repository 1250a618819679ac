"""The forms of a round of a profile and of its parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.profile_parts import (
    AGE_BAND_COUNT,
    LONGEST,
    RECORDS,
    SEXES,
    SOURCES,
    ProfilePartKey,
    ProfilePartSourceReference,
    read_disability,
    read_people,
    stored_disability,
)
from peoplesprocess.core.washington_group import QUESTIONS, DisabilityCounts
from peoplesprocess.facts.profiles import ProfilePartRow
from peoplesprocess.profiles.actions import ProfilePartInput, ProfileRoundInput
from peoplesprocess.profiles.queries import ProfileSourceChoice
from peoplesprocess.web.fields import BaseField, BooleanField, DateField, IntegerField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.view_context import Context

UNKNOWN = "unknown"


class ProfileRoundForm(Form):
    """A new round, or the corrected day of one."""

    version = IntegerField(N_("Version"), required=False, hidden=True)
    taken_on = DateField(N_("On which day is the profile taken?"), missing=N_("Enter the day."))
    from_last = BooleanField(
        N_("Start from the last published round"),
        description=N_("Everything is copied with its source and its day. Change what is different now."),
    )

    @cached_property
    def input(self) -> ProfileRoundInput:
        """The round as written."""
        return self.filled(ProfileRoundInput)


class ProfilePartForm(Form):
    """A part of a round, with its source."""

    place = ProfilePartKey("context")
    number = IntegerField(N_("Number"), required=False, hidden=True)
    source = SelectField(
        N_("Where does it come from?"),
        missing=N_("Choose where it comes from. Everybody who reads it sees the source next to it."),
    )
    source_note = TextField(
        N_("Which list, register or report?"),
        required=False,
        depends=True,
        description=N_("Only if it comes from a paper. No names of people."),
    )
    as_of = DateField(N_("On which day was it true?"), missing=N_("Enter the day."))

    @cached_property
    def input(self) -> ProfilePartInput:
        """The part as written."""
        kind, _, number = str(self.source.value).partition(":")
        note = self.source_note.value if kind == "paper" else ""
        source = ProfilePartSourceReference(kind, int(number) if number else None, note, self.as_of.value)
        return ProfilePartInput(self.place, self.body(), source)

    def body(self) -> dict[str, object]:
        """Return the content of the part as it is stored."""
        return {"text": self["text"].value}


class ServicesForm(ProfilePartForm):
    """The state of services in one area."""

    def body(self) -> dict[str, object]:
        states = {service: self[service].value for service in choice_lists.SERVICES}
        return {service: state for service, state in states.items() if state and state != UNKNOWN}


class PopulationForm(ProfilePartForm):
    """People of one status, by sex and age."""

    def body(self) -> dict[str, object]:
        return {sex: [self[f"{sex}{band}"].value for band in range(AGE_BAND_COUNT)] for sex in SEXES}


class DisabilityForm(ProfilePartForm):
    """Counts of the Washington Group Short Set."""

    def body(self) -> dict[str, object]:
        domains = {domain: self[domain].value for domain in QUESTIONS}
        return stored_disability(DisabilityCounts(self["asked"].value, domains, self["at_cut_off"].value))


class DamageForm(ProfilePartForm):
    """Buildings of one area by grade of damage."""

    def body(self) -> dict[str, object]:
        return {grade: self[grade].value for grade in choice_lists.DAMAGE_GRADES}


def part_form(
    context: Context,
    place: ProfilePartKey,
    records: Collection[ProfileSourceChoice],
    known: ProfilePartRow | None,
) -> ProfilePartForm:
    """Return the form of a part, filled with its content in force."""
    kind, fields = _fields(place.part)
    made = kind.extended(**fields)
    made.place = place
    form = made(context, _values(place.part, known) if known is not None else {})
    form.source.choices = _sources([*_source_of(known, records), *records])
    return form


def _source_of(
    known: ProfilePartRow | None, records: Collection[ProfileSourceChoice]
) -> Iterator[ProfileSourceChoice]:
    """Yield the record that is the source in force, if it is not among `records`."""
    if known is not None and known.source_number is not None:
        source = known.source, known.source_number
        if source not in {(record.source, record.number) for record in records}:
            yield ProfileSourceChoice(*source, known.as_of)


def _fields(part: str) -> tuple[type[ProfilePartForm], Mapping[str, BaseField]]:
    match part:
        case "services":
            states = {**choice_lists.SERVICE_STATES, UNKNOWN: N_("Unknown")}
            return ServicesForm, {
                service: SelectField(name, choices=states, required=False, depends=True)
                for service, name in choice_lists.SERVICES.items()
            }
        case "population":
            return PopulationForm, {
                f"{sex}{band}": IntegerField(
                    choice_lists.BAND_NAMES[band], row=name, required=False, depends=True
                )
                for sex, name in SEXES.items()
                for band in range(AGE_BAND_COUNT)
            }
        case "disability":
            counts = {domain: _counted(question) for domain, question in QUESTIONS.items()}
            asked = IntegerField(
                N_("People who were asked"), min=1, missing=N_("Write how many people were asked.")
            )
            return DisabilityForm, {
                "asked": asked,
                **counts,
                "at_cut_off": _counted(N_("People who are counted in one question at least")),
            }
        case "damage":
            return DamageForm, {grade: _counted(name) for grade, name in choice_lists.DAMAGE_GRADES.items()}
    text = TextField(
        N_("What is there to say?"),
        rows=8,
        max=LONGEST,
        missing=N_("Write this part, in a few sentences."),
        description=N_("No names of people."),
    )
    return ProfilePartForm, {"text": text}


def _counted(label: str) -> IntegerField:
    return IntegerField(label, missing=N_("Write the number, or 0."))


def _sources(records: Iterable[ProfileSourceChoice]) -> list[tuple[str, str]]:
    """Return the sources to choose from: one's own count, a paper, and the settlement's newest records."""
    spoken = current_translator()
    return [
        ("own", SOURCES["own"]),
        ("paper", SOURCES["paper"]),
        *(
            (
                f"{record.source}:{record.number}",
                f"{spoken.say(Message(SOURCES[record.source], {'number': record.number}))} · "
                f"{spoken.date(record.held_on)}",
            )
            for record in records
        ),
    ]


def _values(part: str, known: ProfilePartRow) -> dict[str, object]:
    """Return the initial values of a part's form."""
    source = f"{known.source}:{known.source_number}" if known.source in RECORDS else known.source
    values: dict[str, object] = {
        "number": known.number,
        "source": source,
        "source_note": known.source_note,
        "as_of": known.as_of,
    }
    match part:
        case "population":
            for sex, counts in read_people(known.body).items():
                values |= {f"{sex}{band}": count for band, count in enumerate(counts)}
            return values
        case "disability":
            counts_of = read_disability(known.body)
            return values | {
                "asked": counts_of.asked,
                "at_cut_off": counts_of.at_cut_off,
                **counts_of.domains,
            }
    return {**values, **known.body}
