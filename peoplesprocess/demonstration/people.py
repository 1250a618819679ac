"""The people of the stories, and how they sign in."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions as accounts
from peoplesprocess.accounts import passwords
from peoplesprocess.act import Act, act_in_settlement
from peoplesprocess.core import lists
from peoplesprocess.core.roles import Grant, Role
from peoplesprocess.demonstration.story import Story
from peoplesprocess.web.i18n import digits_of

BEGUN = datetime(2022, 12, 1, 9, 0, tzinfo=UTC)
SYLLABLES = ("ka", "lo", "mi", "ra", "tu", "sen", "bo", "da", "fi", "nu", "pa", "ri", "so", "te", "va", "zi")
NAMED = {
    "facilitator.sukhpur": "bo",
    "facilitator.nawroz": "berivan",
    "facilitator.samagipura": "malini",
    "authority.sukhpur": "carla",
    "authority.nawroz": "karwan",
    "authority.samagipura": "ruwan",
    "women.sukhpur": "amina",
    "displaced.sukhpur": "deng",
}
"""Who has a name in the stories; the others are called by what they do."""


class Cast:
    """The people of the stories: makes their accounts and remembers how they sign in."""

    def __init__(self, db: Session, programme_id: UUID) -> None:
        self.db, self.programme_id = db, programme_id
        self.ids: dict[str, UUID] = {}
        self.known: list[dict[str, str]] = []

    def add(self, username: str, name: str, role: Role, story: Story | None = None, **reach: Any) -> UUID:
        """Make an account with one role and return its id."""
        password = _password()
        programme = None if role is Role.ADMINISTRATOR else self.programme_id
        account = accounts.add_account(
            self.db,
            username=username,
            name=name,
            password_hash=passwords.hash(password, fast=False),
            memberships=[Grant(role, programme, **reach)],
            now=BEGUN,
        )
        self.ids[username] = account.id
        entry = {"role": role.value, "name": name, "username": username, "password": password}
        self.known.append({**entry, "settlement": story.name if story else ""})
        if reach.get("group"):
            self.known[-1]["group"] = reach["group"]
        return account.id

    def add_people_of(self, story: Story, settlement: UUID) -> None:
        """Make the accounts of one settlement's people."""
        self._add(story, "facilitator", Role.FACILITATOR, "Facilitator", settlement=settlement)
        self._add(story, "officer", Role.COMMITTEE_OFFICER, "Treasurer", settlement=settlement)
        self._add(story, "authority", Role.LOCAL_AUTHORITY, "Authority", area=story.area)
        for session in story.sessions:
            word = next(group.name for group in lists.GROUPS if group.code == session.group)
            reach = {"settlement": settlement, "group": session.group}
            self._add(story, session.group, Role.GROUP_REPRESENTATIVE, word, **reach)

    def of(self, story: Story, what: str) -> UUID:
        """Return the id of who does `what` in a story, or in the whole programme.

        That is "facilitator", "officer" or a group's code; or "efua", "finance", "engineer".
        """
        return self.ids[what] if what in self.ids else self.ids[_username(story, what)]

    def act(self, story: Story, what: str, moment: datetime) -> Act:
        """Return an act in a story's settlement of who does `what` there."""
        return act_in_settlement(self.db, self.of(story, what), story.code, moment)

    def _add(self, story: Story, what: str, role: Role, word: str, **reach: Any) -> None:
        username = _username(story, what)
        name = username.title() if username in NAMED.values() else f"{word}, {story.name}"
        self.add(username, name, role, story, **reach)


def at(day: date, hour: int = 9) -> datetime:
    """Return a moment of a story's day."""
    return datetime.combine(day, time(hour), UTC)


def minor(story: Story, amount: int) -> int:
    """Return whole units of a story's currency in minor units."""
    return int(amount * 10 ** digits_of(story.currency))


def _username(story: Story, what: str) -> str:
    full = f"{what}.{story.code.split('-')[-1]}"
    return NAMED.get(full, full)


def _password() -> str:
    """A password that can be read aloud and typed on a small phone."""
    words = ["".join(secrets.choice(SYLLABLES) for _ in range(3)) for _ in range(2)]
    return f"{words[0]}-{words[1]}-{secrets.randbelow(900) + 100}"
