"""Validation of answers by their form: what applies, what is computed, what is missing or invalid."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from peoplesprocess.core.messages import N_, Message, Plural, Sentence
from peoplesprocess.core.xlsform.evaluation import Answers, ExpressionScope, Position, evaluate
from peoplesprocess.core.xlsform.expression_values import number, text, truth
from peoplesprocess.core.xlsform.expressions import Expression
from peoplesprocess.core.xlsform.form import Node, Question, QuestionChoice, QuestionGroup, Words, XlsForm
from peoplesprocess.core.xlsform.form_pages import FormPage, PlacedQuestion, answer_at, is_asked
from peoplesprocess.core.xlsform.question_references import REFERENCE

MOST_REPETITIONS = 100
"""The most instances of a repeat that our pages ask for."""
MISSING = N_("Answer this question.")
CANNOT_BE = N_("This answer does not fit the question. Check it.")


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """What is wrong before a form is sent: the page, the number of the repeat's instance, and the question.

    `said` is the form's own sentence; if it is empty, `sentence` is used.
    """

    page: int
    time: int
    question: Question | None
    sentence: Sentence
    said: Words


def settled(form: XlsForm, answers: Answers, now: datetime) -> dict[str, object]:
    """Return answers with computed values, and without answers to questions that do not apply."""
    found: dict[str, object] = copy.deepcopy(dict(answers))
    scope = ExpressionScope(form.paths, found, now)
    # A value computed at the end may decide what applies at the beginning, so nothing is removed in the first
    # pass.
    for takes_out in (False, True, True):
        _settle(form.children, found, scope, takes_out)
    return found


def scope_at(form: XlsForm, page: FormPage, answers: Answers, now: datetime, index: int) -> ExpressionScope:
    """Return the scope of a page's expressions; `index` counts a repeat's instances from 0."""
    position: Position = ((page.repeat.name, index),) if page.repeat else ()
    return ExpressionScope(form.paths, answers, now, position)


def applies(conditions: Iterable[Expression], scope: ExpressionScope) -> bool:
    """Return whether all conditions hold."""
    return all(truth(evaluate(condition, scope)) for condition in conditions)


def choices_at(form: XlsForm, question: Question, scope: ExpressionScope) -> list[QuestionChoice]:
    """Return the choices of a question that pass its filter."""
    listed, condition = form.choices.get(question.list_name, ()), question.choice_filter
    if condition is None:
        return list(listed)
    return [each for each in listed if truth(evaluate(condition, replace(scope, columns=each.columns)))]


def initial_answer(question: Question, scope: ExpressionScope) -> str:
    """Return the initial answer to a question, "" if it has none."""
    return text(evaluate(question.default, scope)) if question.default is not None else ""


def is_needed(question: Question, scope: ExpressionScope) -> bool:
    """Return whether the question must be answered."""
    return question.required is not None and truth(evaluate(question.required, scope))


def fits(question: Question, answer: str, scope: ExpressionScope) -> bool:
    """Return whether an answer is within the bounds of its question and meets its constraint."""
    for bound, sign in ((question.least, 1), (question.most, -1)):
        if bound and not sign * number(answer) >= sign * number(bound):
            return False
    if question.constraint is None:
        return True
    return truth(evaluate(question.constraint, replace(scope, here=answer)))


def filled_words(form: XlsForm, words: Words, language: str, scope: ExpressionScope) -> str:
    """Return words in a reader's language, with the answers that they name filled in."""
    chosen = form.words_in(words, language)
    if "${" not in chosen:
        return chosen
    return REFERENCE.sub(lambda named: _answered(form, named[1], language, scope), chosen)


def answer_words(form: XlsForm, question: Question, answer: str, language: str) -> list[str]:
    """Return an answer as shown to a reader: the labels of choices, else the words themselves."""
    listed = form.choices.get(question.list_name, ()) if question.list_name else ()
    if not listed:
        return [answer] if answer else []
    labels = {each.name: form.words_in(each.label, language) or each.name for each in listed}
    names = answer.split() if question.kind == "select_multiple" else [answer] if answer else []
    return [labels.get(name, name) for name in names]


