"""The photos of a work in the order of their days, from before the work to after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from peoplesprocess.board.contract_summary import BoardPhoto, photos_of
from peoplesprocess.board.events import BoardEvent


class SeriesPhoto(NamedTuple):
    """A photo of a visit, with the number and the day of the visit."""

    visit: int
    visited_on: date
    photo: BoardPhoto


def photo_series(events: Iterable[BoardEvent]) -> list[tuple[str, list[SeriesPhoto]]]:
    """Return the photos of all visits, the earliest first, in series by fixed point.

    Each series has the name of its fixed point; photos from elsewhere come last under "".
    """
    told = list(events)
    visits = sorted((event for event in told if event.kind == "visit"), key=lambda visit: visit.number)
    names = {event.number: event.text for event in told if event.kind == "point"}
    series: dict[int, list[SeriesPhoto]] = {}
    for visit in visits:
        for photo in photos_of(visit.text):
            if visit.day is not None:
                series.setdefault(photo.point, []).append(SeriesPhoto(visit.number, visit.day, photo))
    points = sorted(series, key=lambda point: (point == 0, point))
    return [(names.get(point, ""), series[point]) for point in points]
