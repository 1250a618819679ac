"""Which people of a spreadsheet to invite: not those who have the role or used their invitation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.core.secrets import hashed
from peoplesprocess.imports import queries
from peoplesprocess.imports.checked_rows import PersonRow
from peoplesprocess.imports.queries import KnownInvitation

TokensOf = Callable[[str], Sequence[str]]
"""Derives the secrets of a link from a text, always the same ones: one by each key, newest first."""
MOST_TIMES = 20
"""How many times spreadsheets can invite one person to one role."""


@dataclass(frozen=True, slots=True)
class PersonToInvite:
    """A person with the secret of the link; `is_open` if a usable invitation exists already."""

    person: PersonRow
    token: str
    is_open: bool
    made_by: UUID | None = None


def to_invite(
    db: Session, programme: UUID, people: Sequence[PersonRow], tokens_of: TokensOf, now: datetime
) -> list[PersonToInvite]:
    """Return the people who have not joined yet, in the file's order.

    People who have the role, or used an invitation to it, are left out. The secret of a link is derived from
    who is invited to what, so that the same row finds its invitation again; after an expired one comes the
    next.
    """
    usernames = sorted({each.username for each in people})
    roles = queries.ROLES.all(db, programme=programme, usernames=usernames, now=now)
    here = {(held.username, held.role, held.settlement or "", held.area, held.group) for held in roles}
    waiting = [each for each in people if _key(each) not in here]
    found: dict[int, PersonToInvite] = {}
    for time in range(MOST_TIMES):
        open_rows = {place: each for place, each in enumerate(waiting) if place not in found}
        if not open_rows:
            break
        tokens = {place: tokens_of(f"{programme} {_key(each)} {time}") for place, each in open_rows.items()}
        known = _by_digest(db, chain.from_iterable(tokens.values()))
        for place, each in open_rows.items():
            token = next((made for made in tokens[place] if hashed(made) in known), tokens[place][0])
            invitation = known.get(hashed(token))
            if invitation is None:
                found[place] = PersonToInvite(each, token, False)
            elif invitation.used_at is not None or _is_open(invitation, now):
                found[place] = PersonToInvite(each, token, True, invitation.made_by)
                if invitation.used_at is not None:
                    here.add(_key(each))
    return [found[place] for place, each in enumerate(waiting) if place in found and _key(each) not in here]


def _by_digest(db: Session, tokens: Iterable[str]) -> dict[str, KnownInvitation]:
    digests = [hashed(token) for token in tokens]
    return {row.token_hash: row for row in queries.INVITATIONS.all(db, digests=digests)}


def _is_open(invitation: KnownInvitation, now: datetime) -> bool:
    return invitation.revoked_at is None and invitation.expires_at > now


def _key(person: PersonRow) -> tuple[str, str, str, str, str]:
    scope = person.scope
    return person.username, scope.role.value, scope.settlement, scope.area, scope.group
