"""The street lights of Hay Al-Nawroz: retention, repair, deduction, and payment of what remains."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from peoplesprocess.act import act_in_programme
from peoplesprocess.closure import actions as closure
from peoplesprocess.closure import audits, deductions, period_defects
from peoplesprocess.closure.queries import AUDIT_MEETINGS
from peoplesprocess.contracts import actions as contracts
from peoplesprocess.core.contract_payers import OtherPayerAmount
from peoplesprocess.core.programme_rules import TrancheTerms, restored
from peoplesprocess.demonstration.story_data import DemonstrationStory
from peoplesprocess.demonstration.story_people import AccountMaker, at, minor
from peoplesprocess.demonstration.street_lights_books import MUNICIPALITY, NUMBER, Dated, books
from peoplesprocess.models import Programme
from peoplesprocess.programmes import actions as programmes
from peoplesprocess.settlements import actions as settlements
from peoplesprocess.works import actions as works
from peoplesprocess.works import tranche_arrivals

LINE = 3
BILL = (
    ("Poles with foundations", "piece", 60, 250_000),
    ("Lamps with solar panels", "piece", 60, 180_000),
    ("Wiring and test", "lot", 1, 1_200_000),
)
MATERIALS = 1_350_000
TERMS = (
    TrancheTerms(40),
    TrancheTerms(50, work_done=30, money_spent=70),
    TrancheTerms(10, work_done=95, money_spent=70, certificate=True),
)
INSTALMENTS = {
    1: (date(2025, 3, 4), date(2025, 3, 10), 9_060_000),
    2: (date(2025, 4, 8), date(2025, 4, 15), 11_325_000),
    3: (date(2025, 6, 16), date(2025, 6, 22), 1_132_500),
    4: (date(2025, 12, 18), date(2025, 12, 29), 952_500),
}
"""When each instalment was requested and came, and how much of it; the last is the reduced retention."""
VISITS = (
    (date(2025, 4, 7), (20, 18, 0), "The first street is lit."),
    (date(2025, 5, 5), (50, 42, 0), "Poles stand in all streets but one."),
    (date(2025, 6, 10), (60, 60, 1), "All sixty lamps burn until morning."),
)
AUDIT, CERTIFIED, HANDED_OVER = date(2025, 6, 14), date(2025, 6, 15), date(2025, 6, 28)
DEFECTS = (
    (date(2025, 8, 10), "Lamp 14 at the school stays dark", date(2025, 8, 24)),
    (date(2025, 8, 20), "Pole 31 leans", date(2025, 9, 5)),
)
REPAIRS = (
    (1, date(2025, 9, 3), "A new battery and cable"),
    (2, date(2025, 9, 1), "The committee cast the foundation anew"),
)
CHECKS = (
    (3, date(2025, 9, 28), "Two lamps were dark in August and burn again."),
    (6, date(2025, 12, 28), "All lamps burn."),
    (12, date(2026, 6, 28), "The caretaker cleans the panels every month."),
)


def tell(db: Session, cast: AccountMaker, story: DemonstrationStory) -> None:
    """Tell everything about the street lights, each act on its own day."""
    _hold_back(db, cast, date(2025, 2, 20))
    _sign(cast, story, date(2025, 3, 3))
    acts = [*books(cast, story), *_instalments(cast, story), *_seen(cast, story), *_end(cast, story)]
    for _, happen in sorted(acts, key=lambda dated: dated[0]):
        happen()


def _hold_back(db: Session, cast: AccountMaker, day: date) -> None:
    """Set a retention of 5 percent and a defects period of half a year in the programme's rules."""
    act = act_in_programme(db, cast.ids["efua"], "recovery", at(day), is_proven=True)
    programme = db.get_one(Programme, act.programme.id)
    rules = replace(restored(programme.rules), retention=5, defects_months=6)
    programmes.change_rules(act, rules, programme.committee_name, programme.version)


def _sign(cast: AccountMaker, story: DemonstrationStory, day: date) -> None:
    written = contracts.ContractInput(
        line=LINE,
        title="60 LED street lights",
        mode="hired",
        contribution=minor(story, MATERIALS),
        in_cash=0,
        starts_on=day,
        ends_on=date(2025, 6, 30),
        bill=[
            contracts.BillLineInput(title, unit, quantity * 1000, minor(story, rate))
            for title, unit, quantity, rate in BILL
        ],
        tranches=TERMS,
        departure="The poles came a year later than the plan says.",
        payers=[OtherPayerAmount("municipality", minor(story, MUNICIPALITY))],
    )
    contract = contracts.draft(cast.act(story, "facilitator", at(day, 8)), written)
    for party, who in (("community", "officer"), ("agency", "efua"), ("authority", "authority")):
        witness = "teacher" if party == "community" else None
        act = cast.act(story, who, at(day, 10), is_proven=True)
        contracts.sign(act, NUMBER, party, contract.version, witness=witness)


