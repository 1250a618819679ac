"""The questions about a need on telephones: the fields of its page, in the order of asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from peoplesprocess.core import choice_lists
from peoplesprocess.core.hxl_tags import NEED_TAGS
from peoplesprocess.core.messages import N_, Message, Sentence, keep_to
from peoplesprocess.facts.blocks import BlockRow
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.imports.need_fields import DAY, NEEDED, SEVERAL
from peoplesprocess.imports.need_judgement import FIRST_YEAR
from peoplesprocess.needs.forms import NeedForm
from peoplesprocess.needs.need_checks import LONGEST, MOST_HOUSEHOLDS

BLOCK, POINT, PHOTO = "block", "point", "photo"
"""The questions that files of needs do not have."""
_ORDER = (
    *(DAY, "group_code", "also", "title", "sector", "statement", BLOCK, "landmark", POINT, PHOTO),
    *("households", "affected", "severity", "season", "since", "cause", "coping", "response_type"),
)
_KINDS = {
    "households": "integer",
    **dict.fromkeys(SEVERAL, "select_multiple"),
    **dict.fromkeys((BLOCK, "group_code", "sector", "severity", "season", "response_type"), "select_one"),
}
_TAGS = {**NEED_TAGS, BLOCK: "#loc+block", POINT: "#geo", PHOTO: "#meta+photo"}


@dataclass(frozen=True, slots=True)
class NeedQuestion:
    """A question, its kind in the terms of XLSForm; `missing` is shown if a required answer is missing.

    `rule` is the constraint of an answer in XPath, and `fault` is shown if it fails.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    missing: str = ""
    rule: str = ""
    fault: Sentence | None = None
    choices: Sequence[tuple[str, str]] = ()
    first: str = ""
    has_lines: bool = False

    @property
    def tag(self) -> str:
        """Its HXL tag, which does not depend on the label."""
        return _TAGS[self.name]


def need_questions(place: SettlementWithRules, blocks: Sequence[BlockRow]) -> list[NeedQuestion]:
    """Return the questions of a need in a settlement, with that for the block only if there are blocks."""
    return [_question(place, blocks, name) for name in _ORDER if name != BLOCK or blocks]


def _question(place: SettlementWithRules, blocks: Sequence[BlockRow], name: str) -> NeedQuestion:
    if name == DAY:
        return NeedQuestion(
            DAY,
            "date",
            N_("On which day was their session?"),
            missing=N_("Choose the day of their session."),
            rule=f". >= date('{FIRST_YEAR}-01-01') and . <= today()",
            fault=Message(N_("Choose the day of their session: today, or a day before.")),
            first="today()",
        )
    if name == POINT:
        label, hint = N_("Where is it on the map?"), N_("No house of a family. A school, a bridge.")
        return NeedQuestion(POINT, "geopoint", label, hint)
    if name == PHOTO:
        return NeedQuestion(
            PHOTO, "image", N_("A photo of the place"), N_("Do not photograph faces or identity papers.")
        )
    written = _written("block_id" if name == BLOCK else name)
    rule, fault = _rule(place, name)
    return NeedQuestion(
        name,
        _KINDS.get(name, "text"),
        written.args[0],
        written.kwargs.get("description", ""),
        written.kwargs.get("missing", "") if name in NEEDED else "",
        rule,
        fault,
        _choices(place, blocks, name),
        has_lines=bool(written.kwargs.get("rows")),
    )


class _WrittenField(Protocol):
    """A field of a class, before the form is made."""

    args: Sequence[str]
    kwargs: Mapping[str, str]


def _written(name: str) -> _WrittenField:
    # A field of a form class, before the form is made, holds its arguments.
    return cast(_WrittenField, getattr(NeedForm, name))


def _rule(place: SettlementWithRules, name: str) -> tuple[str, Sentence | None]:
    if name == "households":
        most = place.households or MOST_HOUSEHOLDS
        sentence = Message(N_("Write a whole number from 1 to %(most)s."), {"most": most})
        return f". >= 1 and . <= {most}", sentence
    if name in LONGEST:
        return f"string-length(.) <= {LONGEST[name]}", keep_to(LONGEST[name])
    return "", None


def _choices(
    place: SettlementWithRules, blocks: Sequence[BlockRow], name: str
) -> tuple[tuple[str, str], ...]:
    lists: Mapping[str, Callable[[], Mapping[str, str]]] = {
        "group_code": lambda: {code: group.name for code, group in place.groups.items()},
        "also": lambda: {code: group.name for code, group in place.groups.items()},
        "sector": lambda: {key: choice_lists.SECTORS.get(key, key) for key in place.sectors},
        "affected": lambda: choice_lists.AFFECTED_GROUPS,
        "severity": lambda: {str(key): word for key, word in choice_lists.SEVERITIES.items()},
        "season": lambda: choice_lists.SEASONS,
        "response_type": lambda: choice_lists.RESPONSE_TYPES,
        BLOCK: lambda: {str(block.number): block.name for block in blocks},
    }
    return tuple(lists[name]().items()) if name in lists else ()