def faults_of(
    form: XlsForm, pages: Iterable[FormPage], answers: Answers, now: datetime
) -> Iterator[AnswerFault]:
    """Yield what is missing or invalid in settled answers, in the order of the pages."""
    for page in pages:
        times = times_of(page, answers)
        if page.repeat is not None and (fault := _count_fault(form, page, answers, now, times)):
            yield fault
        for index in range(times):
            scope = scope_at(form, page, answers, now, index)
            for placed in page.questions:
                if fault := _fault(page, placed, scope, index):
                    yield fault


def times_of(page: FormPage, answers: Answers) -> int:
    """Return how often a page is answered: once, or once for each instance of its repeat."""
    if page.repeat is None:
        return 1
    inside: object = answers
    for step in page.steps:
        inside = inside.get(step.name) if isinstance(inside, dict) else None
    return len(inside) if isinstance(inside, list) else 0


def answer_of(page: FormPage, placed: PlacedQuestion, answers: Answers, index: int) -> str:
    """Return the answer to a question of a page, in the instance at `index` if the page repeats."""
    if page.repeat is None:
        return answer_at(answers, placed.steps, placed.question.name)
    inside: object = answers
    for step in page.steps:
        inside = inside.get(step.name) if isinstance(inside, dict) else None
    if not isinstance(inside, list) or index >= len(inside):
        return ""
    return answer_at(inside[index], placed.steps[len(page.steps) :], placed.question.name)


def _fault(page: FormPage, placed: PlacedQuestion, scope: ExpressionScope, index: int) -> AnswerFault | None:
    question, time = placed.question, index + 1 if page.repeat else 0
    if not is_asked(question) or not applies(placed.conditions, scope):
        return None
    answer = answer_of(page, placed, scope.answers, index)
    if not answer:
        if not is_needed(question, scope):
            return None
        return AnswerFault(page.number, time, question, Message(MISSING), question.required_message)
    if fits(question, answer, scope):
        return None
    return AnswerFault(page.number, time, question, Message(CANNOT_BE), question.constraint_message)


def _count_fault(
    form: XlsForm, page: FormPage, answers: Answers, now: datetime, times: int
) -> AnswerFault | None:
    """Return the fault of a repeat whose number of instances differs from the one that the form computes."""
    scope = ExpressionScope(form.paths, answers, now)
    if page.repeat is None or page.repeat.count is None or not applies(page.conditions, scope):
        return None
    asked = number(evaluate(page.repeat.count, scope))
    wanted = int(asked) if 0 < asked < MOST_REPETITIONS else 0
    if wanted == times:
        return None
    sentence = Plural(
        "This is answered once: there is %(count)s of them, and %(times)s are written.",
        "This is answered for each: there are %(count)s of them, and %(times)s are written.",
        wanted,
        {"times": times},
    )
    return AnswerFault(page.number, 0, None, sentence, {})


def _settle(
    nodes: Iterable[Node], inside: dict[str, object], scope: ExpressionScope, takes_out: bool
) -> None:
    for node in nodes:
        stays = not takes_out or node.relevant is None or applies((node.relevant,), scope)
        if not stays:
            inside.pop(node.name, None)
        elif isinstance(node, QuestionGroup):
            _settle_group(node, inside, scope, takes_out)
        elif node.calculation is not None:
            computed = text(evaluate(node.calculation, scope))
            inside[node.name] = "" if computed == "NaN" else computed


def _settle_group(
    group: QuestionGroup, inside: dict[str, object], scope: ExpressionScope, takes_out: bool
) -> None:
    known = inside.get(group.name)
    if group.repeats:
        for index, each in enumerate(known if isinstance(known, list) else []):
            if isinstance(each, dict):
                at = replace(scope, position=(*scope.position, (group.name, index)))
                _settle(group.children, each, at, takes_out)
        return
    below: dict[str, object] = known if isinstance(known, dict) else {}
    inside[group.name] = below
    _settle(group.children, below, scope, takes_out)
    if not below:
        del inside[group.name]


def _answered(form: XlsForm, name: str, language: str, scope: ExpressionScope) -> str:
    answer = next((each for each in scope.answered(name) if each), "")
    question = form.question(name)
    return ", ".join(answer_words(form, question, answer, language)) if question and answer else answer
