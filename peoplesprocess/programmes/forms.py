"""Forms that set up a programme and add settlements to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property

import wtforms
from flask import request

from peoplesprocess.core import choice_lists
from peoplesprocess.core.choice_lists import CommunityGroup
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.core.programme_rules import PRESETS
from peoplesprocess.programmes.actions import AreaInput, ProgrammeInput, SettlementInput
from peoplesprocess.programmes.committee_name_field import CommitteeNameField
from peoplesprocess.programmes.currency_field import currency_field
from peoplesprocess.programmes.programme_queries import AreaLine
from peoplesprocess.web.fields import SelectField, SelectMultipleField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.group_badges import badge_letters
from peoplesprocess.web.i18n import digits_of
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.time_zone_field import time_zone_field
from peoplesprocess.web.validators import wrong
from peoplesprocess.web.view_context import Context

OWN_GROUPS = range(1, 4)
NO_GROUP = N_("Choose at least one group.")
NOT_HEARD = N_("A group that must be heard must also be one of the groups that meet separately.")
NEW_AREA = "new"
_OF_A_NEW_AREA = {
    "area_path": N_(
        "Write the codes of the new area in Latin letters, from the country down, like PK/SD/DADU."
    ),
    "area_name": N_("Write what the new area is called."),
    "authority": N_("Name the office that answers in the new area."),
}
"""The fields that a new area needs, with the sentence for each that is left empty."""
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PATH = re.compile(r"[A-Z0-9-]+(?:/[A-Z0-9-]+)*")


class UrlCodeField(TextField):
    """A short name for addresses, in lower case."""

    def read(self, typed: str) -> str:
        return typed.lower()


class GroupLetterField(TextField):
    """The letter of a group's badge, in upper case."""

    def read(self, typed: str) -> str:
        return typed.upper()


def _is_code(form: wtforms.Form, field: wtforms.Field) -> None:
    if not CODE.fullmatch(field.data):
        raise wrong(N_("Use small letters a to z, digits and hyphens, like “north-valley”."))


def _is_letter(form: wtforms.Form, field: wtforms.Field) -> None:
    if len(field.data) != 1 or not field.data.isalpha():
        raise wrong(N_("Write one letter."))


def _code_field(max: int) -> UrlCodeField:
    return UrlCodeField(
        N_("Short name for addresses"),
        description=N_("Letters a to z, digits and hyphens."),
        missing=N_("Choose a short name for addresses, like “north-valley”."),
        max=max,
        private=False,
        validators=[_is_code],
    )


class ProgrammeForm(Form):
    """A new programme."""

    name = TextField(N_("What is the programme called?"), missing=N_("Write what the programme is called."))
    code = _code_field(max=30)
    agency = TextField(N_("Which agency runs it?"), missing=N_("Name the agency that runs it."))
    currency = currency_field()
    committee_name = CommitteeNameField(
        N_("What are the communities' committees called?"),
        missing=N_("Write what the communities' committees are called."),
    )
    preset = SelectField(
        N_("Which rules and steps do you begin with?"),
        description=N_("All of them can be changed afterwards."),
        choices={key: name for key, (name, _) in PRESETS.items()},
        missing=N_("Choose the numbers and steps to begin with."),
    )
    groups = SelectMultipleField(
        N_("Which groups can meet separately?"),
        description=N_("Each settlement uses the groups that live there."),
        choices={group.code: group.name for group in choice_lists.GROUPS},
        missing=NO_GROUP,
    )
    sectors = SelectMultipleField(
        N_("Which sectors can needs belong to?"),
        choices=choice_lists.SECTORS,
        missing=N_("Choose at least one sector."),
    )

    def agree(self) -> None:
        refusals = RefusalList()
        # The letters of shipped groups depend on the language; a programme's own group must use none of them.
        holders: dict[str, str | Message] = {
            letter: Message(group.name)
            for group in choice_lists.GROUPS
            if group.code in self.groups.data
            for letter in badge_letters(group.code)
        }
        for number in OWN_GROUPS:
            word, letter = self[f"own_name{number}"].data, self[f"own_letter{number}"].data
            with refusals:
                if bool(word) != bool(letter):
                    sentence = Message(N_("A group of your own needs its name and a letter."))
                    raise Refused(sentence, f"own_{'letter' if word else 'name'}{number}")
                if letter and letter in holders:
                    raise Refused(
                        Message(
                            N_("The letter %(letter)s is already used for: %(group)s. Choose another one."),
                            {"group": holders[letter], "letter": letter},
                        ),
                        f"own_letter{number}",
                    )
            if letter:
                holders[letter] = word
        refusals.settle()

    @cached_property
    def input(self) -> ProgrammeInput:
        """The new programme, with its own groups after the shipped ones."""
        known = [group for group in choice_lists.GROUPS if group.code in self.groups.data]
        own = [
            CommunityGroup(
                f"own-{number}",
                self[f"own_letter{number}"].data,
                self[f"own_name{number}"].data,
                f"own-{number}",
            )
            for number in OWN_GROUPS
            if self[f"own_name{number}"].data
        ]
        return self.filled(
            ProgrammeInput,
            groups=[asdict(group) for group in (*known, *own)],
            sectors=[sector for sector in choice_lists.SECTORS if sector in self.sectors.data],
        )


