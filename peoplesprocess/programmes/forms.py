"""What people write to begin: a programme, and the settlements in it."""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from babel.core import get_global
from flask import request

from peoplesprocess.core import lists
from peoplesprocess.core.lists import Group
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.rules import PRESETS
from peoplesprocess.facts.places import group_name
from peoplesprocess.programmes.actions import ProgrammeInput, SettlementInput
from peoplesprocess.web.context import Context
from peoplesprocess.web.fields import MoneyField, SelectField, SelectMultipleField, TextField
from peoplesprocess.web.forms import Form
from peoplesprocess.web.i18n import digits_of
from peoplesprocess.web.validators import wrong

USUAL_COMMITTEE = N_("Community development committee")
OWN_GROUPS = range(1, 4)
NEW_AREA = "new"
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PATH = re.compile(r"[A-Z0-9-]+(?:/[A-Z0-9-]+)*")


class CodeField(TextField):
    """A short name in addresses."""

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, private=False, validators=[_is_code], **rest)

    def read(self, typed: str) -> str:
        return typed.lower()


class CurrencyField(TextField):
    """A currency's three letters."""

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, max=3, validators=[_is_currency], **rest)

    def read(self, typed: str) -> str:
        return typed.upper()


class LetterField(TextField):
    """The letter of a group's badge."""

    def __init__(self, label: str, **rest: Any) -> None:
        super().__init__(label, max=1, validators=[_is_letter], **rest)

    def read(self, typed: str) -> str:
        return typed.upper()


def _is_code(form: Any, field: TextField) -> None:
    if not _CODE.fullmatch(field.data):
        raise wrong(N_("Use small letters a to z, digits and hyphens, like “north-valley”."))


def _is_currency(form: Any, field: TextField) -> None:
    if field.data not in _currencies():
        raise wrong(N_("Write the currency in its three letters, like PKR, IQD or USD."))


def _is_letter(form: Any, field: TextField) -> None:
    if len(field.data) != 1 or not field.data.isalpha():
        raise wrong(N_("Write one letter."))


class ProgrammeForm(Form):
    """Setting up a programme."""

    name = TextField(N_("What is the programme called?"))
    code = CodeField(
        N_("Short name for addresses"), description=N_("Letters a to z, digits and hyphens."), max=30
    )
    agency = TextField(N_("Which agency runs it?"))
    currency = CurrencyField(N_("Currency"), description=N_("Three letters, like PKR."))
    committee_name = TextField(N_("What are the communities' committees called?"))
    preset = SelectField(
        N_("Which numbers and steps do you begin with?"),
        description=N_("All of them can be changed afterwards."),
        choices={key: name for key, (name, _) in PRESETS.items()},
    )
    groups = SelectMultipleField(
        N_("Which groups can hold sessions of their own?"),
        description=N_("Each settlement uses those of them that live there."),
        choices={group.code: group.name for group in lists.GROUPS},
        missing=N_("Choose at least one group."),
    )
    sectors = SelectMultipleField(
        N_("Which sectors can needs belong to?"),
        choices=lists.SECTORS,
        missing=N_("Choose at least one sector."),
    )

    def agree(self) -> None:
        letters = {group.letter for group in lists.GROUPS if group.code in self.groups.data}
        for number in OWN_GROUPS:
            word, letter = self[f"own_name{number}"].data, self[f"own_letter{number}"].data
            if bool(word) != bool(letter):
                raise Refused(
                    Message(N_("A group of your own needs its name and a letter.")),
                    f"own_letter{number}" if word else f"own_name{number}",
                )
            if letter and letter in letters:
                raise Refused(Message(N_("Two groups cannot have the same letter.")), f"own_letter{number}")
            letters.add(letter)

    def input(self) -> ProgrammeInput:
        """Return the programme as it begins."""
        known = [group for group in lists.GROUPS if group.code in self.groups.data]
        own = [
            Group(
                f"own-{number}",
                self[f"own_letter{number}"].data,
                self[f"own_name{number}"].data,
                f"own-{number}",
            )
            for number in OWN_GROUPS
            if self[f"own_name{number}"].data
        ]
        return ProgrammeInput(
            name=self.name.data,
            code=self.code.data,
            agency=self.agency.data,
            currency=self.currency.data,
            committee_name=self.committee_name.data,
            preset=self.preset.data,
            groups=[asdict(group) for group in (*known, *own)],
            sectors=[sector for sector in lists.SECTORS if sector in self.sectors.data],
        )


