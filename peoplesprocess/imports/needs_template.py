"""The template for needs in the reader's language: headings, tags, and the choices for cells."""

from __future__ import annotations

from peoplesprocess.core.hxl_tags import NEED_TAGS
from peoplesprocess.core.messages import N_
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.imports.need_fields import FIELDS, SEVERAL, choices_in
from peoplesprocess.spreadsheets.cells import CellChoicesRange, Sheet
from peoplesprocess.web.i18n import Translator

WORDS = N_("Words")


def template_sheets(place: SettlementWithRules, translator: Translator) -> list[Sheet]:
    """Return the sheet to fill in, and the sheet of the choices for its cells."""
    headings = [translator._(label) for label in FIELDS.values()]
    tags = [NEED_TAGS[name] for name in FIELDS]
    words = {name: choices_in(place, name, translator.say) for name in FIELDS}
    listed = {name: known for name, known in words.items() if known}
    lists = {
        column: CellChoicesRange(translator._(WORDS), list(listed).index(name), len(listed[name]))
        for column, name in enumerate(FIELDS)
        if name in listed and name not in SEVERAL
    }
    longest = max(map(len, listed.values()))
    rows = [[known[at] if at < len(known) else None for known in listed.values()] for at in range(longest)]
    return [
        Sheet(translator._(N_("Needs")), headings, [tags], lists),
        Sheet(translator._(WORDS), [translator._(FIELDS[name]) for name in listed], rows),
    ]
