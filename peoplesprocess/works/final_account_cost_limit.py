"""The limit that the final account sets to spending from the retention."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.works.queries import WorkRow


def require_final_cost(act: Act, work: WorkRow, amount: int) -> None:
    """Refuse to spend more from the retention than the final account gives as the cost of the work.

    Errors: Refused.
    """
    if work.account_cost is None or work.cost_so_far + amount <= work.account_cost:
        return
    sentence = N_(
        "The final account says that the work cost %(cost)s, and %(spent)s is already written. What is left "
        "of the retention belongs to the community: its assembly decides what to do with it."
    )
    currency = act.settlement.currency
    values = {"cost": Money(work.account_cost, currency), "spent": Money(work.cost_so_far, currency)}
    raise Refused(Message(sentence, values), "amount")
