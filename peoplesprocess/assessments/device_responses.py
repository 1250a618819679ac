"""Forms filled in on devices, as responses; their place and day are among their answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from peoplesprocess.assessments.response_actions import ResponseInput
from peoplesprocess.core.xlsform.answer_structure import shaped
from peoplesprocess.core.xlsform.form import Question, XlsForm, restored, walk
from peoplesprocess.core.xlsform.form_pages import answer_at
from peoplesprocess.core.xlsform.reader import read_form
from peoplesprocess.facts.assessment_forms import StoredForm

LONGEST_ABOUT = 120
_PLACE, _DAY = "#loc", "#date"


def sent_response(stored: StoredForm, answers: Mapping[str, object], today: date) -> ResponseInput:
    """Return the response that the answers to a stored form make.

    `answers` are texts by the names of questions, with groups as records and repeats as lists of them, as in
    the form's instance. The response is about the answer to the first question tagged #loc. Its day is the
    answer to the first one tagged #date, else to the first date question; if there is none, or it is in the
    future, it is `today`.
    """
    form = read_form(restored(stored.sheets))
    kept = shaped(form, answers)
    place = next((text for question, text in _answered(form, kept) if question.hxl.startswith(_PLACE)), "")
    return ResponseInput(stored.code, stored.version, place[:LONGEST_ABOUT], _day(form, kept, today), kept)


def _day(form: XlsForm, answers: Mapping[str, object], today: date) -> date:
    dates = [(question, text) for question, text in _answered(form, answers) if question.kind == "date"]
    dates.sort(key=lambda each: not each[0].hxl.startswith(_DAY))
    for _, text in dates:
        try:
            day = date.fromisoformat(text[:10])
        except ValueError:
            continue
        if day <= today:
            return day
    return today


def _answered(form: XlsForm, answers: Mapping[str, object]) -> Iterator[tuple[Question, str]]:
    """Yield the answered questions outside of repeats with their answers, in the order of the form."""
    for node, steps in walk(form.children):
        is_once = isinstance(node, Question) and not any(step.repeats for step in steps)
        if isinstance(node, Question) and is_once and (text := answer_at(answers, steps, node.name)):
            yield node, text
