"""Signing by thumbprint: somebody who can read has heard the paper read out, and witnesses the print."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Message, Refused

BY_HAND, BY_THUMBPRINT = "hand", "thumbprint"
WAYS_TO_SIGN = {BY_HAND: N_("By hand"), BY_THUMBPRINT: N_("By thumbprint, with a witness")}
WITNESSES = {
    "facilitator": N_("The facilitator"),
    "technical_officer": N_("The technical officer"),
    "committee": N_("Another member of the committee"),
    "neighbour": N_("A neighbour who can read"),
    "elder": N_("An elder of the community"),
    "faith": N_("A religious leader"),
    "teacher": N_("A teacher"),
    "health": N_("A health worker"),
    "official": N_("An official of the local authority"),
}
"""Who can witness a thumbprint: a role, because names of residents stand on the paper only."""
FIELD = "witness"
"""The field of a form that holds the witness."""


def witness_named(way: str, witness: str) -> str | None:
    """Return the witness of a signature by a way of `WAYS_TO_SIGN`: a key of `WITNESSES`, None by hand.

    Errors: Refused if a thumbprint has no witness, or a signature by hand has one.
    """
    if way == BY_THUMBPRINT and not witness:
        sentence = N_("A thumbprint needs a witness who can read. Choose who saw it and read the paper out.")
        raise Refused(Message(sentence), FIELD)
    if way != BY_THUMBPRINT and witness:
        sentence = N_(
            "Only a thumbprint has a witness. Choose that it was a thumbprint, or choose nobody here."
        )
        raise Refused(Message(sentence), FIELD)
    return witness or None


def require_witness(witness: str | None) -> None:
    """Refuse a witness that is not in `WITNESSES`; None means a signature by hand. Errors: Refused."""
    if witness is not None and witness not in WITNESSES:
        raise Refused(Message(N_("Choose the witness of the thumbprint from the list.")), FIELD)


def witness_detail(witness: str | None) -> dict[str, str]:
    """Return the detail of a journal entry for a thumbprint: its witness; empty for a signature by hand."""
    return {} if witness is None else {"thumbprint_witness": witness}
