"""Striking a record: the steps shared by all rooms that strike records of their own."""

from __future__ import annotations

from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.models import Strike
from peoplesprocess.models.base import Keyed


def require_not_struck(is_struck: bool) -> None:
    """Refuse to do anything with a record that was struck. Errors: Refused."""
    if is_struck:
        raise Refused(Message(N_("This has already been struck.")))


def strike_record(act: Act, table: type[Keyed], record: UUID, reason: str) -> Strike:
    """Strike a record of a table; the caller notes it in the journal. Errors: Refused without a reason."""
    require_reason(reason)
    row = Strike(**act.columns, kind=table.__tablename__, record_id=record, reason=reason.strip())
    act.db.add(row)
    # Flushed, because its replacement refers to it.
    act.db.flush()
    return row