def programme_form(context: Context) -> Any:
    """Return the form of a new programme, with everything usual chosen."""
    lines: dict[str, Any] = {}
    for number in OWN_GROUPS:
        lines[f"own_name{number}"] = TextField(N_("Another group"), max=60, required=False)
        lines[f"own_letter{number}"] = LetterField(N_("Its letter"), required=False)
    usual = {
        "committee_name": USUAL_COMMITTEE,
        "preset": "south-asian",
        "groups": [group.code for group in lists.GROUPS[:5]],
        "sectors": list(lists.SECTORS),
    }
    return ProgrammeForm.extended(**lines)(context, usual)


class EnvelopeField(MoneyField):
    """A sum in the currency that the same form names."""

    @property
    def currency(self) -> str:
        return request.form.get("currency", "").strip().upper()

    @property
    def digits(self) -> int:
        return digits_of(self.currency)


class _SettlementFields(Form):
    name = TextField(N_("What is the settlement called?"))
    code = CodeField(
        N_("Short name for addresses"), description=N_("Letters a to z, digits and hyphens."), max=40
    )
    place_code = TextField(
        N_("Official place code"),
        description=N_("As in the national list, if there is one."),
        required=False,
        private=False,
        max=40,
    )
    area = SelectField(N_("In which area does it lie?"))
    area_path = TextField(
        N_("Codes of the new area, from the country down"),
        description=N_("Like PK/SD/DADU: country, province, district."),
        required=False,
        private=False,
        max=60,
    )
    area_name = TextField(N_("Name of the new area"), required=False)
    authority = TextField(
        N_("Which office answers there?"), description=N_("The office, not a person's name."), required=False
    )
    currency = CurrencyField(N_("Currency"), description=N_("Three letters, like PKR."))
    envelope = EnvelopeField(
        N_("How much money can be planned with?"),
        description=N_("Leave it empty if it is not known."),
        required=False,
    )
    groups = SelectMultipleField(
        N_("Which groups are heard by themselves here?"), missing=N_("Choose at least one group.")
    )
    required_groups = SelectMultipleField(
        N_("Which of them must be heard before the list of needs closes?"), required=False
    )

    def agree(self) -> None:
        if not set(self.required_groups.data or ()) <= set(self.groups.data):
            raise Refused(
                Message(N_("A group that must be heard has to be among those that are heard.")),
                "required_groups",
            )
        if self.area.data != NEW_AREA:
            if self.area_path.data or self.area_name.data:
                raise Refused(Message(N_("Choose the new area, or leave its codes and name empty.")), "area")
            return
        for name in ("area_path", "area_name", "authority"):
            if not self[name].data:
                raise Refused(Message(N_("Fill this in for the new area.")), name)
        if not _PATH.fullmatch(self.new_path):
            raise Refused(
                Message(N_("Write codes in letters and digits with strokes between, like PK/SD/DADU.")),
                "area_path",
            )

    @property
    def new_path(self) -> str:
        """The path of the new area in one spelling; "" if the area is there already."""
        typed: str = self.area_path.data or ""
        return (
            "/".join(part.strip() for part in typed.upper().split("/")) if self.area.data == NEW_AREA else ""
        )

    def input(self, area_id: Any) -> SettlementInput:
        """Return the settlement as it begins."""
        return SettlementInput(
            name=self.name.data,
            code=self.code.data,
            area_id=area_id,
            currency=self.currency.data,
            envelope=self.envelope.data,
            place_code=self.place_code.data,
            groups=self.groups.data,
            required_groups=self.required_groups.data or [],
        )


def settlement_form(context: Context, areas: list[tuple[str, str]]) -> Any:
    """Return the form of a new settlement with the programme's groups and areas."""
    codes = [group["code"] for group in context.programme.groups]
    usual = {
        "area": "" if areas else NEW_AREA,
        "currency": context.programme.currency,
        "groups": codes,
        "required_groups": [code for code in ("women", "displaced") if code in codes],
    }
    form = _SettlementFields(context, usual)
    form.area.choices = [*areas, (NEW_AREA, N_("A new area"))]
    named = [(group["code"], group_name(group)) for group in context.programme.groups]
    form.groups.choices = form.required_groups.choices = named
    return form


@lru_cache
def _currencies() -> frozenset[str]:
    """The money that is legal tender somewhere today, by CLDR."""
    return frozenset(
        code
        for uses in get_global("territory_currencies").values()
        for code, begun, ended, is_tender in uses
        if is_tender and ended is None
    )
