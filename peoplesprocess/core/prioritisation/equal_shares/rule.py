"""The method of equal shares: everybody has the same endowment, and supporters pay for works together.

At each step the work with the lowest price is bought: the one for which the highest payment of a person,
relative to its cost, is lowest. Its supporters pay the same; those who have less left pay all that they have.
So a group that is a sixth of the people decides over a sixth of the money, however many the others are.

Source: Peters, Pierczyński, Skowron, "Proportional participatory budgeting with additive utilities" (2021);
prioritisation.md, sections 1 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from peoplesprocess.core.prioritisation.count_input import AllocationInput
from peoplesprocess.core.prioritisation.equal_shares.endowment_bounds import SolverRun
from peoplesprocess.core.prioritisation.equal_shares.group_quotas import ReservedAllocation, apply_quotas
from peoplesprocess.core.prioritisation.equal_shares.solver import EqualSharesSolver
from peoplesprocess.core.prioritisation.most_votes import most_votes

COMPLETIONS = ("none", "add1", "add1u")


@dataclass(frozen=True, slots=True)
class EqualSharesOutcome:
    """What was bought. Units: minor units.

    `bought` holds the keys of the works bought by shares, in order, and `endowment` what one person of weight
    1 had for them. `filled` works were added by votes from the money that was left. `reserved` allocations
    were made before, by quotas; `residual_count` is the count that quotas left, and `runs` is how often
    everything was counted.
    """

    bought: tuple[str, ...]
    filled: tuple[str, ...]
    endowment: Fraction
    spent: int
    reserved: tuple[ReservedAllocation, ...] = ()
    residual_count: AllocationInput = field(kw_only=True, compare=False, repr=False)
    runs: int = field(kw_only=True, compare=False)

    @property
    def funded(self) -> tuple[str, ...]:
        """The keys of all works in the order in which they were bought, without mandatory ones."""
        return (*(key for each in self.reserved for key in each.keys), *self.bought, *self.filled)


def equal_shares(
    count: AllocationInput, completion: str = "add1u", *, step: int = 0, per_cost: bool = False
) -> EqualSharesOutcome:
    """Return what equal shares buys, completed by "none", "add1" or "add1u".

    Equal shares is not exhaustive: it leaves money over. Add1 adds a step to the endowment and counts again
    from the start, until the works would cost more than there is or nothing more fits; Add1U then adds works
    by votes, or by votes per cost if `per_cost`. `step` is in minor units; by default it is one unit of money
    or a two-hundredth of the endowment, whichever is larger.
    """
    step = step or default_step(count)
    by_groups: list[EqualSharesOutcome] = []

    def _decided_alone(part: AllocationInput) -> tuple[str, ...]:
        by_groups.append(equal_shares(part, completion, step=step, per_cost=per_cost))
        return by_groups[-1].funded

    residual, reserved = apply_quotas(count, _decided_alone)
    solver = EqualSharesSolver(residual)
    run, steps = solver.run(residual.endowment), _EndowmentSteps(solver, Fraction(step))
    while completion != "none" and solver.something_fits(run.keys):
        richer = steps.after(run)
        if solver.cost(richer.keys) > residual.shared_money:
            break
        run = richer
    bought = run.keys
    filled: tuple[str, ...] = ()
    if completion == "add1u":
        left = residual.shared_money - solver.cost(bought)
        filled = tuple(most_votes(residual, money=left, built=bought, per_cost=per_cost))
    runs = 1 + steps.runs + sum(each.runs for each in by_groups)
    spent = count.shared_money - residual.shared_money + solver.cost(bought) + solver.cost(filled)
    return EqualSharesOutcome(
        bought, filled, run.endowment, spent, reserved, residual_count=residual, runs=runs
    )


class _EndowmentSteps:
    """The runs of Add1, with endowments that rise by one step; most of them need not be counted.

    If two runs prove that every endowment between them buys the same, those between are skipped. The stride
    is doubled after each success and halved after each failure (an exponential search); the failed attempts
    are kept on a stack, because later strides can end at them.
    """

    def __init__(self, solver: EqualSharesSolver, step: Fraction) -> None:
        self._solver, self._step = solver, step
        self._stride = 1
        self._tried: list[tuple[int, SolverRun]] = []
        """Runs ahead, the nearest last, each with the number of steps to it."""
        self.runs = 0

    def after(self, run: SolverRun) -> SolverRun:
        """Return a richer run; no endowment in between buys anything else, except perhaps the last step's."""
        while True:
            if not self._tried:
                self._try(run, self._stride)
            steps, richer = self._tried[-1]
            if steps == 1 or run.holds_up_to(richer):
                self._tried = [(far - steps, each) for far, each in self._tried[:-1]]
                self._stride = 2 * steps
                return richer
            self._try(run, steps // 2)

    def _try(self, run: SolverRun, steps: int) -> None:
        self._tried.append((steps, self._solver.run(run.endowment + steps * self._step, run)))
        self.runs += 1


def default_step(count: AllocationInput) -> int:
    """Return the amount that Add1 adds to an endowment each time. Units: minor units.

    With single units of money the rule would depend on the currency and need a round for each unit of the
    endowment.
    """
    return max(count.scale, -int(-count.endowment // 200))
