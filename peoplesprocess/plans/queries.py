"""What is read of plans beside their versions and items: the assemblies that could adopt one."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.db.query import Query
from peoplesprocess.models import Meeting

CHOICES = 30


class Assembly(NamedTuple):
    """An assembly that met, with the people and the households that came."""

    id: UUID
    number: int
    held_on: date
    people: int
    households: int


_assemblies = select(Meeting.id, Meeting.number, Meeting.held_on, Meeting.people, Meeting.households).where(
    Meeting.settlement_id == bindparam("settlement"), Meeting.kind == "assembly"
)
ASSEMBLIES = Query(
    Assembly, _assemblies.order_by(Meeting.held_on.desc(), Meeting.number.desc()).limit(CHOICES)
)
"""A settlement's newest assemblies."""
ASSEMBLY = Query(Assembly, _assemblies.where(Meeting.number == bindparam("number")))
"""One assembly by its number."""
