"""The clauses of a community contract in plain words, one matter each, some with figures of the contract."""

from __future__ import annotations

from peoplesprocess.contracts.queries import ContractDetail
from peoplesprocess.core.contract_payers import PAYERS
from peoplesprocess.core.messages import N_, Message, Plural, Sentence
from peoplesprocess.core.money import Money, share_of
from peoplesprocess.core.programme_rules import ProgrammeRules


def clauses(contract: ContractDetail, currency: str, rules: ProgrammeRules) -> list[Sentence]:
    """Return the clauses that the parties agree on, in order.

    The programme's rules about signing for the account are those at the time of writing, even if they
    changed. Source: method.md, section 5.
    """
    sums = {
        "total": Money(contract.total, currency),
        "contribution": Money(contract.contribution, currency),
        "grant": Money(contract.grant, currency),
    }
    days = {"start": contract.starts_on, "end": contract.ends_on}
    return [
        Message(_BUILDS),
        Message(
            N_("The work costs %(total)s. The community gives %(contribution)s, the grant is %(grant)s."),
            sums,
        ),
        *(
            Message(_OTHERS_PAY, {"payer": PAYERS[payer.source], "sum": Money(payer.amount, currency)})
            for payer in contract.other_payers
        ),
        Message(N_("The work begins on %(start)s and is finished by %(end)s."), days),
        Message(
            N_("The grant is paid in the instalments listed here, each only when all its conditions are met.")
        ),
        *_retention(contract, currency),
        Message(N_("The person who asks for an instalment does not release it. A second person does.")),
        _account(contract.account_rules(rules)),
        *(Message(clause) for clause in _CONDUCT),
    ]


def clause_of_present_rules(contract: ContractDetail, rules: ProgrammeRules) -> Message | None:
    """Return what the programme now asks of new contracts if this one says something else, else None."""
    agreed = contract.account_rules(rules)
    if agreed == rules:
        return None
    return Message(_ASKED_BY_NOW, {"clause": _account(rules)})


_ASKED_BY_NOW = N_(
    "This contract stays as it was written. In contracts that are written now, the programme asks for "
    "this: %(clause)s"
)
_BUILDS = N_("The community builds what the bill of quantities lists, with help from the technical officer.")
_CONDUCT = (
    N_("Before a large purchase the community asks three sellers and writes down why it chose one."),
    N_("Women and men get the same pay for the same work. No child works. The site is kept safe."),
    N_("The agency gives training and technical help. Those who build do not verify the work."),
    N_("A change of quantities or prices is agreed in writing before it is built."),
    N_("The cash book and all papers are open to everybody at any time."),
    N_(
        "If money comes late, or a flood, a storm or danger stops the work, a later end is agreed in writing."
    ),
    N_("A complaint goes to the committee first, then to the authority and the agency together."),
    N_("Nobody loses land or a home because of this work, and nature around it is not harmed."),
    N_("Nobody may ask for money or sexual favours in return for work or help."),
    N_("Money that is left belongs to the community. An assembly decides what is done with it."),
    N_("What the technical officer finds wrong at the end is put right before the work is handed over."),
    N_("After that the community keeps the work running, as the plan says."),
)


def _retention(contract: ContractDetail, currency: str) -> list[Sentence]:
    """Return the clauses of the retention and the defects period, as far as they were agreed."""
    agreed: list[Sentence] = []
    if contract.retention:
        held = Money(share_of(contract.grant, contract.retention), currency)
        agreed.append(Message(_HOLDS_BACK, {"percent": contract.retention, "sum": held}))
    if contract.defects_months:
        agreed.append(
            Plural(
                "What is found wrong within %(count)s month after the certificate is put right.",
                "What is found wrong within %(count)s months after the certificate is put right.",
                contract.defects_months,
            )
        )
    return agreed


_OTHERS_PAY = N_("%(sum)s of it is paid by: %(payer)s. It goes to the community's account as the grant does.")
_HOLDS_BACK = N_(
    "%(percent)s %% of the grant, %(sum)s, is held back from the last instalment as retention. It is paid "
    "when the defects period is over and every defect is repaired. If the agency has to pay for a repair, "
    "the cost is taken from the retention, and everybody can read the reason."
)


def _account(rules: ProgrammeRules) -> Sentence:
    """Return the clause about who signs for the community's account."""
    if not rules.women_signatories:
        return Plural(
            "The money goes to the community's own account. %(count)s person signs for it.",
            "The money goes to the community's own account. %(count)s people sign for it.",
            rules.signatories,
        )
    return Plural(
        "The money goes to the community's own account. %(count)s person signs for it, "
        "among them at least %(women)s.",
        "The money goes to the community's own account. %(count)s people sign for it, "
        "among them at least %(women)s.",
        rules.signatories,
        {"women": Plural("%(count)s woman", "%(count)s women", rules.women_signatories)},
    )
