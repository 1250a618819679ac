"""The count as a file with which anybody can count again, and the seal that is posted on the wall."""

from __future__ import annotations

import hmac

from sqlalchemy.orm import Session

from peoplesprocess.core.prioritisation.allocation import build_count
from peoplesprocess.core.prioritisation.count_seal import seal
from peoplesprocess.core.prioritisation.published_count_file import write
from peoplesprocess.facts.needs import read_titles_at_use
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.results.queries import StoredResult
from peoplesprocess.web.current_secret_keys import keys


def count_file_of(db: Session, settlement: SettlementWithRules, shown: StoredResult) -> str:
    """Return the file of a count, or "" if the round chose no works under an envelope."""
    counted = shown.counted
    if counted.allocation is None:
        return ""
    titles = read_titles_at_use(db, settlement.id, shown, shown.ballot)
    named = {str(need): title for need, title in titles.items()}
    about = {"description": f"{settlement.code} {shown.number}.{shown.result}"}
    about |= {"currency": settlement.currency, "seal_salt": _salt(shown)}
    return write(build_count(counted.allocation.terms, counted.sheets), named, about)


def seal_of(shown: StoredResult) -> str:
    """Return the seal of a count, or "" if the round chose no works under an envelope."""
    allocation = shown.counted.allocation
    return seal(allocation.digest, _salt(shown)) if allocation else ""


def _salt(shown: StoredResult) -> str:
    """Return the salt, which only the file of a count contains, so that the seal reveals nothing."""
    # The first key is never replaced, so the seal on the wall stays valid when the secret key changes.
    return hmac.digest(keys().first, f"seal {shown.id}".encode(), "sha256").hex()[:32]
