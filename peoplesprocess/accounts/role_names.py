"""What somebody is in words, an officer with the office of the committee that was named with the role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from peoplesprocess.core.choice_lists import OFFICES
from peoplesprocess.core.messages import N_, Message, Msgid
from peoplesprocess.core.roles import ROLE_NAMES, Role
from peoplesprocess.web.i18n import source_of


class HasInvitedRole(Protocol):
    """A role of somebody, with the word that stood beside the invitation or the naming."""

    @property
    def role(self) -> str: ...

    @property
    def invited_as(self) -> str | None: ...


class HasGroup(HasInvitedRole, Protocol):
    """The same, with the code of the group that it is for."""

    @property
    def group_code(self) -> str: ...


def role_name(held: HasInvitedRole) -> Message:
    """Return what a role is called, of an officer with the office."""
    role = Role(held.role)
    office = _office(held.invited_as or "") if role is Role.COMMITTEE_OFFICER else None
    if office is None:
        return Message(ROLE_NAMES[role])
    return Message(N_("%(main)s (%(aside)s)"), {"main": ROLE_NAMES[role], "aside": office})


def role_and_group(held: HasGroup, groups: Mapping[str, str]) -> Message:
    """Return what a role is called, of a representative with the group by the programme's `groups`."""
    if not held.group_code:
        return role_name(held)
    main, aside = ROLE_NAMES[Role(held.role)], groups.get(held.group_code, held.group_code)
    return Message(N_("%(main)s (%(aside)s)"), {"main": main, "aside": aside})


def _office(word: str) -> Msgid | None:
    """The office that a word names in a language that is shipped; other words were for the inviter alone."""
    return next((office for office in OFFICES.values() if source_of(word, office) == office), None)
