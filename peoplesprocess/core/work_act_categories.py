"""Plain sentences for acts on contracts, on works under construction and on their handover."""

from __future__ import annotations

from peoplesprocess.core.act_category import ActCategory
from peoplesprocess.core.messages import N_

WORK_KINDS = {
    "contracts": ActCategory(
        N_("Contracts"),
        {
            "contract.draft": N_("Contract %(contract)s was written."),
            "contract.change": N_("Contract %(contract)s was changed."),
            "contract.sign": N_("Contract %(contract)s was signed: %(party)s."),
            "contract.extend": N_("The end of contract %(contract)s was moved to %(until)s."),
            "amendment.propose": N_("Amendment %(amendment)s of contract %(contract)s was proposed."),
            "amendment.sign": N_("Amendment %(amendment)s of contract %(contract)s was signed: %(party)s."),
            "amendment.refuse": N_(
                "Amendment %(amendment)s of contract %(contract)s was refused: %(party)s."
            ),
            "amendment.withdraw": N_("Amendment %(amendment)s of contract %(contract)s was withdrawn."),
            "contract.end": N_("Contract %(contract)s was ended before its work was built."),
        },
    ),
    "works": ActCategory(
        N_("Works and money"),
        {
            "visit.record": N_("Visit %(visit)s to the work of contract %(contract)s was recorded."),
            "visit.strike": N_("Visit %(visit)s to the work of contract %(contract)s was struck."),
            "fixed_point.add": N_(
                "Fixed point %(fixed_point)s for photos of contract %(contract)s was named."
            ),
            "fixed_point.strike": N_("Fixed point %(fixed_point)s of contract %(contract)s was struck."),
            "spending.record": N_("Line %(spending)s was written in the cash book of contract %(contract)s."),
            "spending.strike": N_("Line %(spending)s was struck in the cash book of contract %(contract)s."),
            "spending.counter": N_(
                "Line %(spending)s was written in the cash book of contract %(contract)s: it takes off "
                "what was too much in line %(corrects)s."
            ),
            "contribution.record": N_(
                "Contribution %(contribution)s of the community to contract %(contract)s was recorded."
            ),
            "contribution.strike": N_(
                "Contribution %(contribution)s of the community to contract %(contract)s was struck."
            ),
            "other_payment.record": N_(
                "Payment %(payment)s of others for the work of contract %(contract)s was recorded."
            ),
            "other_payment.strike": N_(
                "Payment %(payment)s of others for the work of contract %(contract)s was struck."
            ),
            "muster_roll.record": N_("Muster roll %(muster_roll)s of contract %(contract)s was recorded."),
            "muster_roll.strike": N_("Muster roll %(muster_roll)s of contract %(contract)s was struck."),
            "comparison.record": N_(
                "Quotations %(comparison)s for a purchase of contract %(contract)s were compared."
            ),
            "comparison.correct": N_(
                "The comparison of quotations %(comparison)s of contract %(contract)s was corrected."
            ),
            "split.explain": N_(
                "It was recorded why purchases of contract %(contract)s were made one by one, although "
                "together they pass the limit."
            ),
            "comparison.strike": N_(
                "The comparison of quotations %(comparison)s of contract %(contract)s was struck."
            ),
            "stock.move": N_(
                "Movement %(move)s of thing %(item)s in the store of contract %(contract)s was written."
            ),
            "stock.strike": N_(
                "Movement %(move)s of thing %(item)s in the store of contract %(contract)s was struck."
            ),
            "bank_balance.state": N_(
                "The bank's balance %(balance)s of contract %(contract)s was compared with the cash book."
            ),
            "bank_balance.strike": N_("The bank's balance %(balance)s of contract %(contract)s was struck."),
            "tranche.request": N_("Instalment %(instalment)s of contract %(contract)s was asked for."),
            "tranche.release": N_("Instalment %(instalment)s of contract %(contract)s was released."),
            "tranche.refuse": N_("Instalment %(instalment)s of contract %(contract)s was refused."),
            "tranche.arrive": N_("Instalment %(instalment)s of contract %(contract)s came to the account."),
            "payment_number.correct": N_(
                "The payment number of instalment %(instalment)s of contract %(contract)s was corrected."
            ),
            "work.suspend": N_("The work of contract %(contract)s was suspended."),
            "work.resume": N_("The work of contract %(contract)s went on."),
            "grant.return": N_("Grant money of contract %(contract)s came back."),
            "grant_return.strike": N_(
                "The record that grant money of contract %(contract)s came back was struck."
            ),
        },
    ),
    "handover": ActCategory(
        N_("Handover"),
        {
            "audit.record": N_("The public audit of contract %(contract)s was recorded."),
            "audit.strike": N_("The public audit of contract %(contract)s was struck."),
            "certificate.issue": N_("The completion certificate of contract %(contract)s was issued."),
            "defect.report": N_("Defect %(defect)s of contract %(contract)s was reported."),
            "defect.strike": N_("Defect %(defect)s of contract %(contract)s was struck."),
            "retention.deduct": N_(
                "Deduction %(deduction)s was taken from the retention of contract %(contract)s for a repair."
            ),
            "retention.strike": N_(
                "Deduction %(deduction)s from the retention of contract %(contract)s was struck."
            ),
            "defect.mend": N_("Defect %(defect)s of contract %(contract)s was repaired."),
            "account.close": N_("The final account of contract %(contract)s was written."),
            "account.strike": N_("The final account of contract %(contract)s was struck."),
            "work.hand_over": N_("The work of contract %(contract)s was handed over."),
            "scorecard.record": N_(
                "Scorecard %(scorecard)s of the work of contract %(contract)s was recorded."
            ),
            "scorecard.strike": N_(
                "Scorecard %(scorecard)s of the work of contract %(contract)s was struck."
            ),
            "repair_fund.record": N_(
                "Line %(fund_line)s was written for the repair fund of the work of contract %(contract)s."
            ),
            "repair_fund.strike": N_(
                "Line %(fund_line)s of the repair fund of the work of contract %(contract)s was struck."
            ),
            "work.check": N_("The work of contract %(contract)s was checked after %(month)s months."),
        },
    ),
}
