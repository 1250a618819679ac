"""The photos of a work in the order of their days, from before the first stone to after the last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from peoplesprocess.board.contract_summary import photos_of
from peoplesprocess.board.queries import BoardEvent


class SeriesPhoto(NamedTuple):
    """A photo of a visit: its number there, when it was taken, its weight in kilobytes."""

    visit: int
    number: int
    visited_on: date
    moment: str
    kilobytes: int


def photo_series(events: Iterable[BoardEvent]) -> list[tuple[str, list[SeriesPhoto]]]:
    """Return the photos of all visits, the earliest first, under the name of where they were taken from."""
    visits = sorted((event for event in events if event.kind == "visit"), key=lambda visit: visit.number)
    photos = [
        SeriesPhoto(visit.number, number, visit.day, moment, weight)
        for visit in visits
        if visit.day is not None
        for number, moment, weight in photos_of(visit.text)
    ]
    return [("", photos)] if photos else []
