"""The method of equal shares: the rule, its float solver with exact fallback, quotas and counterfactuals."""

from peoplesprocess.core.prioritisation.equal_shares.rule import (
    COMPLETIONS,
    EqualSharesOutcome,
    default_step,
    equal_shares,
)

__all__ = ["COMPLETIONS", "EqualSharesOutcome", "default_step", "equal_shares"]
