"""The columns of the template: their headings in every language, and which sheet they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.web.i18n import SHIPPED, translator

SETTLEMENTS, PEOPLE, AREAS = "settlements", "people", "areas"
SHEET_NAMES = {SETTLEMENTS: N_("Settlements"), PEOPLE: N_("People"), AREAS: N_("Areas")}
HEADINGS: Mapping[str, Mapping[str, Msgid]] = {
    SETTLEMENTS: {
        "code": N_("Short name for addresses"),
        "name": N_("Name"),
        "area": N_("Codes of the area"),
        "area_name": N_("Name of the area"),
        "authority": N_("Office that answers there"),
        "currency": N_("Currency"),
        "envelope": N_("Money to plan with"),
        "households": N_("Households"),
        "groups": N_("Groups"),
        "required_groups": N_("Groups that must be heard"),
        "place_code": N_("Official place code"),
    },
    PEOPLE: {
        "name": N_("Name"),
        "username": N_("User name"),
        "role": N_("Role"),
        "settlement": N_("Short name of the settlement"),
        "area": N_("Codes of the area"),
        "group": N_("Group"),
    },
    AREAS: {
        "programme": N_("Programme"),
        "area": N_("Codes of the area"),
        "area_name": N_("Name of the area"),
        "authority": N_("Office that answers there"),
    },
}
"""The columns of each sheet by their names in code, in the template's order."""


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """The sheet that a row of headings belongs to, and the places of its columns."""

    sheet: str
    places: Mapping[str, int]
    unknown: tuple[str, ...]

    @property
    def missing(self) -> list[Msgid]:
        """The headings that are missing."""
        return [heading for key, heading in HEADINGS[self.sheet].items() if key not in self.places]


def columns_of(headings: tuple[str, ...]) -> SheetColumns | None:
    """Return the meaning of a row of headings in any language; None if it belongs to no sheet."""
    found = [_columns(sheet, headings) for sheet in HEADINGS]
    # At least half of the sheet's columns must be there.
    fitting = [each for each in found if 2 * len(each.places) >= len(HEADINGS[each.sheet])]
    return max(fitting, key=lambda each: (len(each.places), -len(each.unknown)), default=None)


def _columns(sheet: str, headings: tuple[str, ...]) -> SheetColumns:
    known, places, unknown = _known(sheet), {}, []
    for place, heading in enumerate(headings):
        key = known.get(_plain(heading))
        if key is not None and key not in places:
            places[key] = place
        elif heading:
            unknown.append(heading)
    return SheetColumns(sheet, places, tuple(unknown))


@lru_cache
def _known(sheet: str) -> dict[str, str]:
    return {
        _plain(translator(language)._(heading)): key
        for key, heading in HEADINGS[sheet].items()
        for language in SHIPPED
    }


def _plain(heading: str) -> str:
    return " ".join(heading.split()).casefold()
