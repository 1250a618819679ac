"""The kinds of acts that the journal tells of, and a plain sentence for every act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peoplesprocess.core.messages import N_, Msgid


@dataclass(frozen=True, slots=True)
class ActKind:
    """Acts that are looked for together: what they are called, and a sentence for each by its name."""

    name: Msgid
    sentences: Mapping[str, Msgid]


KINDS = {
    "settlement": ActKind(
        N_("Settlement, meetings, committee"),
        {
            "settlement.add": N_("The settlement was added."),
            "settlement.change": N_("The settings of the settlement were changed."),
            "sheet.write": N_("The sheet of the settlement was written."),
            "no_objection.record": N_("It was recorded that the authority has no objection."),
            "meeting.record": N_("Meeting %(meeting)s was recorded."),
            "meeting.strike": N_("Meeting %(meeting)s was struck."),
            "election.record": N_("An election of the committee was recorded."),
            "seat.change": N_("Seat %(seat)s of the committee was changed."),
            "small_group.record": N_("Small group %(small_group)s was recorded."),
            "small_group.change": N_("Small group %(small_group)s was changed."),
            "small_group.strike": N_("Small group %(small_group)s was struck."),
            "savings.record": N_("Savings of small groups were recorded: %(month)s."),
            "block.add": N_("Blocks of the settlement were added."),
            "block.change": N_("Block %(block)s was changed."),
            "block.strike": N_("Block %(block)s was struck."),
            "profile_round.begin": N_("Round %(profile_round)s of the profile was begun."),
            "profile_round.change": N_("The day of round %(profile_round)s of the profile was corrected."),
            "profile_part.write": N_("A part of round %(profile_round)s of the profile was written."),
            "profile_round.publish": N_("Round %(profile_round)s of the profile was published."),
            "profile_round.strike": N_("Round %(profile_round)s of the profile was struck."),
            "step.close": N_("A step was closed: %(step)s."),
            "cycle.open": N_("Cycle %(cycle)s was opened."),
        },
    ),
    "needs": ActKind(
        N_("Needs"),
        {
            "need.record": N_("Need %(need)s was recorded."),
            "need.change": N_("Need %(need)s was changed."),
            "need.receive": N_("An older form about need %(need)s came in. The newer one stands."),
            "need.merge": N_("Need %(need)s was merged into need %(into)s."),
            "merge.strike": N_("It was taken back that need %(need)s was merged into need %(into)s."),
            "observation.record": N_("Observation %(observation)s was recorded."),
            "observation.strike": N_("Observation %(observation)s was struck."),
            "needs.tell_apart": N_("Needs that read alike were found to be different."),
            "need.split": N_("Need %(need)s was split."),
            "split.strike": N_("It was taken back that need %(need)s was split."),
            "need.strike": N_("Need %(need)s was struck."),
        },
    ),
    "assessments": ActKind(
        N_("Assessments"),
        {
            "assessment.begin": N_("Filling in a form was begun, as draft %(draft)s."),
            "assessment.save": N_("A page of draft %(draft)s was saved."),
            "assessment.discard": N_("Draft %(draft)s of a form was struck."),
            "assessment.record": N_("Filled-in form %(assessment)s was recorded."),
            "assessment.correct": N_("Filled-in form %(assessment)s was corrected."),
            "assessment.receive": N_(
                "An older state of filled-in form %(assessment)s came in. The newer one stands."
            ),
            "assessment.strike": N_("Filled-in form %(assessment)s was struck."),
        },
    ),
    "maps": ActKind(
        N_("Maps"),
        {
            "map.add": N_("Drawn map %(map)s was added."),
            "map.strike": N_("Drawn map %(map)s was struck."),
            "pin.add": N_("Pin %(pin)s was put on the drawn map."),
            "pin.move": N_("Pin %(pin)s was moved: it is pin %(replacement)s now."),
            "pin.strike": N_("Pin %(pin)s was taken off the drawn map."),
            "point.record": N_("Point %(point)s on the earth was written."),
            "point.strike": N_("Point %(point)s on the earth was struck."),
            "shapes.import": N_("Shapes of the map were taken from a file."),
            "shape.strike": N_("Shape %(shape)s of the map was struck."),
        },
    ),
    "priorities": ActKind(
        N_("Priorities"),
        {
            "round.open": N_("Round %(round)s was opened."),
            "round.close": N_("Round %(round)s was closed and counted."),
            "round.end": N_("Round %(round)s was ended without a choice."),
            "round.recount": N_("Round %(round)s was counted again."),
            "cost.change": N_("The cost of need %(need)s was changed in round %(round)s."),
            "sheet.enter": N_("A sheet of round %(round)s was typed in: %(group)s."),
            "sheet.type": N_("A sheet of round %(round)s was typed in by one of two people: %(group)s."),
            "sheet.correct": N_("A sheet of round %(round)s was corrected: %(group)s."),
            "sheet.attest": N_("A sheet of round %(round)s was confirmed: %(group)s."),
            "sheet.photo": N_("A photo of the paper of round %(round)s was added: %(group)s."),
            "correction.propose": N_("A correction of a sheet of round %(round)s was proposed: %(group)s."),
            "correction.answer": N_("A proposed correction in round %(round)s was answered: %(group)s."),
            "slips.make": N_("Papers with codes for round %(round)s were made: %(group)s."),
            "slips.hand-in": N_("Papers with codes of round %(round)s were handed in."),
            "ballot.seal": N_("A vote came in round %(round)s."),
            "ballot.late": N_("A vote came after the close of round %(round)s."),
            "ballots.open": N_("The votes of round %(round)s that came with codes were opened."),
        },
    ),
    "plan": ActKind(
        N_("Action plan"),
        {
            "plan.item.add": N_("Line %(line)s of plan %(plan)s was written."),
            "plan.item.change": N_("Line %(line)s of plan %(plan)s was changed."),
            "plan.item.describe": N_("The problem of line %(line)s of plan %(plan)s was written."),
            "plan.item.estimate": N_("The estimate of line %(line)s of plan %(plan)s was written."),
            "plan.item.fund": N_("The funding of line %(line)s of plan %(plan)s was written."),
            "plan.item.commit": N_("It was said who promised money for line %(line)s of plan %(plan)s."),
            "plan.item.tag": N_(
                "Outcome, level and other tags of line %(line)s of plan %(plan)s were chosen."
            ),
            "plan.item.remove": N_("Line %(line)s of plan %(plan)s was taken out."),
            "plan.adopt": N_("It was recorded that the assembly adopted plan %(plan)s."),
            "plan.submit": N_("Plan %(plan)s was handed to the authority."),
            "plan.revise": N_("A new version of the plan was begun: plan %(plan)s."),
            "plan.decide": N_("Line %(line)s of plan %(plan)s was answered: %(verdict)s."),
            "item.decide": N_("Line %(line)s of plan %(plan)s was answered: %(verdict)s."),
            "answers.see": N_("An office has seen all answers until now."),
            "answer.ask": N_(
                "A level of authority asked the one before it for its answers to plan %(plan)s."
            ),
            "objection.record": N_("Objection %(objection)s to line %(line)s of the plan was recorded."),
            "objection.answer": N_("Objection %(objection)s was answered."),
            "item.remark": N_("An office left a remark on line %(line)s of plan %(plan)s."),
            "condition.report": N_("It was reported that condition %(condition)s of the authority is met."),
            "condition.judge": N_("The authority said whether condition %(condition)s is met."),
            "promise.record": N_("It was recorded whether promise %(promise)s of the authority was kept."),
            "item.defer": N_("Line %(line)s of the plan was put off."),
        },
    ),
    "safeguards": ActKind(
        N_("Safeguards"),
        {
            "screening.record": N_("Line %(line)s of the plan was screened: screening %(screening)s."),
            "screening.strike": N_("Screening %(screening)s of line %(line)s was struck."),
            "mitigation.record": N_("Measure %(mitigation)s was written for line %(line)s of the plan."),
            "mitigation.strike": N_("Measure %(mitigation)s of line %(line)s was struck."),
            "recheck.record": N_("Measure %(mitigation)s was looked at: re-check %(recheck)s."),
            "recheck.strike": N_("Re-check %(recheck)s of measure %(mitigation)s was struck."),
        },
    ),
    "contracts": ActKind(
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
    "works": ActKind(
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
                "Line %(spending)s was written in the cash book of contract %(contract)s: it takes from "
                "line %(corrects)s what was too much."
            ),
            "contribution.record": N_(
                "Contribution %(contribution)s of the community to contract %(contract)s was recorded."
            ),
            "contribution.strike": N_(
                "Contribution %(contribution)s of the community to contract %(contract)s was struck."
            ),
            "muster_roll.record": N_("Muster roll %(muster_roll)s of contract %(contract)s was recorded."),
            "muster_roll.strike": N_("Muster roll %(muster_roll)s of contract %(contract)s was struck."),
            "comparison.record": N_(
                "Quotations %(comparison)s for a purchase of contract %(contract)s were compared."
            ),
            "comparison.correct": N_(
                "The comparison of quotations %(comparison)s of contract %(contract)s was corrected."
            ),
            "comparison.strike": N_(
                "The comparison of quotations %(comparison)s of contract %(contract)s was struck."
            ),
            "stock.move": N_(
                "Move %(move)s of thing %(item)s in the store of contract %(contract)s was written."
            ),
            "stock.strike": N_(
                "Move %(move)s of thing %(item)s in the store of contract %(contract)s was struck."
            ),
            "bank_balance.state": N_(
                "The bank's balance %(balance)s of contract %(contract)s was compared with the cash book."
            ),
            "bank_balance.strike": N_("The bank's balance %(balance)s of contract %(contract)s was struck."),
            "tranche.request": N_("Instalment %(instalment)s of contract %(contract)s was asked for."),
            "tranche.release": N_("Instalment %(instalment)s of contract %(contract)s was released."),
            "tranche.refuse": N_("Instalment %(instalment)s of contract %(contract)s was refused."),
            "tranche.arrive": N_("Instalment %(instalment)s of contract %(contract)s came to the account."),
            "work.suspend": N_("The work of contract %(contract)s was suspended."),
            "work.resume": N_("The work of contract %(contract)s went on."),
            "grant.return": N_("Money of the grant of contract %(contract)s came back."),
        },
    ),
    "handover": ActKind(
        N_("Handover"),
        {
            "audit.record": N_("The public audit of contract %(contract)s was recorded."),
            "certificate.issue": N_("The completion certificate of contract %(contract)s was issued."),
            "defect.mend": N_("Defect %(defect)s of contract %(contract)s was put right."),
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
    "complaints": ActKind(
        N_("Complaints"),
        {
            "complaint.read": N_("Complaint %(complaint)s was read."),
            "complaint.acknowledge": N_("Complaint %(complaint)s was acknowledged."),
            "complaint.answer": N_("Complaint %(complaint)s was answered."),
            "complaint.share": N_("Another officer may read complaint %(complaint)s too."),
            "instalments.stop": N_("A serious complaint stops instalments until it is answered."),
            "instalments.go_on": N_("A serious complaint was answered: instalments go on."),
            "officer_key.set": N_("A complaints officer chose a passphrase."),
            "referral_contact.write": N_("The contact for people who suffered violence was written."),
        },
    ),
    "papers": ActKind(
        N_("Photos of papers"),
        {
            "paper.attach": N_("A photo of a paper was added: %(paper)s."),
            "paper.strike": N_("A photo of a paper was struck."),
        },
    ),
    "people": ActKind(
        N_("People and roles"),
        {
            "membership.add": N_("A role began: %(role)s."),
            "membership.give": N_("%(account)s was given a role: %(role)s."),
            "membership.confirm": N_("The role of %(account)s was confirmed: %(role)s."),
            "membership.revoke": N_("The role of %(account)s was ended: %(role)s."),
            "account.rename": N_("%(account)s changed the name that is shown."),
            "invitation.make": N_("Somebody was invited: %(role)s."),
            "invitation.accept": N_("%(account)s took up an invitation: %(role)s."),
            "invitation.revoke": N_("An invitation was withdrawn: %(role)s."),
            "device.add": N_("Device %(device)s may send forms."),
            "device.revoke": N_("Device %(device)s was revoked: it sends nothing any more."),
        },
    ),
    "programme": ActKind(
        N_("The programme"),
        {
            "programme.set_up": N_("The programme was set up."),
            "programme.grow": N_("The programme was filled with settlements for a trial."),
            "area.add": N_("An area was added."),
            "rules.change": N_("The rules of the programme were changed: version %(rules)s."),
            "steps.change": N_("The steps of the programme were changed: version %(steps)s."),
            "levels.change": N_("The levels that answer plans were changed: version %(levels)s."),
            "guidance.write": N_("The programme's own words on a step were written: %(step)s."),
            "checklist.add": N_("A point was added to the authority's checklist."),
            "checklist.reword": N_("A point of the authority's checklist was reworded."),
            "checklist.retire": N_("A point of the authority's checklist was taken out."),
            "unit_rate.write": N_("A unit rate of the programme was written."),
            "unit_rate.retire": N_("A unit rate of the programme is no longer kept."),
            "gazetteer.import": N_("A release of official place codes was taken in: %(release)s."),
            "form.publish": N_("Version %(number)s of a form was taken into use: %(form)s."),
            "spreadsheet.import": N_("Settlements and people were taken from a spreadsheet."),
        },
    ),
}
"""The kinds that are looked for, by their name in addresses, in the order of the process."""

OF_ACCOUNTS = ActKind(
    N_("Accounts"),
    {
        "account.add": N_("An account was made."),
        "account.change": N_("A language was chosen."),
        "mail_address.set": N_("An address for reminders was given or taken away."),
        "account.unlock": N_("An account was let in again after too many wrong passwords."),
        "session.begin": N_("Somebody signed in."),
        "session.end": N_("Somebody signed out."),
        "session.refuse": N_("A sign-in was refused."),
        "sessions.end": N_("Somebody was signed out elsewhere."),
        "password.change": N_("A password was changed."),
        "password.rehash": N_("A password was stored in a safer way."),
        "password_link.make": N_("A link to a new password was made."),
        "password_link.use": N_("A link to a new password was used."),
        "second_factor.add": N_("A second factor was set up."),
        "second_factor.prove": N_("A second factor was used."),
        "second_factor.refuse": N_("A second factor was refused."),
        "second_factor.remove": N_("A second factor was removed."),
        "recovery_code.renew": N_("New codes on paper were made."),
        "recovery_code.use": N_("A code on paper was used."),
        "complaint.file": N_("A complaint was made."),
        "complaint.appeal": N_("An answer to a complaint was not accepted."),
        "complaint.guess": N_("Somebody tried receipts of complaints that do not exist."),
        "rows.take_up": N_("Records were taken into the journal."),
    },
)
"""Acts in the journal of the installation, which no page of a place shows."""
