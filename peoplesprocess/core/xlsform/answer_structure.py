"""Answers from outside reduced to the structure of their form: texts, groups and repeats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from peoplesprocess.core.xlsform.form import Node, QuestionGroup, XlsForm

LONGEST = 10_000
MOST_INSTANCES = 500


def shaped(form: XlsForm, answers: Mapping[str, object]) -> dict[str, object]:
    """Return the part of `answers` that the form asks for, without unknown names and empty answers.

    A repeat that was sent as one record counts as one instance. Numbers and booleans become texts.
    """
    return _shaped(form.children, answers)


def _shaped(nodes: Iterable[Node], sent: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for node in nodes:
        value = sent.get(node.name)
        if isinstance(node, QuestionGroup) and node.repeats:
            listed = value if isinstance(value, list) else [value]
            times = [_shaped(node.children, each) for each in listed if isinstance(each, Mapping)]
            if times:
                found[node.name] = times[:MOST_INSTANCES]
        elif isinstance(node, QuestionGroup):
            if isinstance(value, Mapping) and (inside := _shaped(node.children, value)):
                found[node.name] = inside
        elif text := _text(value):
            found[node.name] = text[:LONGEST]
    return found


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int() | float():
            return str(value).strip()
    return ""
