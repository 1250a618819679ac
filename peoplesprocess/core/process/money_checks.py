"""Checks that guard money, from the contract to the handover. They cannot be waived."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Message, Msgid, Plural
from peoplesprocess.core.process.check_findings import GateFinding, either
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.programme_rules import ProgrammeRules


def contract_is_signed(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that at least one contract is signed by all its parties."""
    if facts.contracts_signed:
        return [
            GateFinding(
                True,
                Plural("%(count)s contract signed", "%(count)s contracts signed", facts.contracts_signed),
            )
        ]
    if facts.contracts:
        return [GateFinding(False, Message(N_("The contract is not signed by all its parties yet")))]
    return [GateFinding(False, Message(N_("No contract yet")))]


def works_are_finished(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that every signed work is fully built or ended, and every endorsed item accounted for.

    An endorsed item needs a contract or the reason why it has none.
    """
    built = N_("Every work is fully built")
    if facts.contracts_ended:
        built = N_("Every other work is fully built")
    missing = N_("The work is not fully built yet")
    findings = [_of_works(facts.works_finished, facts.contracts_signed, built, missing), *_ended(facts)]
    if facts.items_without_contract:
        findings.append(
            GateFinding(
                False,
                Plural(
                    "%(count)s endorsed item has no contract, and no reason why not",
                    "%(count)s endorsed items have no contract, and no reason why not",
                    facts.items_without_contract,
                ),
            )
        )
    return findings


def accounts_were_read(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that the accounts of every signed work were accepted at a public audit."""
    held, missing = N_("Public audit held"), N_("No public audit yet")
    return [_of_works(facts.audits, facts.contracts_signed, held, missing)]


def work_is_certified(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that signed works have a final account, a certificate and no open defect.

    A work whose contract ended needs no certificate.
    """
    done = facts.contracts_signed
    built = done - facts.contracts_ended
    findings = [
        _of_works(
            *(facts.final_measurements, done),
            N_("The final account is written"),
            N_("No final account yet"),
        ),
    ]
    if built or not done:
        findings.append(
            _of_works(
                *(facts.certificates, built),
                N_("Completion certificate issued"),
                N_("No completion certificate yet"),
            )
        )
    if facts.defects_open:
        findings.append(
            GateFinding(
                False,
                Plural(
                    "%(count)s defect is not repaired yet",
                    "%(count)s defects are not repaired yet",
                    facts.defects_open,
                ),
            )
        )
    return findings


def work_is_handed_over(facts: GateFacts, rules: ProgrammeRules) -> list[GateFinding]:
    """Check that works are handed over with an operation and maintenance plan, and all money is released."""
    built = facts.contracts_signed - facts.contracts_ended
    findings = _ended(facts)
    if built or not findings:
        findings.append(
            _of_works(
                *(facts.handovers, built),
                N_("Handed over, with a plan to keep it running"),
                N_("Not handed over yet"),
            )
        )
    if facts.tranches_due:
        findings.append(
            GateFinding(
                False,
                Plural(
                    "%(count)s instalment is not released yet",
                    "%(count)s instalments are not released yet",
                    facts.tranches_due,
                ),
            )
        )
    return findings


def _of_works(done: int, works: int, holds: Msgid, missing: Msgid) -> GateFinding:
    """Return the finding on something that every work needs; for several works it says how many have it."""
    if done >= works or works < 2:
        return either(0 < works <= done, holds, missing)
    values = {"missing": Message(missing), "done": done, "works": works}
    return GateFinding(
        False, Message(N_("%(missing)s (works where it is done: %(done)s of %(works)s)"), values)
    )


def _ended(facts: GateFacts) -> list[GateFinding]:
    """Return the finding on contracts that ended before their work was built, if there are any."""
    if not facts.contracts_ended:
        return []
    sentence = Plural(
        "%(count)s contract ended before its work was finished",
        "%(count)s contracts ended before their works were finished",
        facts.contracts_ended,
    )
    return [GateFinding(True, sentence)]
