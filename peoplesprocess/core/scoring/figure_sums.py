"""What each kind of row computes from its parts, exactly, and the calculation in one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import prod

from peoplesprocess.core.messages import N_, Message, Plural, Sentence
from peoplesprocess.core.scoring.score_figures import ScoreFigurePart
from peoplesprocess.core.scoring.scoring_rule_cells import WHOLE_WEIGHT

Parts = Sequence[ScoreFigurePart]
Measure = Callable[[Parts], Fraction]
TOO_LARGE = 10**18
_MOST_WRITTEN = 8
"""A line writes out at most this number of numbers; for more it gives only their count."""
_NOTHING = N_("Nothing is answered yet that this could be computed from.")


class NoScore(Exception):
    """A figure cannot be computed; `sentence` says why and what to do."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.sentence = Message(text, values)


def measured(kind: str, parts: Parts) -> Fraction:
    """Return the figure that a kind of row makes of its parts. Errors: NoScore."""
    found = _MEASURES[kind](parts)
    if abs(found) >= TOO_LARGE:
        raise NoScore(N_("This makes too large a number. Look for a mistyped answer."))
    return found


def calculation_line(kind: str, parts: Parts) -> Sentence | str:
    """Return the calculation in one line: the arithmetic, or what was counted."""
    known = [part for part in parts if part.value is not None]
    dividends, divisors = _split(known)
    match kind:
        case "share":
            return Message(
                N_("Points: %(points)s of %(most)s"), {"points": _sum(known), "most": _most_points(known)}
            )
        case "answered":
            return Message(
                N_("Answered: %(answered)s of %(all)s"), {"answered": len(known), "all": len(parts)}
            )
        case "count":
            return ""
        case "least" | "most":
            return _numbers(len(known))
        case _ if len(known) > _MOST_WRITTEN:
            return _numbers(len(known))
        case "product":
            return " ÷ ".join([" × ".join(map(_written, dividends)), *map(_written, divisors)])
        case "quotient":
            return f"{_bracketed_sum(dividends)} ÷ {_bracketed_sum(divisors)}"
        case "mean":
            return f"{_bracketed_sum(dividends)} ÷ {len(dividends)}"
        case "weighted":
            return " + ".join(f"{plain(part.weight or Fraction(0))} % × {_written(part)}" for part in known)
    return " + ".join(map(_written, dividends))


def plain(number: Fraction) -> str:
    """Return a number as digits, rounded to at most four decimals."""
    if number.denominator == 1:
        return str(number.numerator)
    shown = round(number * 10_000)
    whole, rest = divmod(abs(shown), 10_000)
    return f"{'-' if shown < 0 else ''}{whole}.{rest:04}".rstrip("0").rstrip(".")


def _numbers(count: int) -> Sentence:
    return Plural("Made of %(count)s number", "Made of %(count)s numbers", count)


def _bracketed_sum(parts: Parts) -> str:
    written = " + ".join(map(_written, parts))
    return f"({written})" if len(parts) > 1 else written


def _written(part: ScoreFigurePart) -> str:
    return plain(part.value or Fraction(0))


def _split(parts: Parts) -> tuple[list[ScoreFigurePart], list[ScoreFigurePart]]:
    return [part for part in parts if not part.divides], [part for part in parts if part.divides]


def _values(parts: Parts) -> list[Fraction]:
    """Return the values of parts, all of which must have one. Errors: NoScore."""
    return [_value(part) for part in parts]


def _value(part: ScoreFigurePart) -> Fraction:
    if part.value is not None:
        return part.value
    if part.title:
        raise NoScore(
            N_("“%(question)s” has no number yet for “%(title)s”. Answer it."),
            question=part.label,
            title=part.title,
        )
    raise NoScore(N_("“%(question)s” has no number yet. Answer it."), question=part.label)


def _known(parts: Parts) -> list[Fraction]:
    """Return the values that exist, at least one. Errors: NoScore."""
    values = [part.value for part in parts if part.value is not None]
    if not values:
        raise NoScore(_NOTHING)
    return values


def _sum(parts: Parts) -> Fraction:
    return sum(_values(parts), Fraction(0))


def _most_points(parts: Parts) -> Fraction:
    return sum((part.most or Fraction(0) for part in parts), Fraction(0))


def _mean(parts: Parts) -> Fraction:
    values = _known(parts)
    return sum(values, Fraction(0)) / len(values)


def _product(parts: Parts) -> Fraction:
    dividends, divisors = _split(parts)
    result = prod(_values(dividends), start=Fraction(1))
    for part in divisors:
        result /= _divisor(_value(part), [part])
    return result


def _quotient(parts: Parts) -> Fraction:
    dividends, divisors = _split(parts)
    return _sum(dividends) / _divisor(_sum(divisors), divisors)


def _divisor(value: Fraction, parts: Parts) -> Fraction:
    if value != 0:
        return value
    if len(parts) != 1:
        raise NoScore(
            N_(
                "The numbers that this is divided by add up to 0, and nothing can be divided by 0. Correct "
                "an answer."
            )
        )
    if parts[0].title:
        raise NoScore(
            N_("“%(question)s” is 0 for “%(title)s”, and nothing can be divided by 0. Correct this answer."),
            question=parts[0].label,
            title=parts[0].title,
        )
    raise NoScore(
        N_("“%(question)s” is 0, and nothing can be divided by 0. Correct this answer."),
        question=parts[0].label,
    )


def _share(parts: Parts) -> Fraction:
    _known(parts)
    known = [part for part in parts if part.value is not None]
    return _sum(known) / _most_points(known)


def _answered(parts: Parts) -> Fraction:
    if not parts:
        raise NoScore(_NOTHING)
    return Fraction(_count_known(parts), len(parts))


def _count_known(parts: Parts) -> int:
    return sum(part.value is not None for part in parts)


def _weighted(parts: Parts) -> Fraction:
    whole = sum((part.weight or Fraction(0) for part in parts), Fraction(0))
    if whole != WHOLE_WEIGHT:
        raise NoScore(N_("The weights add up to %(sum)s. Change them: they must add up to 100."), sum=whole)
    counted = [part for part in parts if part.weight]
    return sum((_value(part) * (part.weight or 0) for part in counted), Fraction(0)) / WHOLE_WEIGHT


_MEASURES: Mapping[str, Measure] = {
    "sum": _sum,
    "mean": _mean,
    "least": lambda parts: min(_known(parts)),
    "most": lambda parts: max(_known(parts)),
    "count": lambda parts: Fraction(_count_known(parts)),
    "product": _product,
    "quotient": _quotient,
    "share": _share,
    "answered": _answered,
    "weighted": _weighted,
}
