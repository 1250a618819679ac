"""The people of the stories, and how they sign in."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions as accounts
from peoplesprocess.accounts import passwords, second_factors, totp
from peoplesprocess.act import Act, act_in_installation, act_in_settlement
from peoplesprocess.core import choice_lists
from peoplesprocess.core.roles import Role, RoleGrant
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.demonstration.story_data import DemonstrationStory
from peoplesprocess.models import Settlement
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
"""The people who have a name in the stories; the others are called by their function."""
HAVE_A_SECOND_FACTOR = frozenset({Role.PROGRAMME_MANAGER, Role.FINANCE_OFFICER})
"""The roles that need a second factor, such as the one that releases money."""


class AccountMaker:
    """Makes the accounts of the stories' people and remembers how they sign in."""

    def __init__(self, db: Session, secret: bytes) -> None:
        self.db, self._secret = db, secret
        self.ids: dict[str, UUID] = {}
        self.known: list[dict[str, str]] = []

    def add(self, username: str, name: str, grant: RoleGrant, settlement: str = "") -> UUID:
        """Make an account with one role, and return its id."""
        password = _password()
        account = accounts.AccountInput(username, name, passwords.hash(password, fast=False))
        row = accounts.add_account(act_in_installation(self.db, None, BEGUN), account, [grant])
        self.ids[username] = row.id
        entry = {"role": grant.role.value, "name": name, "username": username, "password": password}
        self.known.append({**entry, "settlement": settlement})
        if grant.group:
            self.known[-1]["group"] = grant.group
        if grant.role in HAVE_A_SECOND_FACTOR:
            self.known[-1]["second_factor"] = self._set_up(row.id)
        return row.id

    def add_people_of(self, story: DemonstrationStory, settlement: Settlement) -> None:
        """Make the accounts of one settlement's people."""
        place = RoleGrant(Role.FACILITATOR, settlement.programme_id, settlement.id)
        self._add(story, "facilitator", "Facilitator", place)
        self._add(story, "officer", "Treasurer", replace(place, role=Role.COMMITTEE_OFFICER))
        area = RoleGrant(Role.LOCAL_AUTHORITY, settlement.programme_id, area=story.area)
        self._add(story, "authority", "Authority", area)
        for session in story.sessions:
            word = next(group.name for group in choice_lists.GROUPS if group.code == session.group)
            speaker = replace(place, role=Role.GROUP_REPRESENTATIVE, group=session.group)
            self._add(story, session.group, word, speaker)

    def of(self, story: DemonstrationStory, who: str) -> UUID:
        """Return the id of somebody in a story.

        `who` is "facilitator", "officer", "authority", a group's code, or one of the programme's own people:
        "efua" (its manager), "finance" or "engineer".
        """
        return self.ids.get(who) or self.ids[_username(story, who)]

    def act(self, story: DemonstrationStory, who: str, moment: datetime, *, is_proven: bool = False) -> Act:
        """Return an act of somebody, named as in `of`, in a story's settlement."""
        return act_in_settlement(self.db, self.of(story, who), story.code, moment, is_proven=is_proven)

    def _set_up(self, account_id: UUID) -> str:
        """Set up somebody's second factor as their own page does, and return its secret in base 32."""
        secret = totp.new_secret(self._secret, account_id, uuid7())
        # The set-up uses up a code from the hour before the stories, so that every code of today works.
        code = totp.code_at(secret, BEGUN)
        codes = totp.recovery_codes(self._secret, account_id, uuid7())
        own = act_in_installation(self.db, account_id, BEGUN)
        second_factors.set_up(own, self._secret, secret, code, codes)
        return secret

    def _add(self, story: DemonstrationStory, what: str, word: str, grant: RoleGrant) -> None:
        username = _username(story, what)
        name = username.title() if username in NAMED.values() else f"{word}, {story.name}"
        self.add(username, name, grant, story.name)


def at(day: date, hour: int = 9) -> datetime:
    """Return a time on a day, in UTC."""
    return datetime.combine(day, time(hour), UTC)


def minor(story: DemonstrationStory, amount: int) -> int:
    """Return whole units of a story's currency in minor units."""
    return int(amount * 10 ** digits_of(story.currency))


def _username(story: DemonstrationStory, what: str) -> str:
    full = f"{what}.{story.code.split('-')[-1]}"
    return NAMED.get(full, full)


def _password() -> str:
    """Return a password that can be read aloud and typed on a small phone."""
    words = ["".join(secrets.choice(SYLLABLES) for _ in range(3)) for _ in range(2)]
    return f"{words[0]}-{words[1]}-{secrets.randbelow(900) + 100}"
