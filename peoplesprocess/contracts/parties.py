"""Who may sign for which party of a contract, and whose signatures are there."""

from __future__ import annotations

from collections.abc import Iterable

from peoplesprocess.core.lists import PARTIES
from peoplesprocess.core.roles import Grant, Role, Where, reaches

SIGNS_FOR = {
    Role.COMMITTEE_OFFICER: "community",
    Role.PROGRAMME_MANAGER: "agency",
    Role.LOCAL_AUTHORITY: "authority",
}


def parties_of(memberships: Iterable[Grant], where: Where) -> list[str]:
    """Return the parties for which somebody with these memberships signs at `where`, in order."""
    held = {SIGNS_FOR[one.role] for one in memberships if one.role in SIGNS_FOR and reaches(one, where)}
    return [party for party in PARTIES if party in held]


def signed_by(pairs: str | None) -> list[str]:
    """Return the parties whose signatures a row names, in the contract's order."""
    there = set((pairs or "").split())
    return [party for party in PARTIES if party in there]


def is_signed(pairs: str | None) -> bool:
    """Return whether all parties have signed."""
    return len(signed_by(pairs)) == len(PARTIES)
