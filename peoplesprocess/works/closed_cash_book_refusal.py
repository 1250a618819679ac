"""Why nothing can be written into a cash book any longer, for pages to say before anything is typed."""

from __future__ import annotations

from peoplesprocess.core.messages import Refused, Sentence
from peoplesprocess.works.queries import WorkRow
from peoplesprocess.works.visits import require_open_book


def closed_book(work: WorkRow) -> Sentence | None:
    """Return why the rules refuse every line of a work's cash book, None if it is open."""
    try:
        require_open_book(work)
    except Refused as refusal:
        return refusal.sentence
    return None
