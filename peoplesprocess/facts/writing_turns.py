"""The turn to write in a place: one act at a time goes on in it, and reads nothing of it before its turn."""

from __future__ import annotations

from sqlalchemy import Connection, Select, String, bindparam, exists, or_, select

from peoplesprocess.models import JournalHead, Programme, Settlement, SignInSession

_head = JournalHead.__table__
_session = bindparam("session", type_=String)
_BY_SESSION = or_(_session == "", exists(select(1).where(SignInSession.token_hash == _session)))


def _turn(place: type[Settlement] | type[Programme]) -> Select[int]:
    is_meant = place.id == _head.c.id, place.code == bindparam("code")
    return select(_head.c.sequence).where(*is_meant, _BY_SESSION).with_for_update(of=_head)


_TURN_OF_SETTLEMENT, _TURN_OF_PROGRAMME = _turn(Settlement), _turn(Programme)


def take_turn_in_settlement(connection: Connection, code: str, session: str = "") -> None:
    """Wait for the turn of a settlement, and keep it until the transaction ends.

    Who acts, and what the settlement is, is read after that: the act before may have changed both. With the
    digest of a `session` that is not known here nobody waits or keeps others waiting. SQLite's writer holds
    all places.
    """
    _take(connection, _TURN_OF_SETTLEMENT, code, session)


def take_turn_in_programme(connection: Connection, code: str, session: str = "") -> None:
    """Wait for the turn of a programme, as that of a settlement."""
    _take(connection, _TURN_OF_PROGRAMME, code, session)


def _take(connection: Connection, turn: Select[int], code: str, session: str) -> None:
    if connection.dialect.name == "postgresql" and code.isprintable():
        connection.execute(turn, {"code": code, "session": session})
