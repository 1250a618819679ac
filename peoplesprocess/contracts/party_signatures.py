"""Signatures of parties, under a contract or an amendment: who may sign, and what is stored."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.roles import Role, reaches
from peoplesprocess.core.thumbprints import require_witness
from peoplesprocess.facts.builders import officers
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.user_account_makers import tied


def offices(place: SettlementWithRules) -> dict[str, str]:
    """Return the name of each party of a settlement's contracts."""
    return {"community": place.committee_name, "agency": place.agency, "authority": place.authority}


def require_signer(act: Act, party: str, given: dict[str, UUID | None]) -> None:
    """Refuse an actor who may not sign for `party`, considering the signatures in `given`.

    The agency's signature promises its money, so it has its own action.
    Errors: Forbidden; SecondFactorNeeded for the agency; Refused.
    """
    act.require(Action.SIGN_CONTRACT, signing(party, given, act))
    if party == "agency":
        act.require(Action.SIGN_FOR_AGENCY)


def signing(party: str, given: dict[str, UUID | None], act: Act, *, ever: bool = True) -> ActSubject:
    """Return a signature for `party` as a subject of the table of permissions; `given` are signers by party.

    Without `ever`, only present officers of the committee are considered, not former ones: a page that only
    links to the form need not know more.
    """
    others = {signer for other, signer in given.items() if other != party and signer is not None}
    return ActSubject(
        party=party,
        signers=frozenset(others),
        officers=officers(act.db, act.settlement, act.actor.id) if ever else _officer_now(act),
        tied=tied(act.db, act.actor.id, others),
    )


def signature_columns(act: Act, party: str, signed_on: date | None, witness: str | None) -> dict[str, object]:
    """Return the columns that signatures under contracts and amendments share.

    `signed_on` is a day on paper, None for today; `witness` is that of a thumbprint, None for a signature by
    hand.

    Errors: Refused if the witness has an unknown role.
    """
    require_witness(witness)
    return {
        **act.columns,
        "party": party,
        "office": offices(act.settlement)[party],
        "thumbprint_witness": witness,
        "on_paper_at": noon(act.settlement, signed_on),
    }


def _officer_now(act: Act) -> frozenset[UUID]:
    is_officer = any(
        grant.role is Role.COMMITTEE_OFFICER and reaches(grant, act.where) for grant in act.actor.grants
    )
    return frozenset({act.actor.id}) if is_officer and act.actor.id is not None else frozenset()
