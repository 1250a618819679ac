"""Forms of ballot sheets, their attestation and corrections, and of a round without a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from peoplesprocess.core.messages import N_, Message, Plural, Refused
from peoplesprocess.core.prioritisation.ballot_methods import BallotFormat
from peoplesprocess.core.prioritisation.pairwise import EQUAL
from peoplesprocess.facts.needs import need_label
from peoplesprocess.facts.rounds import RoundRow
from peoplesprocess.rounds.ballot_sheet_entry import BallotSheetInput
from peoplesprocess.rounds.ballot_sheet_marks import (
    BallotContent,
    field_of,
    form_values,
    is_long,
    marks_by_need,
    names,
)
from peoplesprocess.rounds.proposed_corrections import CorrectionAnswerInput
from peoplesprocess.web.fields import BaseField, BooleanField, IntegerField, SelectField, TextField
from peoplesprocess.web.file_field import FileField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.needs_by_number_fields import NeedMarksField
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.photo_uploads import SafePhoto, picture
from peoplesprocess.web.view_context import Context

EQUAL_CHOICE = {str(EQUAL): N_("Both count the same")}


class _BallotSheetFields(Form):
    version = IntegerField(N_("Version"), required=False, hidden=True)
    code = TextField(
        N_("Enter the code on the paper"),
        max=12,
        required=False,
        depends=True,
        private=False,
        description=N_("Only if the paper was printed from here."),
    )
    people = IntegerField(N_("How many people chose?"), missing=N_("Give the number of people who chose."))
    nothing_missing = BooleanField(N_("Nothing was left out. The paper says the same."))
    photo = FileField(N_("Photo of the paper"), required=False, description=N_("No faces of people."))
    reason = TextField(N_("Why is the sheet corrected?"), rows=2, max=500, required=False, depends=True)
    asked: RoundRow
    group: str

    @cached_property
    def picture(self) -> SafePhoto | None:
        """The photo of the paper, or None. Errors: Refused if it is no acceptable picture."""
        return picture(self.photo.data, "photo") if self.photo.data else None

    @cached_property
    def input(self) -> BallotSheetInput:
        """The sheet as typed in."""
        asked = self.asked
        typed = (
            _by_name(asked, self["lines"].data)
            if "lines" in self
            else {name: self[field_of(asked, name)].data for name, _ in names(asked)}
        )
        marks = {name: int(value) for name, value in typed.items() if value not in ("", None)}
        counts = asked.way.marks is BallotFormat.COUNTS
        return BallotSheetInput(
            group_code=self.group,
            people=self.people.data,
            tokens={int(name): put for name, put in marks.items()} if counts else {},
            reason=self.reason.data,
            seen_version=self["version"].data,
            code=self.code.data,
            photo=(self.picture.digest, len(self.picture.data)) if self.picture else None,
            marks={} if counts else marks,
            nothing_missing=self.nothing_missing.data,
        )


def _by_name(asked: RoundRow, lines: Mapping[int, Sequence[int]]) -> dict[str, int]:
    """Return the marks of a long paper by their names.

    Errors: Refused for a need that is not on the ballot.
    """
    known = marks_by_need(asked)
    found: dict[str, int] = {}
    for need, marks in lines.items():
        if need not in known:
            sentence = N_("“%(need)s” is not among the needs to choose from. Write their numbers.")
            raise Refused(Message(sentence, {"need": need}), "lines")
        if len(marks) != len(known[need]):
            as_many = Plural(
                "Need %(number)s: write %(count)s number.",
                "Need %(number)s: write %(count)s numbers.",
                len(known[need]),
                {"number": need},
            )
            raise Refused(as_many, "lines")
        found |= dict(zip(known[need], marks, strict=True))
    return found


def sheet_form(
    context: Context, asked: RoundRow, group: str, titles: Mapping[int, str], sheet: BallotContent | None
) -> _BallotSheetFields:
    """Return the form of a group's sheet, with a field for each mark, filled from an earlier entry."""
    fields: dict[str, BaseField] = {
        field_of(asked, name): _mark(asked, titles, need, other)
        for name, (need, other) in ([] if is_long(asked) else names(asked))
    }
    if is_long(asked):
        fields["lines"] = NeedMarksField(
            N_("What is on the paper?"),
            required=False,
            description=N_("A line for each need that has something: its number, a colon, how many. 12: 5"),
        )
    values: dict[str, object] = {}
    if sheet is not None:
        values = {"version": getattr(sheet, "version", 0)} | form_values(asked, sheet)
    form = _BallotSheetFields.extended(**fields)(context, values)
    form.asked, form.group = asked, group
    return form


def _mark(asked: RoundRow, titles: Mapping[int, str], need: int, other: int) -> IntegerField | SelectField:
    """Return the field of one mark: a count, a rank, one of two needs, or a score."""
    name = need_label(need, titles)
    match asked.way.marks:
        case BallotFormat.PAIRS:
            choices = [(str(need), name), (str(other), need_label(other, titles)), *EQUAL_CHOICE.items()]
            return SelectField(f"{need} – {other}", choices=choices, required=False, depends=True)
        case BallotFormat.SCORES:
            label = current_translator()._(
                "%(first)s, %(second)s", first=name, second=asked.criteria[other].name
            )
            return IntegerField(label, required=False)
        case _:
            return IntegerField(name, required=False)


class AttestForm(Form):
    """The representative's attestation, with any dissent within the group."""

    version = IntegerField(N_("Version"), required=False, hidden=True)
    dissent = TextField(
        N_("Does somebody in the group see it differently?"),
        rows=3,
        max=1000,
        required=False,
        description=N_("No names of people."),
    )
    on_paper = paper_day_field()


class BallotCorrectionAnswerForm(Form):
    """The representative's answer to a correction proposed after the close."""

    seen = TextField(N_("Correction"), required=False, private=False, hidden=True)
    agrees = SelectField(
        N_("Is the correction right?"),
        choices={"yes": N_("Yes, our group agrees"), "no": N_("No, our group objects")},
        missing=N_("Choose whether your group agrees."),
    )
    reason = TextField(
        N_("Why does your group object?"),
        rows=3,
        max=500,
        required=False,
        depends=True,
        description=N_("No names of people."),
    )

    @cached_property
    def input(self) -> CorrectionAnswerInput:
        """The answer as given."""
        return CorrectionAnswerInput(self.agrees.data == "yes", self.reason.data, self.seen.data)


class EndRoundForm(Form):
    """The reason for ending a round in which nobody chose."""

    reason = TextField(
        N_("Why was nothing chosen?"),
        rows=3,
        max=500,
        missing=N_("Write why nothing was chosen."),
        description=N_("Nobody came, or all papers were blank. Everybody can read it. No names of people."),
    )
    on_paper = paper_day_field()
