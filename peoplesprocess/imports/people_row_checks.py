"""Checks of the rows of people: their user names, roles and places."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from peoplesprocess.accounts.actions import is_username, username_of
from peoplesprocess.accounts.role_scope import RolePlaceInput
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.personal_numbers import looks_personal
from peoplesprocess.core.roles import ROLE_NAMES, SCOPES, Role
from peoplesprocess.imports.checked_rows import PersonRow, RecordsToAdd
from peoplesprocess.imports.queries import KnownSettlement
from peoplesprocess.imports.settlement_checks import PERSONAL, group_codes, path_of
from peoplesprocess.imports.sheet_rows import FILL_IN, ImportedRow, KnownRecords
from peoplesprocess.web.i18n import SHIPPED, translator

LONGEST_NAME = 80


def check_people(
    rows: list[ImportedRow], known: KnownRecords, places: Mapping[str, KnownSettlement], wanted: RecordsToAdd
) -> None:
    """Add the people that rows ask for to `wanted`; faults are added to their rows."""
    heard = {code: place.groups for code, place in places.items() if place.programme_id == known.programme.id}
    heard |= {settlement.code: settlement.groups for settlement in wanted.settlements}
    areas = set(known.areas) | {area.path for area in wanted.areas}
    seen: dict[tuple[str, RolePlaceInput], int] = {}
    for row in rows:
        username, role = _username(row), _role(row)
        if not row.get("name"):
            row.wrong("name", FILL_IN)
        elif len(row.get("name")) > LONGEST_NAME or not row.get("name").isprintable():
            row.wrong("name", N_("Write what the person is called, in up to 80 letters."))
        elif looks_personal(row.get("name")):
            row.wrong("name", PERSONAL)
        if role is None:
            continue
        scope = RolePlaceInput(
            role, row.get("settlement").lower(), path_of(row.get("area")), _group(row, known)
        )
        _check_place(row, scope, heard, areas)
        if (username, scope) in seen:
            row.wrong(
                "username",
                Message(
                    N_("Row %(row)s has the same. Each row needs its own."), {"row": seen[username, scope]}
                ),
            )
        seen.setdefault((username, scope), row.number)
        wanted.people.append(PersonRow(row.get("name"), username, scope))


def _username(row: ImportedRow) -> str:
    username = username_of(row.get("username"))
    if not username:
        row.wrong("username", FILL_IN)
    elif not is_username(username):
        row.wrong(
            "username",
            N_("Use 2 to 40 letters and digits, without spaces. You can put dots and hyphens between them."),
        )
    return username


def _role(row: ImportedRow) -> Role | None:
    role = _roles().get(row.get("role").casefold())
    if role is None:
        row.wrong("role", N_("Write one of the roles, with the same words as on the page for invitations."))
    elif role is Role.ADMINISTRATOR:
        row.wrong("role", N_("Administrators are invited one by one, on the page “People”."))
        return None
    return role


@lru_cache(maxsize=1)
def _roles() -> dict[str, Role]:
    """Return the roles by their name in code and in every language."""
    found = {role.value: role for role in Role}
    for role, name in ROLE_NAMES.items():
        found |= {translator(language)._(name).casefold(): role for language in SHIPPED}
    return found


def _group(row: ImportedRow, known: KnownRecords) -> str:
    typed = row.get("group")
    code = group_codes(known).get(typed.casefold(), "")
    if typed and not code:
        row.wrong("group", Message(N_("This programme has no group “%(group)s”."), {"group": typed}))
    return code


def _check_place(
    row: ImportedRow, scope: RolePlaceInput, heard: Mapping[str, list[str]], areas: set[str]
) -> None:
    """Check a role's place as `accounts.role_scope` does for one invitation, with what the same file adds."""
    allowed = SCOPES[scope.role]
    if scope.settlement and "settlement" not in allowed:
        row.wrong("settlement", N_("This role is for more than one settlement. Leave this empty."))
    elif scope.settlement and scope.settlement not in heard:
        row.wrong("settlement", N_("No settlement of this programme has this code."))
    elif not scope.settlement and allowed == ("settlement",):
        row.wrong("settlement", N_("This role is for one settlement. Say which."))
    if scope.area and "area" not in allowed:
        row.wrong("area", N_("This role is not for an area. Leave this empty."))
    elif "area" in allowed and not scope.area:
        row.wrong("area", N_("An authority answers for an area. Say which."))
    elif scope.area and scope.area not in areas:
        row.wrong("area", N_("This programme has no such area."))
    if scope.role is not Role.GROUP_REPRESENTATIVE:
        if scope.group:
            row.wrong("group", N_("Only a group's representative speaks for a group. Leave this empty."))
    elif not scope.group:
        row.wrong("group", N_("Say which group this person represents."))
    elif scope.settlement in heard and scope.group not in heard[scope.settlement]:
        row.wrong("group", N_("This group does not meet separately in this settlement. Choose another."))
