"""The answers of one response as scoring reads them: instance by instance, only if a question applies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from peoplesprocess.core.scoring.questions import ConditionalQuestion, FormQuestions
from peoplesprocess.core.xlsform.evaluation import Answers, ExpressionScope, PathStep, Position, evaluate
from peoplesprocess.core.xlsform.expression_values import truth
from peoplesprocess.core.xlsform.expressions import Expression


@dataclass(frozen=True, slots=True)
class UnscoredAnswer:
    """The answer to a question at one position, "" if it is open."""

    asked: ConditionalQuestion
    position: Position
    text: str


@dataclass(frozen=True, slots=True)
class ResponseToScore:
    """A response, read in a language at a moment."""

    questions: FormQuestions
    answers: Answers
    language: str
    now: datetime
    titles: Mapping[str, str]
    """The question whose answer names the instances of a repeat, keyed by the repeat's name."""

    def words_in(self, words: Mapping[str, str]) -> str:
        """Return words in the reader's language."""
        return self.questions.form.words_in(words, self.language)

    def instances(self, repeat: str, within: Position = ()) -> list[Position]:
        """Return the position of every instance of a repeat; of "", the one of the response itself."""
        if not repeat:
            return [()]
        path = self.questions.form.paths[repeat]
        steps = (*path.steps, PathStep(path.name, True))
        return [position for position, _ in _below(self.answers, steps, dict(within), ())]

    def answered(
        self, name: str, within: Position = (), where: Expression | None = None
    ) -> Iterator[UnscoredAnswer]:
        """Yield every answer to a question that applies and meets `where`, including open ones."""
        asked = self.questions.by_name[name]
        for position, answers in _below(self.answers, asked.path.steps, dict(within), ()):
            answer = UnscoredAnswer(asked, position, str(answers.get(name, "") or "").strip())
            if all(self.holds(each, position, answer.text) for each in asked.conditions) and (
                where is None or self.holds(where, position, answer.text)
            ):
                yield answer

    def holds(self, expression: Expression, position: Position, here: str = "") -> bool:
        """Return whether a condition holds in an instance."""
        scope = ExpressionScope(self.questions.form.paths, self.answers, self.now, position, here)
        return truth(evaluate(expression, scope))

    def title(self, position: Position) -> str:
        """Return the title of an instance: the answer to its title question, else its number."""
        if not position:
            return ""
        question = self.titles.get(position[-1][0], "")
        named = (
            next((each for each in self.answered(question, position) if each.text), None)
            if question
            else None
        )
        return self.written(named) if named else str(position[-1][1] + 1)

    def written(self, answer: UnscoredAnswer) -> str:
        """Return an answer in words: the labels of choices, else what was typed."""
        choices = answer.asked.choices
        if not choices:
            return answer.text
        return ", ".join(
            self.words_in(choices[name].label) if name in choices else name for name in answer.text.split()
        )


def _below(
    answers: object, steps: Sequence[PathStep], places: Mapping[str, int], position: Position
) -> Iterator[tuple[Position, Answers]]:
    if not isinstance(answers, Mapping):
        return
    if not steps:
        yield position, answers
        return
    first, rest = steps[0], steps[1:]
    inner = answers.get(first.name)
    if not first.repeats:
        yield from _below(inner if inner is not None else {}, rest, places, position)
        return
    instances = inner if isinstance(inner, list) else []
    here = places.get(first.name)
    wanted = range(len(instances)) if here is None else range(here, min(here + 1, len(instances)))
    for place in wanted:
        yield from _below(instances[place], rest, places, (*position, (first.name, place)))
