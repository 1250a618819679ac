"""The words of a contract's paper, printed in both of its languages."""

from __future__ import annotations

from peoplesprocess.core.messages import N_

LABELS = {
    "title": N_("Community contract %(number)s"),
    "parties": N_("The parties"),
    "party": N_("Party"),
    "office": N_("Office"),
    "works": N_("What is built"),
    "who": N_("Who builds?"),
    "when": N_("When?"),
    "period": N_("From %(start)s to %(end)s"),
    "bill": N_("The bill of quantities"),
    "what": N_("What"),
    "quantity": N_("Quantity"),
    "unit": N_("Unit"),
    "rate": N_("Cost of one unit"),
    "sum": N_("Sum, %(currency)s"),
    "total": N_("The work costs"),
    "contribution": N_("The community gives"),
    "in_cash": N_("Of this, to be paid in money"),
    "others": N_("Others pay"),
    "grant": N_("Grant"),
    "retention": N_("Of this, held back as retention, %(percent)s %%"),
    "technical": N_("Technical help, %(percent)s %% of the grant, in addition to it"),
    "instalments": N_("The instalments of the grant"),
    "number": N_("Number"),
    "share": N_("Share"),
    "asked": N_("When can it be asked for?"),
    "terms": N_("What the authority asked for and promised"),
    "agreed": N_("What we agree"),
    "counts": N_("If the two languages say different things, this one counts:"),
    "is_copy": N_("This copy is in two languages. Where they differ, the paper that was signed counts."),
    "signatures": N_("Signatures and thumbprints"),
    "read_out": N_(
        "If somebody signs by thumbprint, the witness has read this paper out to them, and signs beside "
        "the print."
    ),
    "signature": N_("Signature"),
    "stamped": N_("Signature and stamp"),
    "thumbprint": N_("Thumbprint"),
    "witness": N_("Witness of the thumbprint"),
    "name": N_("Name"),
    "role": N_("Role"),
    "day": N_("Day"),
    "signed": N_("Signed here"),
}

AMENDMENT_LABELS = {
    "amendment": N_("Amendment %(amendment)s to community contract %(number)s"),
    "reason": N_("Why does the contract change?"),
    "changes": N_("What changes"),
    "struck": N_("What is struck through was agreed before."),
    "end": N_("When will it be finished?"),
    "held": N_("Held back of the grant"),
    "months": N_("Months of the defects period"),
    "retained": N_("Retention"),
    "clauses_before": N_("What we no longer agree on"),
    "clauses_now": N_("What we agree on instead"),
}
"""The words that only an amendment's paper has."""
