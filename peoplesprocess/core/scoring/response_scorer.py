"""The scores of a response by its form's sheet `scoring`: figures, ranks, issues, and unmet requirements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from peoplesprocess.core.messages import N_
from peoplesprocess.core.scoring.figure_rankings import issues_of, ranking_of, unmet_of
from peoplesprocess.core.scoring.figure_sums import NoScore, calculation_line, measured
from peoplesprocess.core.scoring.line_checks import counted_in
from peoplesprocess.core.scoring.questions import asked_questions
from peoplesprocess.core.scoring.response_answers import ResponseToScore, UnscoredAnswer
from peoplesprocess.core.scoring.score_figures import (
    ResponseScores,
    ScoreFigure,
    ScoreFigurePart,
    ScoreValue,
    TrafficLight,
)
from peoplesprocess.core.scoring.score_lines import ADDED, FIGURES, ScoringSheetLine
from peoplesprocess.core.scoring.scoring_rules_sheet import in_order
from peoplesprocess.core.xlsform.evaluation import Answers, Position
from peoplesprocess.core.xlsform.form import XlsForm
from peoplesprocess.core.xlsform.question_references import REFERENCE

Placed = tuple[Position, ScoreFigure]


def score(form: XlsForm, answers: Answers, language: str, now: datetime) -> ResponseScores:
    """Return the scores of a response to a form, with words in `language` as far as the form has it.

    `answers` holds texts by the names of questions; under the name of a group its answers, under that of a
    repeat the list of its instances. All is computed exactly and rounded only when it is shown. A figure that
    cannot be computed has no value and says why: no answers raise an error. `form` is one that `read_form`
    returned; `now` is the moment of the response, in UTC.
    """
    if not form.scoring:
        return ResponseScores()
    titles = {line.each: line.title for line in form.scoring if line.title}
    response = ResponseToScore(asked_questions(form), answers, language, now, titles)
    scorer = _Scorer(response, {line.name: line for line in form.scoring})
    for line in in_order(form.scoring):
        if line.kind in FIGURES:
            scorer.compute(line)
    return scorer.scores(form.scoring)


@dataclass(slots=True)
class _Scorer:
    response: ResponseToScore
    lines: dict[str, ScoringSheetLine]
    placed: dict[str, list[Placed]] = field(default_factory=dict)

    def compute(self, line: ScoringSheetLine) -> None:
        """Compute a row for the response, or for each instance of its repeat."""
        placed = [(each, self._figure(line, each)) for each in self.response.instances(line.each)]
        # An instance to which none of the row's questions apply, such as a street among parks, gets no
        # figure.
        self.placed[line.name] = [
            each for each in placed if not each[0] or each[1].parts or line.kind in ADDED
        ]

    def scores(self, lines: Sequence[ScoringSheetLine]) -> ResponseScores:
        """Return everything, in the order of the sheet's rows."""
        figures = {name: [figure for _, figure in placed] for name, placed in self.placed.items()}
        rankings = {
            line.name: ranking_of(line, self.response, figures) for line in lines if line.kind == "rank"
        }
        return ResponseScores(
            tuple(figure for line in lines for figure in figures.get(line.name, ())),
            tuple(rankings.values()),
            issues_of([line for line in lines if line.kind == "issue"], self.response, figures),
            tuple(
                unmet
                for line in lines
                if line.kind == "require"
                for unmet in unmet_of(line, self.response, figures, rankings)
            ),
        )

    def _figure(self, line: ScoringSheetLine, position: Position) -> ScoreFigure:
        parts: list[ScoreFigurePart] = []
        value = how = refused = None
        try:
            parts += self._parts(line, line.of, position)
            parts += self._parts(line, line.by, position, divides=True)
            parts = self._weighted(line, parts, position)
            value = ScoreValue(measured(line.kind, parts), line.digits, line.is_percent)
            how = calculation_line(line.kind, parts)
        except NoScore as no:
            refused = no.sentence
        return ScoreFigure(
            line.name,
            line.kind,
            self.response.words_in(line.label),
            self.response.words_in(line.hint),
            self.response.title(position),
            position[-1][1] + 1 if position else 0,
            value,
            how or "",
            tuple(parts),
            _light(line, value.exact) if value else None,
            refused,
        )

    def _parts(
        self, line: ScoringSheetLine, names: Sequence[str], position: Position, *, divides: bool = False
    ) -> Iterator[ScoreFigurePart]:
        for name in names:
            if name in self.lines:
                yield from self._of_figures(name, position, divides)
            elif line.kind == "count" and name in self.response.questions.inside:
                yield from self._of_instances(line, name, position)
            else:
                for question in self._questions(line, name):
                    for answer in self.response.answered(question, position, line.where):
                        yield self._part(line, answer, position, divides)

    def _questions(self, line: ScoringSheetLine, name: str) -> Sequence[str]:
        questions = self.response.questions
        if line.kind == "answered":
            return questions.inside.get(name, (name,))
        return counted_in(name, questions)

    def _of_figures(self, name: str, position: Position, divides: bool) -> Iterator[ScoreFigurePart]:
        here = dict(position)
        for at, figure in self.placed[name]:
            if all(here.get(repeat, place) == place for repeat, place in at):
                if figure.value is None:
                    raise NoScore(
                        N_("“%(figure)s” has no value, so this has none either. Look there first."),
                        figure=figure.label,
                    )
                title = "" if at == position else figure.title
                yield ScoreFigurePart(name, figure.label, title, figure.value.exact, divides=divides)

    def _of_instances(
        self, line: ScoringSheetLine, repeat: str, position: Position
    ) -> Iterator[ScoreFigurePart]:
        for at in self.response.instances(repeat, position):
            if line.where is None or self.response.holds(line.where, at):
                yield ScoreFigurePart(repeat, "", self.response.title(at), Fraction(1))

    def _part(
        self, line: ScoringSheetLine, answer: UnscoredAnswer, position: Position, divides: bool
    ) -> ScoreFigurePart:
        asked = answer.asked
        is_counted = line.kind in ("answered", "count")
        value = (Fraction(1) if answer.text else None) if is_counted else asked.points(answer.text)
        most = (line.most or asked.most_points()) if line.kind == "share" else None
        title = "" if answer.position == position else self.response.title(answer.position)
        label = REFERENCE.sub("…", self.response.words_in(asked.question.label)) or asked.question.name
        return ScoreFigurePart(asked.question.name, label, title, value, most, None, divides)

    def _weighted(
        self, line: ScoringSheetLine, parts: list[ScoreFigurePart], position: Position
    ) -> list[ScoreFigurePart]:
        if line.kind != "weighted":
            return parts
        weights = dict(zip(line.of, line.weights, strict=True))
        return [
            ScoreFigurePart(
                part.name,
                part.label,
                part.title,
                part.value,
                None,
                self._weight(weights[part.name], position),
            )
            for part in parts
        ]

    def _weight(self, weight: Fraction | str, position: Position) -> Fraction | None:
        if isinstance(weight, Fraction):
            return weight
        answers = self.response.answered(weight, position)
        return next((answer.asked.points(answer.text) for answer in answers), None)


def _light(line: ScoringSheetLine, value: Fraction) -> TrafficLight | None:
    for band in line.bands:
        if band.cut is None or band.cut.holds(value):
            return TrafficLight(band.colour)
    return None
