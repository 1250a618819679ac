"""What the authority asked for and promised with the yes that a contract rests on, as its page tells it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, cast, func, select
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.facts.conditions_and_promises import CONDITION_ROWS, PROMISE_ROWS, ShownConditionOrPromise
from peoplesprocess.models import Contract

_LINE, _PART = "\n", "\t"
_COLUMNS = ("kind", "number", "due", "amount", "day", "state", "office", "words", "said")


def _told(rows: Select[*tuple[object, ...]]) -> ScalarSelect[str]:
    """The conditions or promises of a contract's line as one text: a statement less for its page."""
    terms = rows.subquery()
    text = _plain(terms.c[_COLUMNS[0]])
    for name in _COLUMNS[1:]:
        text = text + _PART + _plain(terms.c[name])
    return (
        select(aggregate_strings(text, _LINE))
        .select_from(terms)
        .where(terms.c.line == Contract.line)
        .correlate(Contract)
        .scalar_subquery()
    )


def _plain(column: ColumnElement[object]) -> ColumnElement[str]:
    """A column as text without what parts the texts."""
    text = func.coalesce(cast(column, String), "")
    return func.replace(func.replace(text, _LINE, " "), _PART, " ")


CONDITIONS_OF_CONTRACT, PROMISES_OF_CONTRACT = _told(CONDITION_ROWS), _told(PROMISE_ROWS)
"""The conditions, and the promises, of the yes that a contract rests on, as text; NULL without any."""


def contract_terms(*texts: str | None) -> list[ShownConditionOrPromise]:
    """Return what such texts hold, by kind and number."""
    rows = [row.split(_PART) for text in texts if text for row in text.split(_LINE)]
    found = [
        ShownConditionOrPromise(
            kind=kind,
            due=due,
            state=state,
            number=int(number),
            day=date.fromisoformat(day) if day else None,
            amount=int(amount),
            words=words,
            office=office,
            said=said,
        )
        for kind, number, due, amount, day, state, office, words, said in rows
    ]
    return sorted(found, key=lambda term: (term.kind, term.number))
