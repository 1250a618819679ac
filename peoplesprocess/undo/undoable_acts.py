"""Which acts can be undone, and by which act of their room; acts not named here cannot.

Deliberately left out is what others rely on at once or what has its own correction: money requested or
released, signatures, answers of the authority, votes, counts, adoptions and closed steps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from peoplesprocess.act import Act
from peoplesprocess.closure.repair_fund import strike_fund_line
from peoplesprocess.contributions.actions import strike_contribution
from peoplesprocess.core.messages import N_, Message, Msgid
from peoplesprocess.labour.actions import strike_muster_roll
from peoplesprocess.needs.referral_actions import strike_referral, strike_referral_answer
from peoplesprocess.needs.split_and_strike_actions import strike_merge, strike_need, strike_split
from peoplesprocess.plans.actions import remove_item
from peoplesprocess.profiles.actions import strike_round
from peoplesprocess.purchases.actions import strike_comparison
from peoplesprocess.purchases.stock_actions import strike_movement
from peoplesprocess.scorecards.actions import strike_scorecard
from peoplesprocess.settlements.meeting_corrections import strike_meeting
from peoplesprocess.works.bank_balances import strike_balance
from peoplesprocess.works.corrections import strike_spending, strike_visit
from peoplesprocess.works.fixed_points import strike_point

Numbers = Mapping[str, int]

_STRUCK = N_("It stays readable with the reason, but no longer counts anywhere. Nothing is erased.")


@dataclass(frozen=True, slots=True)
class UndoableAct:
    """An act that can be undone: what was done, what undoing does, by which act, on which page it is read."""

    done: Msgid
    effect: Msgid
    undo: Callable[[Act, Numbers, str], object]
    names: tuple[str, ...]
    endpoint: str
    address: tuple[str, ...]

    def numbers(self, subject: str) -> dict[str, int]:
        """Return the numbers in the subject of an entry, by name."""
        return dict(zip(self.names, map(int, re.findall(r"\d+", subject)), strict=True))

    def told(self, subject: str) -> Message:
        """Return what was done, as a sentence."""
        return Message(self.done, self.numbers(subject))

    def page(self, subject: str) -> dict[str, int]:
        """Return the values of the address of its page."""
        numbers = self.numbers(subject)
        return {name: numbers[name] for name in self.address}


UNDOABLE = {
    "need.record": UndoableAct(
        N_("You recorded need %(number)s."),
        _STRUCK,
        lambda act, of, reason: strike_need(act, of["number"], reason),
        ("number",),
        "needs.show",
        ("number",),
    ),
    "need.merge": UndoableAct(
        N_("You merged need %(number)s into another one."),
        N_("Both needs count again, each with its own groups. It stays readable that they were merged."),
        lambda act, of, reason: strike_merge(act, of["number"], reason),
        ("number",),
        "needs.show",
        ("number",),
    ),
    "need.split": UndoableAct(
        N_("You split need %(number)s."),
        N_("This need counts again, and the new ones are struck. All of them stay readable."),
        lambda act, of, reason: strike_split(act, of["number"], reason),
        ("number",),
        "needs.show",
        ("number",),
    ),
    "need.refer": UndoableAct(
        N_("You recorded that need %(number)s was taken to an office."),
        _STRUCK,
        lambda act, of, reason: strike_referral(act, of["referral"], reason),
        ("referral", "number"),
        "needs.show",
        ("number",),
    ),
    "referral.answer": UndoableAct(
        N_("You recorded what an office answered about need %(number)s."),
        _STRUCK,
        lambda act, of, reason: strike_referral_answer(act, of["answer"], reason),
        ("answer", "referral", "number"),
        "needs.show",
        ("number",),
    ),
    "meeting.record": UndoableAct(
        N_("You recorded meeting %(number)s."),
        _STRUCK,
        lambda act, of, reason: strike_meeting(act, of["number"], reason),
        ("number",),
        "settlements.meeting",
        ("number",),
    ),
    "profile_round.begin": UndoableAct(
        N_("You began round %(number)s of the profile."),
        _STRUCK,
        lambda act, of, reason: strike_round(act, of["number"], reason),
        ("number",),
        "profiles.show",
        ("number",),
    ),
    "visit.record": UndoableAct(
        N_("You recorded visit %(visit)s of work %(number)s."),
        _STRUCK,
        lambda act, of, reason: strike_visit(act, of["number"], of["visit"], reason),
        ("number", "visit"),
        "works.visit",
        ("number", "visit"),
    ),
    "spending.record": UndoableAct(
        N_("You wrote line %(line)s of the cash book of work %(number)s."),
        _STRUCK,
        lambda act, of, reason: strike_spending(act, of["number"], of["line"], reason),
        ("number", "line"),
        "works.corrections.line",
        ("number", "line"),
    ),
    "contribution.record": UndoableAct(
        N_("You recorded contribution %(entry)s to work %(number)s."),
        _STRUCK,
        lambda act, of, reason: strike_contribution(act, of["number"], of["entry"], reason),
        ("number", "entry"),
        "contributions.index",
        ("number",),
    ),
    "muster_roll.record": UndoableAct(
        N_("You recorded muster roll %(roll)s of work %(number)s."),
        N_("The roll and the line of the cash book that pays it are struck. Both stay readable."),
        lambda act, of, reason: strike_muster_roll(act, of["number"], of["roll"], reason),
        ("number", "roll"),
        "labour.show",
        ("number", "roll"),
    ),
    "comparison.record": UndoableAct(
        N_("You compared quotations for work %(number)s, comparison %(comparison)s."),
        _STRUCK,
        lambda act, of, reason: strike_comparison(act, of["number"], of["comparison"], reason),
        ("number", "comparison"),
        "purchases.show",
        ("number", "comparison"),
    ),
    "stock.move": UndoableAct(
        N_("You wrote line %(move)s of thing %(item)s in the store of work %(number)s."),
        _STRUCK,
        lambda act, of, reason: strike_movement(act, of["number"], of["item"], of["move"], reason),
        ("number", "item", "move"),
        "purchases.stock.show",
        ("number", "item"),
    ),
    "bank_balance.state": UndoableAct(
        N_("You compared the bank with the cash book of work %(number)s, comparison %(balance)s."),
        _STRUCK,
        lambda act, of, reason: strike_balance(act, of["number"], of["balance"], reason),
        ("number", "balance"),
        "works.bank.index",
        ("number",),
    ),
    "fixed_point.add": UndoableAct(
        N_("You added point %(point)s for the photos of work %(number)s."),
        N_("This point can no longer be chosen. Photos that were taken from it keep its name."),
        lambda act, of, reason: strike_point(act, of["number"], of["point"], reason),
        ("number", "point"),
        "works.points.index",
        ("number",),
    ),
    "scorecard.record": UndoableAct(
        N_("You recorded scorecard %(scorecard)s of work %(number)s."),
        _STRUCK,
        lambda act, of, reason: strike_scorecard(act, of["number"], of["scorecard"], reason),
        ("number", "scorecard"),
        "scorecards.index",
        ("number",),
    ),
    "repair_fund.record": UndoableAct(
        N_("You wrote line %(line)s of the repair fund of work %(number)s."),
        _STRUCK,
        lambda act, of, reason: strike_fund_line(act, of["number"], of["line"], reason),
        ("number", "line"),
        "closure.fund.index",
        ("number",),
    ),
    "plan.item.add": UndoableAct(
        N_("You added item %(line)s to the plan."),
        N_("The item leaves the plan again. The journal still shows that it was there."),
        lambda act, of, reason: remove_item(act, of["line"], reason),
        ("plan", "line"),
        "plans.show",
        (),
    ),
}
"""The acts that can be undone, by their word in the journal."""
