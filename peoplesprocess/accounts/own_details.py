"""The query and the act for one's own name and language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, select

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db import journal
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Account, Membership, NameChange


@dataclass(frozen=True, slots=True)
class OwnDetailsInput:
    """The name and language that somebody wants."""

    name: str
    spoken: str


class OwnDetails(NamedTuple):
    """The stored name and language."""

    name: str
    spoken: str


OWN_DETAILS = Query(
    OwnDetails,
    select(Account.name, Account.language.label("spoken")).where(Account.id == bindparam("account")),
)


def change_details(act: Act, wanted: OwnDetailsInput) -> Account:
    """Change the actor's name and language; earlier acts keep the earlier name.

    It asks no action of the table: everybody may change their own. A new name is noted in every place in
    which the account has had a role. Errors: Forbidden; Refused if nothing changes.
    """
    if act.actor.id is None:
        raise Forbidden("the installation has no name")
    row = act.db.get_one(Account, act.actor.id, with_for_update=True, populate_existing=True)
    is_renamed = row.name != wanted.name
    if not is_renamed and row.language == wanted.spoken:
        raise Refused(Message(N_("This is already your name and your language. Change one of them.")))
    if is_renamed:
        change = NameChange(account_id=row.id, before=row.name, after=wanted.name, made_at=act.now)
        act.db.add(change)
    row.name, row.language = wanted.name, wanted.spoken
    held = act.db.scalars(select(Membership).where(Membership.account_id == row.id))
    places = {each.settlement_id or each.programme_id or journal.INSTALLATION for each in held}
    for chain in sorted(places) if is_renamed and places else [journal.INSTALLATION]:
        act.note_in(chain, "account.rename" if is_renamed else "account.change", f"account {row.id}")
    return row
