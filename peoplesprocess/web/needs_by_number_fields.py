"""Fields for long ballots, on which needs are typed in by their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from peoplesprocess.core import numerals
from peoplesprocess.core.messages import N_, Message, Msgid
from peoplesprocess.core.number_lists import read_numbers, written_numbers
from peoplesprocess.web.fields import BaseField
from peoplesprocess.web.quantity_and_money_fields import read_sum
from peoplesprocess.web.validators import wrong

WITH_COLON = N_("Line %(line)s: write the number of a need, a colon and what belongs to it.")


class NeedNumbersField(BaseField):
    """Numbers of needs such as “1-40, 52”; `choices` are the allowed ones, as in a field with checkboxes."""

    empty = ()
    choices: Sequence[tuple[str, str]] = ()

    def read(self, typed: str) -> list[int]:
        try:
            return read_numbers(typed)
        except numerals.NotANumber:
            raise ValueError(Message(N_("Write the numbers of the needs, like 1-40, 52."))) from None

    def written(self, value: object) -> str:
        return written_numbers(int(number) for number in value) if isinstance(value, Sequence) else ""

    def pre_validate(self, form: object) -> None:
        """Refuse a number that is not among the choices."""
        known = {key for key, _ in self.choices}
        for number in () if self.process_errors else self.data or ():
            if str(number) not in known:
                raise wrong(
                    N_("“%(need)s” is not among the needs to choose from. Write their numbers."), need=number
                )


class _NeedLinesField(BaseField):
    """Lines that each say something about a need, by its number: “12: 4,000”."""

    kind = "area"
    empty = MappingProxyType({})
    rows = 10

    def lines(self, typed: str) -> Iterator[tuple[int, int, str]]:
        """Yield each line's position, its need's number and the text after the colon."""
        seen: set[int] = set()
        for place, line in enumerate(typed.splitlines(), start=1):
            if not line.strip():
                continue
            head, colon, rest = line.replace("：", ":").partition(":")
            try:
                need = numerals.whole(head)
            except numerals.NotANumber:
                raise ValueError(Message(WITH_COLON, {"line": place})) from None
            if not colon or not rest.strip():
                raise ValueError(Message(WITH_COLON, {"line": place}))
            if need in seen:
                raise ValueError(_at(place, Message(N_("This need is written there twice."))))
            seen.add(need)
            yield place, need, rest


class NeedPricesField(_NeedLinesField):
    """The cost of each need and, after a semicolon, what others pay; both in minor units."""

    def read(self, typed: str) -> dict[int, tuple[int, int]]:
        found = {}
        for place, need, rest in self.lines(typed):
            try:
                cost, _, pledge = rest.replace("؛", ";").partition(";")
                found[need] = self._sum(cost), self._sum(pledge) if pledge.strip() else 0
            except ValueError as error:
                raise ValueError(_at(place, error.args[0])) from None
        return found

    def _sum(self, typed: str) -> int:
        return read_sum(typed, str(self.meta.currency), int(self.meta.digits))


class NeedMarksField(_NeedLinesField):
    """The marks of each need on a group's paper: one number, or one for each criterion.

    It is filled from numbers by mark name: a need's number and, with several criteria, a dot and the
    criterion's number.
    """

    def read(self, typed: str) -> dict[int, list[int]]:
        found = {}
        for place, need, rest in self.lines(typed):
            parts = rest.split(";") if ";" in rest else rest.split()
            try:
                found[need] = [numerals.whole(part) for part in parts]
            except numerals.NotANumber:
                raise ValueError(_at(place, Message(N_("Write a whole number in digits.")))) from None
            if min(found[need]) < 0:
                raise ValueError(_at(place, Message(N_("This must be at least %(min)s."), {"min": 0})))
        return found

    def written(self, value: object) -> str:
        marks: dict[str, list[str]] = {}
        for name, mark in value.items() if isinstance(value, Mapping) else ():
            marks.setdefault(name.partition(".")[0], []).append(str(mark))
        return "\n".join(f"{need}: {' '.join(marks[need])}" for need in sorted(marks, key=int))


def _at(place: int, sentence: Message | Msgid) -> Message:
    return Message(N_("Line %(line)s: %(sentence)s"), {"line": place, "sentence": sentence})
