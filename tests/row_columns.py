"""The columns that every row of a settlement has, for rows that tests write themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID


def belonging(place: Any, actor: UUID | None, now: datetime) -> dict[str, Any]:
    """The settlement, programme, author and time of a row."""
    return {"settlement_id": place.id, "programme_id": place.programme_id, "made_by": actor, "made_at": now}
