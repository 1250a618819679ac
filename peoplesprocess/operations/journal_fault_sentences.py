"""Sentences about faults in the journal, for whoever runs an installation."""

from __future__ import annotations

from peoplesprocess.db.journal_check import JournalCheckResult

FAULTS = {
    "changed": "is not as entry {entry.sequence} ({entry.act}) of chain {entry.chain} left it",
    "missing": "is gone since entry {entry.sequence} ({entry.act}) of chain {entry.chain}",
    "outside": "was made by no act",
}


def misfits(found: JournalCheckResult) -> list[str]:
    """Return a sentence for each fault in chains and rows, none if everything matches."""
    said = []
    if found.first_bad is not None:
        chain, sequence = found.first_bad
        said.append(f"Chain {chain}: entry {sequence} is the first that does not fit.")
    said += [f"{row.table} {row.key} {FAULTS[row.fault].format(entry=row)}." for row in found.bad_rows]
    if (more := found.bad_row_count - len(found.bad_rows)) > 0:
        said.append(f"{more} more rows do not fit.")
    return said