def programme_form(context: Context) -> ProgrammeForm:
    """Return the form of a new programme, with the usual choices preset."""
    lines: dict[str, TextField] = {}
    for number in OWN_GROUPS:
        lines[f"own_name{number}"] = TextField(N_("Another group"), max=60, required=False)
        lines[f"own_letter{number}"] = GroupLetterField(
            N_("A letter that stands for this group"),
            description=N_("One letter of any script. Tables show it where there is no room for the name."),
            required=False,
            max=1,
            validators=[_is_letter],
        )
    usual = {
        "committee_name": choice_lists.USUAL_COMMITTEE,
        "preset": "south-asian",
        "groups": [group.code for group in choice_lists.GROUPS[:5]],
        "sectors": list(choice_lists.SECTORS),
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


class SettlementForm(Form):
    """A new settlement, in an existing area or in a new one."""

    name = TextField(N_("What is the settlement called?"), missing=N_("Write what the settlement is called."))
    code = _code_field(max=40)
    place_code = TextField(
        N_("Official place code"),
        description=N_("As in the national list, if there is one."),
        required=False,
        private=False,
        max=40,
    )
    area = SelectField(N_("Which area is it in?"), missing=N_("Choose the area that it is in, or a new one."))
    area_path = TextField(
        N_("Codes of the new area, from the country down"),
        description=N_(
            "In Latin letters and digits, like PK/SD/DADU: country, province, district. If there are no "
            "official codes, choose short ones yourselves."
        ),
        required=False,
        depends=True,
        private=False,
        max=60,
    )
    area_name = TextField(N_("Name of the new area"), required=False, depends=True)
    authority = TextField(
        N_("Which office answers there?"),
        description=N_("The office, not a person's name."),
        required=False,
        depends=True,
    )
    time_zone = time_zone_field()
    currency = currency_field()
    envelope = EnvelopeField(
        N_("How much money can be planned with?"),
        description=N_("Leave it empty if it is not known."),
        required=False,
    )
    groups = SelectMultipleField(N_("Which groups meet separately here?"), missing=NO_GROUP)
    required_groups = SelectMultipleField(
        N_("Which of them must be heard before the list of needs closes?"), required=False
    )

    def agree(self) -> None:
        refusals = RefusalList()
        with refusals:
            self._require_area()
        with refusals:
            if not set(self.required_groups.data or ()) <= set(self.groups.data):
                raise Refused(Message(NOT_HEARD), "required_groups")
        refusals.settle()

    def _require_area(self) -> None:
        if self.area.data != NEW_AREA:
            if not (self.area_path.data or self.area_name.data):
                return
            raise Refused(Message(N_("Choose the new area, or leave its codes and name empty.")), "area")
        empty = [
            Refused(Message(sentence), name)
            for name, sentence in _OF_A_NEW_AREA.items()
            if not self[name].data
        ]
        if empty:
            raise Refused(empty[0].sentence, empty[0].field, empty[1:])
        if not PATH.fullmatch(self.new_path):
            sentence = N_(
                "Write codes in Latin letters and digits with slashes between them, like PK/SD/DADU."
            )
            raise Refused(Message(sentence), "area_path")

    @property
    def new_path(self) -> str:
        """The path of the new area, normalized; "" for an existing area."""
        typed: str = self.area_path.data or ""
        return (
            "/".join(part.strip() for part in typed.upper().split("/")) if self.area.data == NEW_AREA else ""
        )

    def new_area(self) -> AreaInput | None:
        """Return the area to be added with the settlement, or None."""
        return self.filled(AreaInput, path=self.new_path, name=self.area_name.data) if self.new_path else None

    @cached_property
    def input(self) -> SettlementInput:
        """The new settlement."""
        return self.filled(SettlementInput, area=self.new_path or self.area.data)


def settlement_form(context: Context, areas: Sequence[AreaLine]) -> SettlementForm:
    """Return the form of a new settlement, with the programme's groups and areas."""
    names = context.programme.group_names
    usual = {
        "area": "" if areas else NEW_AREA,
        "currency": context.programme.currency,
        "groups": list(names),
        "required_groups": [code for code in ("women", "displaced") if code in names],
    }
    form = SettlementForm(context, usual)
    form.area.choices = [*(area.choice for area in areas), (NEW_AREA, N_("A new area"))]
    form.groups.choices = form.required_groups.choices = list(names.items())
    return form