def _instalments(cast: AccountMaker, story: DemonstrationStory) -> list[Dated]:
    """Return the acts of the instalments and the retention: requested, released, arrived."""

    def ask(number: int, day: date) -> None:
        words = (
            "The streets, one after the other."
            if number < max(INSTALMENTS)
            else "The period is over, all is repaired."
        )
        works.request_tranche(cast.act(story, "officer", at(day, 14)), NUMBER, number, words)

    def release(number: int, day: date) -> None:
        act = cast.act(story, "finance", at(day, 15), is_proven=True)
        works.release_tranche(act, NUMBER, number, f"Transfer L{number}")

    def arrive(number: int, day: date, amount: int) -> None:
        arrival = tranche_arrivals.TrancheArrivalInput(day, minor(story, amount), "")
        tranche_arrivals.confirm_arrival(cast.act(story, "officer", at(day, 16)), NUMBER, number, arrival)

    acts: list[Dated] = []
    for number, (asked, came, amount) in INSTALMENTS.items():
        acts.append(((asked, 14), partial(ask, number, asked)))
        acts.append(((came, 15), partial(release, number, came)))
        acts.append(((came, 16), partial(arrive, number, came, amount)))
    return acts


def _seen(cast: AccountMaker, story: DemonstrationStory) -> list[Dated]:
    """Return the acts of the engineer: measuring, certifying, and confirming repairs."""

    def visit(day: date, done: tuple[int, int, int], notes: str) -> None:
        measured = {position: quantity * 1000 for position, quantity in enumerate(done, start=1)}
        seen = works.VisitInput(day, measured, 0, notes, day == VISITS[-1][0])
        works.record_visit(cast.act(story, "engineer", at(day, 10)), NUMBER, seen)

    def certify() -> None:
        certificate = closure.CertificateInput(CERTIFIED, "The lamps burn as the contract says.", [])
        closure.certify(cast.act(story, "engineer", at(CERTIFIED, 10)), NUMBER, certificate)

    def mend(defect: int, day: date, how: str) -> None:
        mended = closure.RectificationInput(day, how)
        closure.rectify_defect(cast.act(story, "engineer", at(day, 13)), NUMBER, defect, mended)

    return [
        *(((told[0], 10), partial(visit, *told)) for told in VISITS),
        ((CERTIFIED, 10), certify),
        *(((told[1], 13), partial(mend, *told)) for told in REPAIRS),
    ]


def _end(cast: AccountMaker, story: DemonstrationStory) -> list[Dated]:
    """Return the audit, the account, the handover, defects, the repair paid by the agency, and the checks."""

    def report(day: date, what: str, due_on: date) -> None:
        found = period_defects.DefectReportInput(day, what, due_on, "community")
        period_defects.report_defect(cast.act(story, "officer", at(day, 9)), NUMBER, found)

    def deduct(day: date) -> None:
        why = "Battery and cable of lamp 14. The electrician of the community had moved away."
        paid = deductions.DeductionInput(1, day, minor(story, 180_000), why, "Bill 88")
        act = cast.act(story, "finance", at(day, 12), is_proven=True)
        deductions.deduct(act, NUMBER, paid)

    def check(month: int, day: date, notes: str) -> None:
        seen = closure.LaterWorkCheckInput(day, True, notes)
        closure.check_work(cast.act(story, "facilitator", at(day, 10)), NUMBER, month, seen)

    repaired, accounted = date(2025, 9, 3), date(2025, 6, 26)
    return [
        ((AUDIT, 12), partial(_audit, cast, story)),
        ((accounted, 12), partial(_account, cast, story, accounted)),
        ((HANDED_OVER, 12), partial(_hand_over, cast, story)),
        *(((told[0], 9), partial(report, *told)) for told in DEFECTS),
        ((repaired, 12), partial(deduct, repaired)),
        *(((told[1], 10), partial(check, *told)) for told in CHECKS),
    ]


def _audit(cast: AccountMaker, story: DemonstrationStory) -> None:
    act = cast.act(story, "facilitator", at(AUDIT, 12))
    meeting = settlements.MeetingInput(
        kind="audit",
        group_code="",
        held_on=AUDIT,
        place="School hall",
        counts={"women": [16, 48, 9], "men": [15, 44, 8], "other": [0, 0, 0]},
        displaced=52,
        with_disability=9,
        women_headed=None,
        households=121,
        consent=True,
        agenda="The accounts of the street lights, and what is done with what is left",
        minutes="Every bill was shown. What is left pays new batteries.",
    )
    number = settlements.record_meeting(act, meeting).number
    asked = "Why are 5 % held back? The lamps have to burn for half a year first."
    audits.record_audit(act, NUMBER, audits.PublicAuditInput(number, asked, True))


def _account(cast: AccountMaker, story: DemonstrationStory, day: date) -> None:
    act = cast.act(story, "engineer", at(day, 12))
    meeting = AUDIT_MEETINGS.all(act.db, settlement=act.settlement.id)[0].number
    account = closure.FinalAccountInput(
        day,
        minor(story, 26_600_000),
        "New batteries, kept in the repair fund",
        "The electrician's last bill is paid from the retention",
        meeting,
    )
    closure.close_account(act, NUMBER, account)


def _hand_over(cast: AccountMaker, story: DemonstrationStory) -> None:
    handover = closure.HandoverInput(
        handed_on=HANDED_OVER,
        receiver="Municipality of Sumel",
        caretaker="One caretaker for each street, chosen by the neighbours",
        tasks="Clean the panels every month; change a battery every third year",
        fee=minor(story, 500),
        fund=minor(story, 400_000),
    )
    closure.hand_over(cast.act(story, "facilitator", at(HANDED_OVER, 12)), NUMBER, handover)
