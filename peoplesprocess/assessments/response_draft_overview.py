"""The overview of a draft: what is answered and missing on each page, and which page is next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from peoplesprocess.assessments.response_draft_actions import OpenDraft
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.xlsform.answer_judgement import (
    AnswerFault,
    answer_of,
    applies,
    faults_of,
    scope_at,
    settled,
    times_of,
)
from peoplesprocess.core.xlsform.form import Words
from peoplesprocess.core.xlsform.form_pages import FormPage, is_asked
from peoplesprocess.web.i18n import Translator
from peoplesprocess.web.view_context import Context


class DraftPageLine(NamedTuple):
    """A page in the overview of a draft."""

    page: FormPage
    title: str | Sentence
    answered: int
    asked: int
    times: int
    faults: Sequence[AnswerFault]


class DraftOverview(NamedTuple):
    """The pages of a draft that apply, in order."""

    lines: Sequence[DraftPageLine]

    @property
    def is_complete(self) -> bool:
        """Whether it can be sent."""
        return not any(line.faults for line in self.lines)

    def after(self, number: int) -> FormPage | None:
        """Return the next page that applies, None after the last one."""
        return next((line.page for line in self.lines if line.page.number > number), None)

    def before(self, number: int) -> FormPage | None:
        """Return the page that applies before another one, None before the first one."""
        return next((line.page for line in reversed(self.lines) if line.page.number < number), None)


def draft_overview(context: Context, draft: OpenDraft, translator: Translator) -> DraftOverview:
    """Return the overview of a draft, from all that was saved."""
    answers = settled(draft.form, draft.answers, context.now)
    faults = list(faults_of(draft.form, draft.pages, answers, context.now))
    lines = []
    for page in draft.pages:
        scope = scope_at(draft.form, page, answers, context.now, 0)
        if page.repeat is not None:
            if not applies(page.conditions, scope):
                continue
            asked = answered = 0
        else:
            asking = [each for each in page.questions if applies(each.conditions, scope)]
            if not asking:
                continue
            asked = sum(is_asked(each.question) for each in asking)
            answered = sum(bool(answer_of(page, each, answers, 0)) for each in asking)
        title = page_title(draft, page, translator)
        own = [fault for fault in faults if fault.page == page.number]
        lines.append(DraftPageLine(page, title, answered, asked, times_of(page, answers), own))
    return DraftOverview(lines)


def page_title(draft: OpenDraft, page: FormPage, translator: Translator) -> str | Sentence:
    """Return the title of a page: its group's label, else its number."""
    said = draft.form.words_in(page.label, translator.code)
    return said or Message(N_("Page %(number)s"), {"number": page.number})


def fault_words(draft: OpenDraft, fault: AnswerFault, translator: Translator) -> tuple[str, str | Sentence]:
    """Return the question of a fault, and the fault, in the form's own words if it has any."""
    label: Words = fault.question.label if fault.question is not None else {}
    said = draft.form.words_in(fault.said, translator.code)
    return draft.form.words_in(label, translator.code), said or fault.sentence
