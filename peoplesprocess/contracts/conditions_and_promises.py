"""Conditions and promises of the authority's yes that a contract rests on, for the contract's page."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, cast, func, select
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.facts.conditions_and_promises import CONDITION_ROWS, PROMISE_ROWS, ShownConditionOrPromise
from peoplesprocess.models import Contract

_LINE, _PART = "\n", "\t"
_COLUMNS = ("kind", "number", "due", "amount", "day", "state", "office", "words", "said")


def _terms_as_text(rows: Select[*tuple[object, ...]]) -> ScalarSelect[str]:
    """Return the conditions or promises of a contract's line as one text, to save its page a statement."""
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
    """Return a column as text without the separators."""
    text = func.coalesce(cast(column, String), "")
    return func.replace(func.replace(text, _LINE, " "), _PART, " ")


CONDITIONS_OF_CONTRACT, PROMISES_OF_CONTRACT = _terms_as_text(CONDITION_ROWS), _terms_as_text(PROMISE_ROWS)
"""Conditions and promises of the yes that a contract rests on, each as text; NULL if there are none."""


def contract_terms(*texts: str | None) -> list[ShownConditionOrPromise]:
    """Return the conditions and promises that such texts hold, by kind and number."""
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
