"""The form of a visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.facts.contracts import BillLineRow
from peoplesprocess.web.fields import BaseField, BooleanField, DateField, IntegerField, SelectField, TextField
from peoplesprocess.web.file_field import FileField
from peoplesprocess.web.form import Form, stored_values
from peoplesprocess.web.photo_uploads import SafePhoto, picture
from peoplesprocess.web.quantity_and_money_fields import QuantityField
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.quality_checks import QualityCheckInput
from peoplesprocess.works.queries import WorkRow
from peoplesprocess.works.visit_queries import VisitWithChecks
from peoplesprocess.works.visits import MOST_PHOTOS, VisitInput, VisitPhotoInput

PHOTOS, TESTS = range(1, MOST_PHOTOS + 1), range(1, 4)
FAILED, PASSED = "failed", "passed"


class VisitForm(Form):
    """A visit: the day, the quantity done of each line of the bill, what was seen, up to three photos."""

    positions: Sequence[int] = ()

    visited_on = DateField(N_("When did you visit?"), missing=N_("Enter the day of your visit."))
    days_stopped = IntegerField(
        N_("Days on which work stopped since the last visit"), max=366, required=False
    )
    delay_cause = SelectField(
        N_("Why did work stop?"),
        choices=choice_lists.DELAY_CAUSES,
        required=False,
        depends=True,
        none=N_("Work did not stop"),
    )
    weather = SelectField(N_("What is the weather like?"), choices=choice_lists.WEATHER, required=False)
    notes = TextField(
        N_("What did you see?"),
        rows=4,
        max=2000,
        required=False,
        description=N_("Quality, defects, why work stopped. No names of people."),
    )
    final = BooleanField(N_("This is the final measurement"))
    fell = BooleanField(N_("Yes, less is done than was measured before"))

    @cached_property
    def pictures(self) -> list[tuple[str, SafePhoto, int | None]]:
        """The photos, each with its moment and the number of its fixed point.

        Errors: Refused if a moment has no photo or a photo no moment.
        """
        pictures = []
        for number in PHOTOS:
            sent, moment = self[f"photo{number}"].data, self[f"moment{number}"].data
            if sent is None and moment:
                raise Refused(
                    Message(N_("Choose the photo again, or remove the time when it was taken.")),
                    f"photo{number}",
                )
            if sent is None:
                continue
            if not moment:
                raise Refused(Message(N_("Say when the photo was taken.")), f"moment{number}")
            point = self[f"point{number}"].value
            pictures.append((moment, picture(sent, f"photo{number}"), point))
        return pictures

    def agree(self) -> None:
        refusals = RefusalList()
        for line in TESTS:
            what, result = self[f"tested{line}"], self[f"result{line}"]
            with refusals:
                if what.data and not result.data:
                    raise Refused(Message(N_("Say whether it passed.")), result.name)
            with refusals:
                if not what.data and (result.data or self[f"remark{line}"].data or self[f"due{line}"].data):
                    raise Refused(Message(N_("Write what was tested.")), what.name)
        refusals.settle()

    @cached_property
    def input(self) -> VisitInput:
        """The visit as written."""
        photos = [
            VisitPhotoInput(moment, photo.digest, len(photo.data), photo.width, photo.height, point)
            for moment, photo, point in self.pictures
        ]
        measured = {position: self[f"done{position}"].value for position in self.positions}
        checks = [
            QualityCheckInput(
                self[f"tested{line}"].value,
                self[f"result{line}"].value == PASSED,
                self[f"remark{line}"].value,
                self[f"due{line}"].value,
            )
            for line in TESTS
            if self[f"tested{line}"].value
        ]
        return self.filled(VisitInput, measured=measured, photos=photos, checks=checks)


V = TypeVar("V", bound=VisitForm)


def visit_form(context: Context, work: WorkRow, bill: Sequence[BillLineRow]) -> VisitForm:
    """Return the form of a visit: a field for each line of the bill, filled with the last measurement."""
    return _form_for_bill(VisitForm, context, bill, work.measured or {}, {}, work.points)


class CorrectedVisitForm(VisitForm):
    """A visit recorded anew, and what was wrong with the first record."""

    reason = reason_field()


def corrected_visit_form(
    context: Context, work: WorkRow, seen: VisitWithChecks, bill: Sequence[BillLineRow]
) -> CorrectedVisitForm:
    """Return the form of a visit that is recorded anew, filled with what was recorded and found."""
    recorded = {**stored_values(seen.visit, VisitInput), **_tested(seen)}
    return _form_for_bill(CorrectedVisitForm, context, bill, seen.visit.measured, recorded, work.points)


def _tested(seen: VisitWithChecks) -> dict[str, object]:
    """Return the quality checks as the fields hold them; defects are in the order of the failed checks."""
    days = iter([defect.due_on for defect in seen.defects])
    values: dict[str, object] = {}
    for line, check in zip(TESTS, seen.tests, strict=False):
        values |= {f"tested{line}": check.what, f"remark{line}": check.remark}
        values |= {f"result{line}": PASSED if check.passed else FAILED}
        if not check.passed:
            values[f"due{line}"] = next(days, None)
    return values


def _form_for_bill(
    kind: type[V],
    context: Context,
    bill: Sequence[BillLineRow],
    measured: Mapping[str, int],
    recorded: Mapping[str, object],
    points: Sequence[tuple[int, str]],
) -> V:
    fields: dict[str, BaseField] = {}
    values = dict(recorded)
    there = [line for line in bill if line.quantity]
    for line in there:
        fields[f"done{line.position}"] = QuantityField(
            N_("Done so far"),
            line=line.position,
            missing=N_("Write how much of each line is done, 0 if nothing."),
        )
        values[f"done{line.position}"] = measured.get(str(line.position), 0)
    for number in PHOTOS:
        fields[f"photo{number}"] = FileField(
            N_("Photo"), required=False, description=N_("No faces of people.")
        )
        fields[f"moment{number}"] = SelectField(
            N_("Taken"), choices=choice_lists.PHOTO_MOMENTS, required=False, depends=True
        )
        fields[f"point{number}"] = SelectField(
            N_("Taken from"),
            coerce=int,
            required=False,
            choices=[(str(point), name) for point, name in points],
        )
    for test in TESTS:
        fields |= _test_fields(test)
    form = kind.extended(**fields)(context, values)
    form.positions = [line.position for line in there]
    return form


def _test_fields(line: int) -> dict[str, BaseField]:
    """Return the fields of one quality check."""
    return {
        f"tested{line}": TextField(N_("What was tested?"), max=120, required=False, depends=True),
        f"result{line}": SelectField(
            N_("Result"),
            choices=((PASSED, N_("Passed")), (FAILED, N_("Failed"))),
            required=False,
            depends=True,
            none=N_("Not tested"),
        ),
        f"remark{line}": TextField(N_("Remark"), max=160, required=False, depends=True),
        f"due{line}": DateField(N_("To be repaired by"), ahead=None, required=False, depends=True),
    }
