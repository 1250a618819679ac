"""The rows of a generated settlement's steps from the plan to the handover."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from peoplesprocess.core.authority_decisions import fingerprint
from peoplesprocess.core.programme_rules import PRESETS
from peoplesprocess.demonstration.grown_rows import GrownJournalChain, GrownRows

TERMS = PRESETS["south-asian"][1].instalments
ITEMS = 3
WHOLE = 1_000
"""The quantity of the bill's only line, in thousandths of the unit."""
ALL_BUILT = 10_000


class GrownContract:
    """A generated contract for the plan's first line, with the plan before it and the handover after it."""

    def __init__(self, rows: GrownRows, chain: GrownJournalChain, households: int, needs: int) -> None:
        self._rows, self._chain, self._households, self._needs = rows, chain, households, needs
        self._cost = rows.dice.randrange(2_000, 40_000) * 10_000
        self._tranches: list[UUID] = []
        self._spent = 0
        self._plan = self._contract = UUID(int=0)
        self._digests: list[str] = []

    def through(self, step: str) -> None:
        """Add the rows of a finished step."""
        done = {
            "plan": (self._adopt,),
            "approve": (self._submit, self._endorse),
            "contract": (self._sign,),
            "build": (lambda: self._build(ALL_BUILT),),
            "handover": (self._hand_over,),
        }
        for do in done.get(step, ()):
            do()

    def into(self, step: str) -> None:
        """Add a part of a step's rows, so that something waits."""
        if step == "approve":
            self._submit()
        elif step == "build":
            self._build(self._rows.dice.randrange(500, ALL_BUILT - 500))

    def _adopt(self) -> None:
        self._plan = self._chain.add("plan", number=1)
        day = self._chain.now.date()
        for line in range(1, ITEMS + 1):
            content = _item(line, day, self._cost // line, min(line, self._needs))
            self._digests.append(fingerprint(content))
            self._rows.add(
                "plan_item",
                plan_id=self._plan,
                line=line,
                rank=line,
                fingerprint=self._digests[-1],
                version=1,
                **content,
            )
            self._chain.note("plan.item.add", f"plan 1 line {line}", digest=self._digests[-1])
        assembly = add_meeting(self._chain, 7, "assembly", self._households, self._households // 2)
        self._chain.add("adoption", plan_id=self._plan, meeting_id=assembly, households=self._households)
        self._chain.note("plan.adopt", "plan 1", meeting=7, households=self._households)

    def _submit(self) -> None:
        self._chain.add("submission", plan_id=self._plan)
        self._chain.note("plan.submit", "plan 1", items=ITEMS)

    def _endorse(self) -> None:
        for line, digest in enumerate(self._digests, 1):
            self._chain.add(
                "decision",
                plan_id=self._plan,
                line=line,
                fingerprint=digest,
                verdict="endorse",
                reason="",
                forwarded_to="",
                area="XX",
                office="District office",
            )
            self._chain.note("plan.decide", f"plan 1 line {line}", verdict="endorse")

    def _sign(self) -> None:
        total, day = self._cost, self._chain.now.date()
        contribution = total // 10
        self._contract = self._chain.add(
            "contract",
            number=1,
            plan_id=self._plan,
            line=1,
            title="Work 1",
            mode="members",
            total=total,
            contribution=contribution,
            grant_amount=total - contribution,
            starts_on=day,
            ends_on=day + timedelta(days=180),
            version=1,
        )
        bill = {"title": "Work", "unit": "piece", "quantity": WHOLE, "rate": total, "amount": total}
        self._rows.add("bill_line", contract_id=self._contract, position=1, **bill)
        for number, terms in enumerate(TERMS, 1):
            part = {"percent": terms.percent, "amount": (total - contribution) * terms.percent // 100}
            part |= {"work_done": terms.work_done, "money_spent": terms.money_spent}
            key = self._rows.add(
                "tranche", contract_id=self._contract, number=number, certificate=terms.certificate, **part
            )
            self._tranches.append(key)
        for party in ("community", "agency", "authority"):
            self._chain.add("signature", contract_id=self._contract, party=party, office="Office")
            self._chain.note("contract.sign", "contract 1", party=party, version=1)

    def _build(self, physical: int) -> None:
        """Add instalments, cash book and visits, up to hundredths of a percent; one request waits."""
        for number, share in enumerate((physical // 3, 2 * physical // 3, physical), 1):
            self._chain.later(20)
            self._release(number - 1)
            amount = self._cost // 4 * share // ALL_BUILT + 1
            self._spent += amount
            day = self._chain.now.date()
            book = {
                "number": number,
                "spent_on": day,
                "what": "Cement",
                "amount": amount,
                "paper": f"R{number}",
            }
            self._chain.add("cash_book_entry", contract_id=self._contract, **book)
            self._chain.note("spending.record", f"contract 1 entry {number}", amount=amount)
            self._chain.add(
                "visit",
                contract_id=self._contract,
                number=number,
                visited_on=day,
                measured={"1": WHOLE * share // ALL_BUILT},
                physical=share,
                spent=self._spent,
                days_stopped=0,
                notes="",
                final=share == ALL_BUILT,
            )
            self._chain.note("visit.record", f"contract 1 visit {number}", physical=share)
        if physical < ALL_BUILT:
            self._request(3)

    def _request(self, part: int) -> UUID:
        request = self._chain.add("tranche_request", tranche_id=self._tranches[part], number=1, statement="")
        self._chain.note("tranche.request", f"contract 1 instalment {part + 1}")
        return request

    def _release(self, part: int) -> None:
        amount = self._cost * 9 // 10 * TERMS[part].percent // 100
        self._chain.add(
            "tranche_release",
            tranche_id=self._tranches[part],
            request_id=self._request(part),
            requested_by=UUID(int=1),
            amount=amount,
            paper=f"P{part + 1}",
        )
        self._chain.note("tranche.release", f"contract 1 instalment {part + 1}", amount=amount)
        came = {"arrived_on": self._chain.now.date(), "amount": amount}
        self._chain.add("tranche_arrival", tranche_id=self._tranches[part], number=1, reason="", **came)
        self._chain.note("tranche.arrive", f"contract 1 instalment {part + 1}", amount=amount)

    def _hand_over(self) -> None:
        self._release(3)
        day, contract = self._chain.now.date(), {"contract_id": self._contract}
        meeting = add_meeting(self._chain, 8, "audit", self._households, self._households // 2)
        self._chain.add("audit", **contract, meeting_id=meeting, questions="", accepted=True)
        self._chain.note("audit.record", "contract 1", meeting=8, accepted=True)
        self._chain.add("certificate", **contract, issued_on=day, statement="Built as agreed")
        self._chain.note("certificate.issue", "contract 1", issued_on=day.isoformat(), defects=0)
        sums = {"cost": self._spent, "surplus": 0, "surplus_use": ""}
        self._chain.add("final_account", **contract, number=1, measured_on=day, **sums)
        self._chain.note("account.close", "contract 1", cost=self._spent, surplus=0)
        keeping = {"receiver": "The community", "caretaker": "", "tasks": "", "fee": 0, "fund": 0}
        self._chain.add("handover", **contract, handed_on=day, **keeping)
        self._chain.note("work.hand_over", "contract 1", handed_on=day.isoformat())


def add_meeting(
    chain: GrownJournalChain, number: int, kind: str, people: int, women: int, group: str = ""
) -> UUID:
    """Add a meeting with a number of people, and return its key."""
    row = chain.add(
        "meeting",
        number=number,
        kind=kind,
        group_code=group,
        held_on=chain.now.date(),
        place="School yard",
        counts={"women": [0, women, 0], "men": [0, people - women, 0], "other": [0, 0, 0]},
        people=people,
        women=women,
        households=people,
        consent=True,
        agenda="",
        minutes="",
        **dict.fromkeys(("displaced", "with_disability", "women_headed"), 0),
    )
    chain.note("meeting.record", f"meeting {number}", kind=kind, people=people)
    return row


def _item(line: int, day: date, cost: int, need: int) -> dict[str, object]:
    return {
        "title": f"Work {line}",
        "place": "",
        "needs": [need],
        "cost": cost,
        "in_cash": 0,
        "in_labour": cost // 10,
        "in_materials": 0,
        "source": "grant",
        "implementer": "ourselves",
        "starts_on": day,
        "ends_on": day + timedelta(days=180),
        "operation_and_maintenance": "The committee",
    }
