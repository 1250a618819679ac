"""The scores of a response as its reader sees them: figures, rankings, issues, unmet requirements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from peoplesprocess.assessments.shown_answers import FormForReader
from peoplesprocess.core.messages import Message, Sentence
from peoplesprocess.core.scoring.response_scorer import score
from peoplesprocess.core.scoring.score_figures import (
    FigureRanking,
    ResponseScores,
    ScoreFigure,
    ScoreIssue,
    ScoreValue,
    UnmetRequirement,
)
from peoplesprocess.core.xlsform.evaluation import Answers
from peoplesprocess.web.i18n import Translator

LONGEST_TITLE = 120


class ComparedFigure(NamedTuple):
    """A figure in two responses, "" if one lacks it."""

    label: str
    first: str
    second: str
    change: str
    """By how much the second is higher or lower, "" if unknown."""


class ShownScores(NamedTuple):
    """The scores of a response in a reader's language."""

    scores: ResponseScores
    translator: Translator

    @property
    def is_empty(self) -> bool:
        """Whether the form scores nothing."""
        return not (self.scores.figures or self.scores.issues or self.scores.unmet)

    @property
    def figures(self) -> Sequence[tuple[str, Sequence[ScoreFigure]]]:
        """The label of each row with its figures, one for each instance."""
        rows: dict[str, list[ScoreFigure]] = {}
        for figure in self.scores.figures:
            rows.setdefault(figure.name, []).append(figure)
        return [(of[0].label, of) for of in rows.values()]

    @property
    def rankings(self) -> Sequence[FigureRanking]:
        """The rankings."""
        return self.scores.rankings

    @property
    def issues(self) -> Sequence[ScoreIssue]:
        """The issues that can become needs or actions, the most important first."""
        return self.scores.issues

    @property
    def unmet(self) -> Sequence[UnmetRequirement]:
        """The requirements that are not met."""
        return self.scores.unmet

    def written(self, figure: ScoreFigure) -> str:
        """Return a figure's value in the reader's notation, "–" if it has none."""
        return written(figure.value, self.translator) if figure.value is not None else "–"

    def how(self, figure: ScoreFigure) -> str:
        """Return how a figure came about, "" if there is nothing to say."""
        told: Sentence | str = figure.how
        return self.translator.say(told)

    def parts(self, figure: ScoreFigure) -> str:
        """Return the parts of a figure with their numbers, "" if there are more than six."""
        named = [
            f"{part.label} {_short(part.value, self.translator)}"
            for part in figure.parts
            if part.value is not None and part.label
        ]
        return ", ".join(named) if len(named) <= 6 else ""

    def open_parts(self, figure: ScoreFigure) -> str:
        """Return the labels of unanswered parts."""
        return ", ".join(part.label for part in figure.open_parts if part.label)


def shown_scores(read: FormForReader, answers: Answers) -> ShownScores:
    """Return the scores of a response, for a reader."""
    return ShownScores(score(read.form, answers, read.translator.code, read.now), read.translator)


def compared_scores(first: ShownScores, second: ShownScores) -> list[ComparedFigure]:
    """Return the figures of two responses side by side, of the whole and of instances with equal names."""
    before = {_key(figure): figure for figure in first.scores.figures}
    after = {_key(figure): figure for figure in second.scores.figures}
    translator = second.translator
    found = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        named = new or old
        if named is None:
            continue
        label = f"{named.label}: {named.title}" if named.title else named.label
        found.append(
            ComparedFigure(
                label,
                first.written(old) if old is not None else "",
                second.written(new) if new is not None else "",
                _change(old, new, translator),
            )
        )
    return found


def issue_key(issue: ScoreIssue) -> str:
    """Return the key by which a need refers to its issue: the row of the issue, and the instance."""
    return f"{issue.name}:{issue.figure.place}"


def need_words(issue: ScoreIssue, shown: ShownScores, source: str) -> dict[str, str]:
    """Return the initial values of a need's form: the issue's words, and where they come from."""
    value = shown.written(issue.figure)
    statement = f"{issue.words} ({issue.figure.label}: {value}). {source}"
    words = {"title": issue.words[:LONGEST_TITLE], "statement": statement, "issue": issue_key(issue)}
    return words | ({"sector": issue.sector} if issue.sector else {})


def became(issues: Iterable[ScoreIssue], needs: Iterable[tuple[str, int]]) -> Mapping[str, list[int]]:
    """Return the numbers of the needs that came from each issue, by its key."""
    found: dict[str, list[int]] = {issue_key(issue): [] for issue in issues}
    for key, number in needs:
        if key in found:
            found[key].append(number)
    return found


def written(value: ScoreValue, translator: Translator) -> str:
    """Return an exact number in the reader's notation, rounded as the form says, with its unit."""
    number = plain(value, translator)
    if not value.is_percent:
        return number
    return translator.say(Message("%(number)s %%", {"number": number}))


def plain(value: ScoreValue, translator: Translator) -> str:
    """Return a number in the reader's notation, without its unit."""
    whole, _, rest = f"{abs(value.rounded):f}".partition(".")
    number = translator.number(int(whole)) + (f"{translator.decimal_sign}{rest}" if rest else "")
    return f"-{number}" if value.rounded < 0 else number


def _short(number: Fraction, translator: Translator) -> str:
    """Return a part's number with at most two decimals."""
    digits = 0 if number.denominator == 1 else 2
    return plain(ScoreValue(number, digits), translator)


def _key(figure: ScoreFigure) -> tuple[str, str]:
    return figure.name, figure.title.casefold()


def _change(old: ScoreFigure | None, new: ScoreFigure | None, translator: Translator) -> str:
    if old is None or new is None or old.value is None or new.value is None:
        return ""
    change = ScoreValue(new.value.exact - old.value.exact, new.value.digits, new.value.is_percent)
    said = f"+{plain(change, translator)}" if change.rounded > 0 else plain(change, translator)
    if not change.is_percent:
        return said
    # Arabic uses the plural form of a hundred for numbers with decimals.
    whole = int(change.rounded) if change.rounded == int(change.rounded) else 100
    return translator.plural("%(change)s point", "%(change)s points", abs(whole), change=said)
