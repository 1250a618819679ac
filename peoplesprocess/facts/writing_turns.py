"""The turn to write in a place: acts there follow one another, and read nothing before their turn."""

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
    """Lock the journal head of a settlement until the transaction ends.

    What an act depends on (its actor's roles, the settlement) is read after that, since the act before may
    have changed it. With the digest of an unknown `session` nothing is locked, so that strangers cannot block
    others. On SQLite the single writer's lock covers all places.
    """
    _take(connection, _TURN_OF_SETTLEMENT, code, session)


def take_turn_in_programme(connection: Connection, code: str, session: str = "") -> None:
    """Lock the journal head of a programme until the transaction ends, like `take_turn_in_settlement`."""
    _take(connection, _TURN_OF_PROGRAMME, code, session)


def _take(connection: Connection, turn: Select[int], code: str, session: str) -> None:
    if connection.dialect.name == "postgresql" and code.isprintable():
        connection.execute(turn, {"code": code, "session": session})
