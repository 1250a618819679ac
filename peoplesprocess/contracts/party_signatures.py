"""What every signature of a party holds, under contract or amendment: its office, its day, its witness."""

from __future__ import annotations

from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.thumbprints import require_witness
from peoplesprocess.facts.paper_days import noon
from peoplesprocess.facts.places import SettlementWithRules


def offices(place: SettlementWithRules) -> dict[str, str]:
    """Return what each party of a settlement's contracts is called."""
    return {"community": place.committee_name, "agency": place.agency, "authority": place.authority}


def signature_columns(act: Act, party: str, signed_on: date | None, witness: str | None) -> dict[str, object]:
    """Return the columns that signatures under contracts and amendments share.

    `signed_on` is a day on paper, None for today; `witness` that of a thumbprint, None by hand.

    Errors: Refused if nobody is known as such a witness.
    """
    require_witness(witness)
    return {
        **act.columns,
        "party": party,
        "office": offices(act.settlement)[party],
        "thumbprint_witness": witness,
        "on_paper_at": noon(act.settlement, signed_on),
    }
