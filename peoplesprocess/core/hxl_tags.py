"""Tags of the Humanitarian Exchange Language, by which programs know a column whatever its heading says."""

from __future__ import annotations

from collections.abc import Mapping

NEED_TAGS: Mapping[str, str] = {
    "title": "#need",
    "statement": "#description",
    "group_code": "#group+name",
    "also": "#group+others",
    "sector": "#sector",
    "landmark": "#loc+landmark",
    "households": "#affected+hh",
    "affected": "#affected+groups",
    "severity": "#severity+num",
    "season": "#frequency+season",
    "since": "#date+start",
    "cause": "#cause",
    "coping": "#capacity+coping",
    "response_type": "#modality",
    "day": "#date+reported",
}
"""The tags of what is asked of a need, by its names."""
