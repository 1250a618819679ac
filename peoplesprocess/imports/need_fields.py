"""The fields of a need in a file, by name and by their labels in every shipped language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.search import folded
from peoplesprocess.facts.places import SettlementWithRules, group_name
from peoplesprocess.needs.forms import DETAILS, NeedForm
from peoplesprocess.web.i18n import SHIPPED, translator

DAY, SESSION = "day", "meeting_number"
FIELDS: Mapping[str, Msgid] = {
    "title": N_("Need"),
    "statement": N_("What did people say?"),
    "group_code": N_("Group"),
    "also": N_("Other groups that raised it"),
    "sector": N_("Sector"),
    "landmark": N_("Where"),
    "households": N_("Households affected"),
    "affected": N_("Who is affected most"),
    "severity": N_("How hard it is"),
    "season": N_("When it is worst"),
    "since": N_("Since"),
    "cause": N_("Why it is so"),
    "coping": N_("What people already do about it"),
    "response_type": N_("What could answer it"),
    DAY: N_("Day of the session"),
}
"""The columns of our template in order, by field name of the need form."""
NEEDED = ("title", "group_code", "sector", "households", "severity", "season", "response_type")
"""Fields that every need has; a file must have all of these columns."""
SEVERAL = ("affected", "also")
"""The fields with any number of choices."""
WHOLE_NUMBERS = ("households", SESSION)
OTHER_NAMES: Mapping[str, Sequence[str]] = {
    "title": ("need", "need_title"),
    "group_code": ("group", "raised_by"),
    "also": ("also_raised_by", "other_groups"),
    SESSION: ("session", "meeting"),
    DAY: ("session_day", "date", "held_on"),
    "landmark": ("where", "place"),
    "response_type": ("response", "answer"),
    "statement": ("what_people_said",),
}
Labels = Mapping[str, str]
"""Names or keys by normalized label."""


def plain(text: str) -> str:
    """Return a heading or choice normalized, so that its spellings compare equal.

    Case, blanks, accents, vowel signs, letters that are typed for one another, asterisks of bold text,
    hyphens and a final sign make no difference.
    """
    return folded(text.replace("*", "").replace("_", "-")).rstrip(" ?؟:.")


@lru_cache
def heading_labels() -> Labels:
    """Return the fields by every heading that names them; names take precedence over labels."""
    found: dict[str, str] = {}
    for field in (*FIELDS, SESSION):
        found.setdefault(plain(field), field)
    for field, names in OTHER_NAMES.items():
        for name in names:
            found.setdefault(plain(name), field)
    words: list[tuple[str, str]] = [(field, label) for field, label in FIELDS.items()]
    words += [(line.column, line.heading) for line in DETAILS]
    # A field of a form class, before the form is made, holds its arguments.
    words += [
        (field, getattr(NeedForm, field).args[0]) for field in (*FIELDS, SESSION) if hasattr(NeedForm, field)
    ]
    words += [
        ("group_code", N_("Raised by")),
        (DAY, N_("Day")),
        (DAY, N_("On which day was their session?")),
        ("households", N_("Households")),
    ]
    for field, label in words:
        for spoken in in_every_language(label):
            found.setdefault(plain(spoken), field)
    return found


def choice_labels(place: SettlementWithRules) -> Mapping[str, Labels]:
    """Return the keys of each field's choices by every label of them in this settlement."""
    # Telephones offer all groups of the programme; whether one is heard here is checked with the need.
    groups = {group["code"]: group_name(group) for group in place.all_groups}
    sectors = {key: choice_lists.SECTORS.get(key, key) for key in place.sectors}
    return {
        "sector": _labels(sectors),
        "group_code": _labels(groups),
        "also": _labels(groups),
        "affected": _labels(choice_lists.AFFECTED_GROUPS),
        "severity": _labels({str(key): word for key, word in choice_lists.SEVERITIES.items()}),
        "season": _labels(choice_lists.SEASONS),
        "response_type": _labels(choice_lists.RESPONSE_TYPES),
    }


def choices_in(place: SettlementWithRules, field: str, say: Callable[[object], str]) -> list[str]:
    """Return the labels of a field's choices, empty if the field is free text."""
    words: Iterable[object] = ()
    match field:
        case "sector":
            words = (choice_lists.SECTORS.get(key, key) for key in place.sectors)
        case "group_code" | "also":
            words = (group.name for group in place.groups.values())
        case "affected":
            words = choice_lists.AFFECTED_GROUPS.values()
        case "severity":
            words = choice_lists.SEVERITIES.values()
        case "season":
            words = choice_lists.SEASONS.values()
        case "response_type":
            words = choice_lists.RESPONSE_TYPES.values()
    return [say(word) for word in words]


def in_every_language(word: str) -> list[str]:
    """Return a word of ours in every shipped language, or people's own word unchanged."""
    if not isinstance(word, Msgid):
        return [word]
    return [translator(language).say(word) for language in SHIPPED]


def _labels(words: Mapping[str, str]) -> Labels:
    found = {plain(key): key for key in words}
    for key, word in words.items():
        for spoken in in_every_language(word):
            found.setdefault(plain(spoken), key)
    return found
