"""A page of an assessment form: its questions as fields, checked by the form's own rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

import wtforms
from flask import request

from peoplesprocess.assessments.answer_fields import answer_field
from peoplesprocess.assessments.response_draft_actions import OpenDraft
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.xlsform.answer_judgement import (
    CANNOT_BE,
    MISSING,
    applies,
    choices_at,
    filled_words,
    fits,
    initial_answer,
    is_needed,
    scope_at,
    settled,
)
from peoplesprocess.core.xlsform.evaluation import ExpressionScope
from peoplesprocess.core.xlsform.form_pages import FormPage, PlacedQuestion, is_asked, joined_from_pages
from peoplesprocess.web.fields import IntegerField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.view_context import Context


class ShownQuestion(NamedTuple):
    """A question on a page: the name of its field ("" for a note), its label, hint and heading."""

    placed: PlacedQuestion
    field: str
    label: str
    hint: str
    heading: str


class DraftPage(NamedTuple):
    """A page of a draft, and the instance of a repeat, 0 for a new one and on pages without a repeat."""

    draft: OpenDraft
    page: FormPage
    time: int

    @property
    def saved(self) -> Mapping[str, str]:
        """The answers saved on it, by the keys of questions."""
        found = self.draft.saved.get((self.page.number, self.time))
        return {} if found is None else found.answers

    @property
    def number(self) -> int:
        """How many times it was saved."""
        found = self.draft.saved.get((self.page.number, self.time))
        return 0 if found is None else found.number

    def scope(self, context: Context, typed: Mapping[str, str]) -> ExpressionScope:
        """Return the scope of the page's expressions, including what is typed in now."""
        kept = dict(self.draft.kept)
        times = sorted(time for on, time in kept if on == self.page.number and time)
        time = self.time or (times[-1] + 1 if times else 1) if self.page.repeat else 0
        kept[self.page.number, time] = {**self.saved, **typed}
        index = sorted({*times, time}).index(time) if self.page.repeat else 0
        form, pages = self.draft.form, self.draft.pages
        answers = settled(form, joined_from_pages(pages, kept), context.now)
        return scope_at(form, self.page, answers, context.now, index)


class PageForm(Form):
    """The questions of one page."""

    on: DraftPage
    shown: tuple[ShownQuestion, ...] = ()
    version = IntegerField(N_("Version"), required=False, hidden=True)

    @property
    def theirs(self) -> Mapping[str, object]:
        """What somebody else saved meanwhile, by field name."""
        return self._theirs

    @theirs.setter
    def theirs(self, saved: Mapping[str, object]) -> None:
        by_key = {each.placed.key: each for each in self.shown if each.field}
        self._theirs = {
            by_key[key].field: str(answer).split()
            if by_key[key].placed.question.kind == "select_multiple"
            else answer
            for key, answer in saved.items()
            if key in by_key
        }

    @cached_property
    def input(self) -> dict[str, str]:
        """The answers by the keys of questions, "" for unanswered ones."""
        return {each.placed.key: str(self[each.field].value or "") for each in self.shown if each.field}

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Return whether every answer is valid by itself and by the form's own rules."""
        if not super().validate(extra_validators):
            return False
        scope = self.on.scope(self._here, self.input)
        for each in self.shown:
            if each.field and (fault := self._fault(each.placed, scope)):
                self[each.field].errors = [fault]
        return not self.wrong_fields

    @property
    def _here(self) -> Context:
        if self.context is None:
            raise LookupError("a page of a form stands in a settlement")
        return self.context

    def _fault(self, placed: PlacedQuestion, scope: ExpressionScope) -> object:
        """Return the fault of an answer, in the form's own words if it has any, or None."""
        question, answer = placed.question, self.input[placed.key]
        if not applies(placed.conditions, scope):
            return None
        if not answer:
            # Somebody who leaves the page for now can answer the rest later.
            is_missing = "another" not in request.form and is_needed(question, scope)
            return (
                (_own(self.on, question.required_message, scope) or Message(MISSING)) if is_missing else None
            )
        if fits(question, answer, scope):
            return None
        return _own(self.on, question.constraint_message, scope) or Message(CANNOT_BE)


def page_form(context: Context, on: DraftPage) -> PageForm:
    """Return the form of a page, with the questions that apply according to the saved answers.

    A question that was sent stays on the page, whatever somebody else has answered meanwhile.
    """
    scope = on.scope(context, {})
    fields: dict[str, wtforms.Field] = {}
    values: dict[str, object] = {"version": on.number}
    shown = []
    for at, placed in enumerate(on.page.questions):
        name = f"q{at}"
        if not applies(placed.conditions, scope) and name not in request.form:
            continue
        each = _shown(on, placed, name, scope)
        shown.append(each)
        if each.field:
            fields[name] = _field(on, each, scope)
            begins = "" if on.number else initial_answer(placed.question, scope)
            values[name] = on.saved.get(placed.key, "") or begins
    kind = PageForm.extended(**fields)
    kind.on, kind.shown = on, tuple(shown)
    return kind(context, values)


def unanswered(
    context: Context, on: DraftPage, shown: Iterable[ShownQuestion], typed: Mapping[str, str]
) -> bool:
    """Return whether a page has unanswered questions that apply only because of what is typed in now."""
    scope, before = on.scope(context, typed), {each.placed.key for each in shown}
    return any(
        placed.key not in before and not on.saved.get(placed.key) and applies(placed.conditions, scope)
        for placed in on.page.questions
        if is_asked(placed.question)
    )


def _shown(on: DraftPage, placed: PlacedQuestion, name: str, scope: ExpressionScope) -> ShownQuestion:
    question = placed.question
    label = _own(on, question.label, scope) or question.name
    hint, heading = _own(on, question.hint, scope), _own(on, placed.heading, scope)
    return ShownQuestion(placed, name if is_asked(question) else "", label, hint, heading)


def _field(on: DraftPage, shown: ShownQuestion, scope: ExpressionScope) -> wtforms.Field:
    question = shown.placed.question
    choices = [
        (choice.name, _own(on, choice.label, scope) or choice.name)
        for choice in choices_at(on.draft.form, question, scope)
    ]
    return answer_field(question, shown.label, shown.hint, choices, is_needed=is_needed(question, scope))


def _own(on: DraftPage, words: Mapping[str, str], scope: ExpressionScope) -> str:
    """Return the form's words in the reader's language if it has them, isolated from the page's direction."""
    translator = current_translator()
    said = filled_words(on.draft.form, words, translator.code, scope)
    return translator.value(said) if said else ""
