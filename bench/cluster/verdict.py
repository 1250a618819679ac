"""What a run found: acknowledged, lost, doubled, seconds without an answer, and whether the journal holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise

from bench.cluster.people import Crowd


@dataclass
class Changes:
    """Who led when: moments are monotonic, times in seconds."""

    died: float
    killed: str
    elected: str = ""
    elected_after: float = 0.0
    unheard: int = 0
    """Acts that the elected one has and nobody was told of before the leader died."""
    followed: float = 0.0
    """From the dead leader's start until it follows."""
    planned: float = 0.0
    chosen: str = ""
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The figures of one run; times are in seconds."""

    acknowledged: int
    lost: int
    doubled: int
    seconds: float
    """The longest time after the kill in which nobody was told that something is saved."""
    journal_holds: bool
    drill: bool
    leaders: tuple[str, str, str]
    """Who was killed, who was elected then, and who was chosen in the planned switchover."""
    elected_after: float
    followed: float
    switchover: float
    """The longest time without an acknowledged act around a planned change of leader."""
    unheard: int
    sent_again: int
    """Needs that were acknowledged to who sent the same form again."""
    unanswered: int
    """Needs that stand in the database though nobody was told so before the run ended."""
    told: Mapping[str, int]
    """What people saw instead of an acknowledgement, and how often."""
    unexplained: Mapping[str, int]
    """Errors whose cause the application did not know, from its logs."""

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost or doubled, and the journal and a copy hold."""
        return not self.lost and not self.doubled and self.journal_holds and self.drill

    def stored(self) -> dict[str, object]:
        """Return it for `--json`."""
        return asdict(self) | {"good": self.is_good}

    def drawn(self) -> str:
        """Return it as a table."""
        rows = [
            ("acknowledged", f"{self.acknowledged}"),
            ("lost", f"{self.lost}"),
            ("doubled", f"{self.doubled}"),
            ("seconds without an acknowledged act", f"{self.seconds:.1f}"),
            ("the journal verifies on the new leader", "yes" if self.journal_holds else "NO"),
            ("a copy made there comes back (flask drill)", "yes" if self.drill else "NO"),
            ("killed, elected, chosen", ", ".join(self.leaders)),
            ("seconds until one was elected", f"{self.elected_after:.1f}"),
            ("seconds until the dead one follows", f"{self.followed:.1f}"),
            ("seconds without an act, planned switchover", f"{self.switchover:.1f}"),
            ("kept, but the answer died with the leader", f"{self.unheard}"),
            ("acknowledged to a form sent again", f"{self.sent_again}"),
            ("kept, but nobody was told to the end", f"{self.unanswered}"),
            *((f"  unexplained: {what}", f"{count}") for what, count in sorted(self.unexplained.items())),
            *((f"  told: {what}", f"{count}") for what, count in sorted(self.told.items())),
        ]
        width = max(len(name) for name, _ in rows)
        return "\n".join(f"{name:{width}}  {value}" for name, value in rows)


def judged(
    crowd: Crowd,
    changes: Changes,
    stored: Iterable[str],
    unexplained: Mapping[str, int],
    *,
    journal_holds: bool,
    drill: bool,
) -> Verdict:
    """Return the figures of a run; `stored` are the titles that the last leader has."""
    acknowledged = crowd.acknowledged()
    lost, doubled, unanswered = lost_and_doubled(acknowledged, stored)
    return Verdict(
        acknowledged=len(acknowledged),
        lost=lost,
        doubled=doubled,
        seconds=longest_gap(acknowledged.values(), changes.died, changes.planned),
        journal_holds=journal_holds,
        drill=drill,
        leaders=(changes.killed, changes.elected, changes.chosen),
        elected_after=changes.elected_after,
        followed=changes.followed,
        switchover=longest_gap(acknowledged.values(), changes.planned, changes.ended),
        unheard=changes.unheard,
        sent_again=sum(each.sent_again for each in crowd.people),
        unanswered=unanswered,
        unexplained=unexplained,
        told=sum((each.told for each in crowd.people), Counter()),
    )


def lost_and_doubled(acknowledged: Iterable[str], stored: Iterable[str]) -> tuple[int, int, int]:
    """Return how many acknowledged titles are not stored, how many are stored more than once, and how many
    are stored that nobody was told of."""
    told, counted = set(acknowledged), Counter(stored)
    return (
        len(told - counted.keys()),
        sum(count > 1 for count in counted.values()),
        len(counted.keys() - told),
    )


def longest_gap(moments: Iterable[float], begun: float, ended: float) -> float:
    """Return the longest time between two of `moments` that touches the time from `begun` to `ended`."""
    ordered = sorted(moments)
    before = [moment for moment in ordered if moment <= begun][-1:] or [begun]
    within = [moment for moment in ordered if begun < moment < ended]
    after = [moment for moment in ordered if moment >= ended][:1] or [ended]
    edges = [*before, *within, *after]
    return max(late - early for early, late in pairwise(edges))
