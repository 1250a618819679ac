"""Rankings of figures, the issues among them, and the requirements that are not met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from peoplesprocess.core.scoring.response_answers import ResponseToScore
from peoplesprocess.core.scoring.score_figures import (
    FigureRanking,
    RankedFigure,
    ScoreFigure,
    ScoreIssue,
    UnmetRequirement,
)
from peoplesprocess.core.scoring.score_lines import COLOURS, ScoreCut, ScoringSheetLine
from peoplesprocess.core.xlsform.question_references import REFERENCE

Figures = Mapping[str, Sequence[ScoreFigure]]
_Key = tuple[int, int, Fraction]
_Sortable = TypeVar("_Sortable", Fraction, _Key)


def ranking_of(line: ScoringSheetLine, response: ResponseToScore, figures: Figures) -> FigureRanking:
    """Return the figures that a row names, in its order; equal ones share a place."""
    named = _named(line, figures)
    known = [figure for figure in named if figure.value]
    places = _places([_exact(figure) if line.lowest_first else -_exact(figure) for figure in known])
    entries = [RankedFigure(place, tied, figure) for (place, tied), figure in zip(places, known, strict=True)]
    return FigureRanking(
        line.name,
        response.words_in(line.label),
        tuple(sorted(entries, key=lambda entry: entry.place)),
        tuple(figure for figure in named if not figure.value),
    )


def issues_of(
    lines: Sequence[ScoringSheetLine], response: ResponseToScore, figures: Figures
) -> tuple[ScoreIssue, ...]:
    """Return every issue: by colour, the worst first, then by the order of rows, then by their figures."""
    found = [
        (_key(number, line, figure), line, figure)
        for number, line in enumerate(lines)
        for figure in _named(line, figures)
        if _is_issue(line, figure)
    ]
    issues = [
        ScoreIssue(
            place,
            tied,
            line.name,
            _filled(response.words_in(line.label), figure.subject),
            figure,
            line.becomes,
            line.sector,
        )
        for (place, tied), (_, line, figure) in zip(_places([key for key, _, _ in found]), found, strict=True)
    ]
    return tuple(sorted(issues, key=lambda issue: issue.place))


def unmet_of(
    line: ScoringSheetLine, response: ResponseToScore, figures: Figures, rankings: Mapping[str, FigureRanking]
) -> Iterator[UnmetRequirement]:
    """Yield the failures of a requirement: figures outside its limit, first places that no answer names."""
    words = response.words_in(line.label)
    if isinstance(line.when, ScoreCut):
        for figure in _named(line, figures):
            if figure.value is None or not line.when.holds(figure.value.exact):
                yield UnmetRequirement(line.name, _filled(words, figure.subject), figure.subject)
        return
    answers = [answer for name in line.by for answer in response.answered(name)]
    given = {_plain(word) for each in answers for word in (*each.text.split(), response.written(each))}
    for ranking in (rankings[name] for name in line.of):
        for entry in ranking.entries:
            figure = entry.figure
            if entry.place == 1 and not given & {_plain(figure.name), _plain(figure.subject)}:
                yield UnmetRequirement(line.name, _filled(words, figure.subject), figure.subject)


def _places(keys: Sequence[_Sortable]) -> list[tuple[int, bool]]:
    """Return the place of each key, 1 for the least, and whether other keys share it."""
    first: dict[_Sortable, int] = {}
    for place, key in enumerate(sorted(keys), start=1):
        first.setdefault(key, place)
    counts = Counter(keys)
    return [(first[key], counts[key] > 1) for key in keys]


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _named(line: ScoringSheetLine, figures: Figures) -> list[ScoreFigure]:
    return [figure for name in line.of for figure in figures[name]]


def _exact(figure: ScoreFigure) -> Fraction:
    return figure.value.exact if figure.value else Fraction(0)


def _is_issue(line: ScoringSheetLine, figure: ScoreFigure) -> bool:
    if figure.value is None:
        return False
    if isinstance(line.when, ScoreCut):
        return line.when.holds(figure.value.exact)
    return line.when is None or (figure.light is not None and figure.light.colour in line.when)


def _key(number: int, line: ScoringSheetLine, figure: ScoreFigure) -> _Key:
    severity = figure.light.severity if figure.light else len(COLOURS)
    exact = _exact(figure)
    return severity, number, exact if line.lowest_first else -exact


def _filled(words: str, what: str) -> str:
    return REFERENCE.sub(lambda found: what if found[1] == "what" else found[0], words)
