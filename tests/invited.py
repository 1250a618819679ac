"""People who came in by an invitation of somebody: their accounts were made by whoever invited them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from peoplesprocess.accounts import account_recovery, actions, role_confirmations
from peoplesprocess.accounts.role_scope import RolePlaceInput
from peoplesprocess.core.roles import SCOPES, Actor, Role
from peoplesprocess.db.session import reading
from peoplesprocess.models import Account, Membership, Programme
from tests.factories import MARKET_DAY, Make

_numbers = count(1)


def link(
    make: Make, maker: str, role: str, place: Any, group: str = "", at: datetime = MARKET_DAY, note: str = ""
) -> str:
    """The secret of a link that somebody with an account makes, for a role at a settlement or programme."""
    settlement = place.code if "settlement" in SCOPES[Role(role)][:1] else ""
    area = "PK/SD/DADU" if role == "local_authority" else ""
    with make.act(maker, programme_of(make, place), at) as act:
        return actions.invite(act, RolePlaceInput(Role(role), settlement, area, group, note=note))


def came_in(
    make: Make, maker: str, role: str, place: Any, group: str = "", at: datetime = MARKET_DAY, note: str = ""
) -> str:
    """Somebody whose account was made with such a link; the username."""
    token = link(make, maker, role, place, group, at, note)
    username = f"{role}-invited-{next(_numbers)}"
    with make.act(at=at) as act:
        actions.accept(replace(act, actor=Actor()), token, actions.AccountInput(username, "Somebody", "!"))
    return username


def was_given(make: Make, maker: str, role: str, place: Any, who: str) -> None:
    """Give somebody who has an account already one more role by such a link, a day later."""
    later = MARKET_DAY + timedelta(days=1)
    token = link(make, maker, role, place, at=later)
    with make.act(who, at=later) as act:
        actions.accept_as(act, token)


def confirm(make: Make, confirmer: str, who: str, role: str, place: Any) -> None:
    """Confirm a role of somebody, as somebody else."""
    held = membership(make, who, role)
    with make.act(confirmer, programme_of(make, place)) as act:
        role_confirmations.confirm_role(act, held)


def new_password(make: Make, maker: str, who: str, place: Any, at: datetime) -> None:
    """Let somebody make a link for somebody else's password, which is used at once."""
    with make.act(who) as act:
        account = act.actor.id
    assert account
    with make.act(maker, programme_of(make, place), at) as act:
        link_to_password = account_recovery.make_password_link(act, account)
    with make.act(at=at) as act:
        account_recovery.use_password_link(replace(act, actor=Actor()), link_to_password, "!")


def membership(make: Make, who: str, role: str) -> UUID:
    """The key of somebody's newest membership with a role."""
    with reading(make.engine) as db:
        return db.scalars(
            select(Membership.id)
            .join(Account, Account.id == Membership.account_id)
            .where(Account.username == who, Membership.role == role)
            .order_by(Membership.id.desc())
        ).first() or UUID(int=0)


def programme_of(make: Make, place: Any) -> Any:
    """The programme of a settlement, or the one that is given."""
    if not hasattr(place, "programme_id"):
        return place
    with reading(make.engine) as db:
        return db.get_one(Programme, place.programme_id)
