"""The work of `flask secret drop`: removing former keys that nothing depends on any longer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from peoplesprocess.act import Act
from peoplesprocess.db import journal
from peoplesprocess.operations.command_words import counted
from peoplesprocess.secret_keys import SecretKeys, SecretKeySource


@dataclass(frozen=True, slots=True)
class DroppedKeys:
    """The result: what was ended, which former keys were dropped, and what the others are kept for."""

    ok: bool
    """False if a change has to be finished first, or a second factor cannot be decrypted with any key."""
    dropped: int = 0
    take_out: Sequence[int] = ()
    """If SECRET is a variable: the positions in SECRET_FORMER, from 1, of the keys to remove there."""
    kept: int = 0
    seals: bool = False
    """Whether the first key is kept only to salt the seals of counts."""
    printed_codes: int = 0
    invitations: int = 0
    rounds: Sequence[str] = ()
    """The open rounds that use papers whose codes were made with a former key."""
    ended_codes: int = 0
    ended_invitations: int = 0
    ended_password_links: int = 0
    set_up_before: Sequence[str] = ()
    """After a theft: the accounts whose second factor was set up before the change."""
    changed_at: str | None = None
    """After a theft: when the key was last changed; one stolen later is still in use."""
    is_stolen_key_newest: bool = False
    """After a theft: True if the key was never changed, so that the thief's key is still in use."""


def drop_former_keys(act: Act, place: SecretKeySource, *, stolen: bool) -> DroppedKeys:
    """Drop the former keys that nothing depends on; ending what a thief could use is committed before that.

    If the process is killed in between, nothing has been dropped, and the same command continues.
    After a theft, nothing is done if the key was never changed: it is the stolen one.
    Errors: Forbidden, OSError.
    """
    from peoplesprocess.accounts.former_keys import EndedAfterTheft, end_after_theft, newest_change
    from peoplesprocess.accounts.secret_change import sealed_value_counts

    act.require_installation()
    keys = place.read()
    counts = sealed_value_counts(act.db, keys)
    if counts.lost or not counts.is_finished:
        return DroppedKeys(ok=False)
    changed_at, ended = newest_change(act.db) if stolen else None, EndedAfterTheft(0, 0, 0, ())
    if stolen and changed_at is None:
        return DroppedKeys(ok=False, is_stolen_key_newest=True)
    if changed_at is not None:
        ended = end_after_theft(act, keys, changed_at)
    told, kept, sealing = _what_stays(act, keys, is_variable=place.file is None, stolen=stolen)
    # A variable's former keys are taken out by whoever runs the machine.
    dropped = set(keys.former).difference(kept) if place.file is not None else set()
    if dropped:
        act.note_in(journal.INSTALLATION, "secret.drop", f"key {keys.mark}", dropped=len(dropped))
    act.db.commit()
    if dropped:
        # A change of the key that came in between has added a key, and the lock is free again.
        journal.lock(act.db.connection(), journal.INSTALLATION)
        place.drop_former(dropped, sealing)
    return replace(
        told,
        ended_codes=ended.printed_codes,
        ended_invitations=ended.invitations,
        ended_password_links=ended.password_links,
        set_up_before=ended.usernames,
        changed_at=changed_at.isoformat() if changed_at is not None else None,
    )


def _what_stays(
    act: Act, keys: SecretKeys, *, is_variable: bool, stolen: bool
) -> tuple[DroppedKeys, list[bytes], bytes | None]:
    """Return what is kept and why, the former keys to keep, and the first key if it only salts seals."""
    from peoplesprocess.accounts.former_keys import former_keys
    from peoplesprocess.votes.papers_by_key import open_rounds_by_key

    found, voting = former_keys(act.db, keys, act.now), open_rounds_by_key(act.db, keys.every)
    kept = [each.key for each in found if each.key in voting or each.is_needed(act.now, at_once=stolen)]
    sealing = keys.first if _has_seals(act) and keys.first not in (keys.newest, *kept) else None
    if is_variable and sealing is not None:
        # SECRET_FORMER cannot mark a key that only salts seals.
        kept, sealing = [*kept, sealing], None
    gone = [place for place, key in enumerate(keys.former, start=1) if key not in kept]
    told = DroppedKeys(
        ok=True,
        dropped=0 if is_variable else len(gone),
        take_out=gone if is_variable else [],
        kept=len(kept),
        seals=sealing is not None,
        printed_codes=sum(each.printed_codes for each in found),
        invitations=sum(each.invitations for each in found),
        rounds=sorted({f"{code}, round {number}" for key in kept for code, number in voting.get(key, ())}),
    )
    return told, kept, sealing


def sentences(told: DroppedKeys) -> Iterator[str]:
    """Yield the sentences about what was done, why former keys are kept, and what to do next."""
    if told.is_stolen_key_newest:
        yield "Nothing was dropped: the key was never changed, so the stolen one is still in use."
        yield "Run flask --app wsgi secret change first, then this command again."
        return
    if not told.ok:
        yield "Nothing was dropped. Run flask --app wsgi secret check: it says what has to be done first."
        return
    if told.changed_at:
        yield f"The key was last changed at {told.changed_at}. If it was stolen after that, run"
        yield "flask --app wsgi secret change, then this command again."
    if told.ended_codes or told.ended_invitations or told.ended_password_links:
        codes = counted(told.ended_codes, "printed code", "printed codes")
        invitations = counted(told.ended_invitations, "open invitation", "open invitations")
        links = counted(told.ended_password_links, "link to a new password", "links to a new password")
        yield f"{codes}, {invitations} and {links} ended."
        yield "People print new codes on My account; invitations and links are made again."
    if told.set_up_before:
        yield "Their second factor is from before the change. They turn it off and set it up again:"
        yield from (f"  {username}" for username in told.set_up_before)
    if told.take_out:
        places = ", ".join(str(each) for each in told.take_out)
        yield f"Take these words out of SECRET_FORMER on every machine, counted from its first: {places}."
    else:
        yield f"{counted(told.dropped, 'former key', 'former keys')} dropped, {told.kept} kept."
    if told.seals:
        yield "The first key opens nothing any more; it salts the seals of counts."
    if told.kept:
        yield "What a former key is kept for:"
        yield from (f"  {reason}" for reason in _reasons(told))


def _reasons(told: DroppedKeys) -> Iterator[str]:
    if told.printed_codes:
        codes = counted(told.printed_codes, "printed code", "printed codes")
        yield f"{codes} that nobody has used or made anew"
    if told.invitations:
        yield f"{counted(told.invitations, 'open invitation', 'open invitations')} of then"
    yield from (f"papers with codes: {each}" for each in told.rounds)
    if not (told.printed_codes or told.invitations or told.rounds):
        yield "a change of less than a day ago, or seals of counts"


def _has_seals(act: Act) -> bool:
    from peoplesprocess.results.queries import SEALED_COUNT

    return SEALED_COUNT.get(act.db) is not None
