"""Acts on one's own second factor: set it up, prove one's identity, renew recovery codes, turn it off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update

from peoplesprocess.accounts import totp
from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db import journal
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import RecoveryCode, SecondFactor, SignInSession

WRONG_CODE = N_("This code is not right, or it has already been used. Wait for the next one and type that.")


class SecondFactorInForce(NamedTuple):
    """An account's second factor, with the number of unused recovery codes."""

    id: UUID
    sealed_secret: str
    last_step: int
    confirmed_at: datetime
    codes_left: int


_codes_left = (
    select(func.count())
    .select_from(RecoveryCode)
    .where(RecoveryCode.account_id == SecondFactor.account_id, RecoveryCode.used_at.is_(None))
    .scalar_subquery()
)
IN_FORCE = Query(
    SecondFactorInForce,
    select(
        SecondFactor.id,
        SecondFactor.sealed_secret,
        SecondFactor.last_step,
        SecondFactor.confirmed_at,
        _codes_left.label("codes_left"),
    ).where(SecondFactor.account_id == bindparam("account"), SecondFactor.removed_at.is_(None)),
)
"""The second factor of an account, if it has one."""


def set_up(act: Act, key: bytes, secret: str, code: str, recovery: Iterable[str]) -> None:
    """Bind a secret to the actor's account once its telephone has shown a code for it, with recovery codes.

    It asks no action of the table: everybody may set up their own second factor. Errors: Refused if there is
    one already, or the code is wrong.
    """
    account_id = _own(act)
    if IN_FORCE.first(act.db, account=account_id) is not None:
        raise Refused(Message(N_("Your second factor is already set up.")))
    step = totp.step_of(secret, code, act.now)
    if step is None:
        raise Refused(Message(WRONG_CODE), "code")
    sealed = totp.sealed(key, account_id, secret)
    act.db.add(
        SecondFactor(account_id=account_id, sealed_secret=sealed, confirmed_at=act.now, last_step=step)
    )
    _replace_codes(act, key, account_id, recovery)
    act.note_in(journal.INSTALLATION, "second_factor.add", "account")


def prove(act: Act, keys: Sequence[bytes], typed: str) -> None:
    """Accept a code of the telephone or a recovery code as the actor's proof; each works only once.

    Any of the installation's `keys` may have sealed them. It asks no action of the table, as it allows
    nothing by itself. Errors: Refused.
    """
    account_id = _own(act)
    factor = IN_FORCE.first(act.db, account=account_id)
    if factor is None:
        raise Refused(Message(N_("You have no second factor yet.")), "code")
    if totp.is_recovery_code(typed):
        _use_recovery_code(act, keys, account_id, typed)
        return
    secret = totp.opened_with_any(keys, account_id, factor.sealed_secret)
    step = totp.step_of(secret, typed, act.now) if secret else None
    if step is None or not totp.is_later(step, factor.last_step, act.now):
        raise Refused(Message(WRONG_CODE), "code")
    # If the same code is sent twice at once, only the first update finds the old value.
    used = update(SecondFactor).where(
        SecondFactor.id == factor.id, SecondFactor.last_step == factor.last_step
    )
    if act.db.scalar(used.values(last_step=step).returning(SecondFactor.id)) is None:
        raise Refused(Message(WRONG_CODE), "code")
    act.note_in(journal.INSTALLATION, "second_factor.prove", "account")


def renew_codes(act: Act, key: bytes, recovery: Iterable[str]) -> None:
    """Replace the actor's recovery codes; it requires a proof, but no action of the table.

    Errors: SecondFactorNeeded, Refused.
    """
    act.require_proof()
    account_id = _own(act)
    if IN_FORCE.first(act.db, account=account_id) is None:
        raise Refused(Message(N_("You have no second factor yet.")))
    _replace_codes(act, key, account_id, recovery)
    act.note_in(journal.INSTALLATION, "recovery_code.renew", "account")


def turn_off(act: Act) -> None:
    """Remove the actor's second factor; it requires a proof, but no action of the table.

    Errors: SecondFactorNeeded, Refused.
    """
    act.require_proof()
    remove(act, _own(act))


def remove(act: Act, account_id: UUID) -> None:
    """Remove a second factor with its codes, and the proofs of all sessions; the caller checked permissions.

    Errors: Refused if there is none.
    """
    told_at = act.now if act.actor.id == account_id else None
    removed = update(SecondFactor).where(
        SecondFactor.account_id == account_id, SecondFactor.removed_at.is_(None)
    )
    values = {"removed_at": act.now, "removed_by": act.actor.id, "told_at": told_at}
    if act.db.scalar(removed.values(values).returning(SecondFactor.id)) is None:
        raise Refused(Message(N_("There is no second factor to remove.")))
    act.db.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    act.db.execute(update(SignInSession).where(SignInSession.account_id == account_id).values(proven_at=None))
    act.note_in(journal.INSTALLATION, "second_factor.remove", f"account {account_id}")


def _own(act: Act) -> UUID:
    if act.actor.id is None:
        raise Forbidden("the installation has no second factor")
    return act.actor.id


def _use_recovery_code(act: Act, keys: Sequence[bytes], account_id: UUID, typed: str) -> None:
    used = update(RecoveryCode).where(
        RecoveryCode.account_id == account_id,
        RecoveryCode.code_hash.in_([totp.recovery_hash(key, account_id, typed) for key in keys]),
        RecoveryCode.used_at.is_(None),
    )
    if act.db.scalar(used.values(used_at=act.now).returning(RecoveryCode.id)) is None:
        raise Refused(Message(WRONG_CODE), "code")
    act.note_in(journal.INSTALLATION, "recovery_code.use", "account")


def _replace_codes(act: Act, key: bytes, account_id: UUID, recovery: Iterable[str]) -> None:
    act.db.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    act.db.add_all(
        RecoveryCode(
            account_id=account_id, code_hash=totp.recovery_hash(key, account_id, code), made_at=act.now
        )
        for code in recovery
    )
