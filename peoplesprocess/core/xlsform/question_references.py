"""Checks that every question that a row names exists once, and what in the row only telephones compute."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from peoplesprocess.core.messages import N_
from peoplesprocess.core.xlsform.expressions import Expression
from peoplesprocess.core.xlsform.form import Node, walk
from peoplesprocess.core.xlsform.sheet_rows import XlsFormRow

REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^\s${}]+)\s*\}")
NO_QUESTION = N_("There is no question called “%(name)s”. Check its spelling.")
_WITH_REFERENCES = ("label", "hint", "constraint_message", "required_message", "default")


def check_references(children: tuple[Node, ...], rows: Iterable[XlsFormRow]) -> None:
    """Record faults of references in rows, and what pages do not compute."""
    names: dict[str, int] = {}
    for node, _ in walk(children):
        names[node.name] = names.get(node.name, 0) + 1
    for row in rows:
        for column, expression in row.expressions:
            _check_expression(row, column, expression, names)
        _check_texts(row, names)


def _check_texts(row: XlsFormRow, names: Mapping[str, int]) -> None:
    for heading, (written, text) in row.cells.items():
        if heading.name in _WITH_REFERENCES:
            for name in REFERENCE.findall(text):
                if name not in names:
                    row.found.fault(row.sheet, row.row, written, NO_QUESTION, name=name)


def _check_expression(row: XlsFormRow, column: str, expression: Expression, names: Mapping[str, int]) -> None:
    for name in sorted(expression.references):
        if name not in names:
            row.fault(column, NO_QUESTION, name=name)
        elif names[name] > 1:
            row.fault(
                column,
                N_("%(count)s questions are called “%(name)s”, so it is not clear which is meant."),
                count=names[name],
                name=name,
            )
    for what in sorted(expression.unsupported):
        row.for_phones(
            column,
            N_("Our pages do not compute “%(what)s”, so this form is filled in on telephones only."),
            what=what,
        )
