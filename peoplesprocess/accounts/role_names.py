"""Names of roles: that of an officer includes the office, that of a representative the group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from peoplesprocess.core.choice_lists import OFFICES
from peoplesprocess.core.messages import N_, Message, Msgid
from peoplesprocess.core.roles import ROLE_NAMES, Role
from peoplesprocess.web.i18n import source_of


class HasInvitedRole(Protocol):
    """A role, with the note of its invitation or naming."""

    @property
    def role(self) -> str: ...

    @property
    def invited_as(self) -> str | None: ...


class HasGroup(HasInvitedRole, Protocol):
    """A role with the code of its group."""

    @property
    def group_code(self) -> str: ...


def role_name(held: HasInvitedRole) -> Message:
    """Return the name of a role, for an officer with the office."""
    role = Role(held.role)
    office = _office(held.invited_as or "") if role is Role.COMMITTEE_OFFICER else None
    if office is None:
        return Message(ROLE_NAMES[role])
    return Message(N_("%(main)s (%(aside)s)"), {"main": ROLE_NAMES[role], "aside": office})


def role_and_group(held: HasGroup, groups: Mapping[str, str]) -> Message:
    """Return the name of a role, for a representative with the group's name from `groups`."""
    if not held.group_code:
        return role_name(held)
    main, aside = ROLE_NAMES[Role(held.role)], groups.get(held.group_code, held.group_code)
    return Message(N_("%(main)s (%(aside)s)"), {"main": main, "aside": aside})


def _office(word: str) -> Msgid | None:
    """Return the office that a note names in any shipped language, or None."""
    return next((office for office in OFFICES.values() if source_of(word, office) == office), None)
