"""The settings that a programme can choose: quotas, thresholds, deadlines and instalments, with presets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from peoplesprocess.core.approval_chain import USUAL_LEVELS, AuthorityLevel, restored_level
from peoplesprocess.core.messages import N_


@dataclass(frozen=True, slots=True)
class TrancheTerms:
    """A part of the grant, and the conditions under which it can be requested.

    Units: percent of the grant, of the work, and of the money released so far.
    """

    percent: int
    work_done: int = 0
    money_spent: int = 0
    certificate: bool = False


@dataclass(frozen=True, slots=True)
class ProgrammeRules:
    """A programme's rules. Units: percent, people, days and months.

    * With `exact_displaced_points`, points of displaced people are stored as exactly as others.
    * With `asks_recovery_view`, a plan can be submitted only once each item has its primary outcome.
    * With `next_level_answers`, the next level may answer in place of one that is silent too long.
    * Objections can be made for `objection_days` after an endorsement; 0 for no such period.
    * Purchases above `quotations_above`, in minor units of `quotations_currency`, ask for three quotations; 0
      for none.
    * With `public_reading`, accounts are read in public between instalments.
    * With `receipts_attached`, every line of the cash book has a photo of its receipt before the next
      instalment.
    * With `screenings`, no item is submitted or endorsed before it is screened.
    * New contracts hold back `retention` percent of the grant until `defects_months` after the certificate.
    """

    women_at_meeting: int = 30
    households_at_assembly: int = 60
    election_turnout: int = 60
    women_on_committee: int = 33
    signatories: int = 3
    women_signatories: int = 1
    tokens: int = 3
    contribution: int = 10
    answer_days: int = 14
    release_days: int = 14
    progress_gap: int = 15
    visit_days: int = 21
    small_group_coverage: int = 0
    exact_displaced_points: bool = False
    asks_recovery_view: bool = False
    acknowledge_days: int = 3
    complaint_days: int = 15
    stale_after_months: int = 12
    objection_days: int = 0
    next_level_answers: bool = False
    technical_fee: int = 0
    retention: int = 0
    defects_months: int = 0
    quotations_above: int = 0
    quotations_currency: str = ""
    public_reading: bool = False
    receipts_attached: bool = False
    screenings: bool = False
    check_months: tuple[int, ...] = (3, 6, 12)
    instalments: tuple[TrancheTerms, ...] = (
        TrancheTerms(30),
        TrancheTerms(40, work_done=20, money_spent=70),
        TrancheTerms(20, work_done=60, money_spent=70),
        TrancheTerms(10, work_done=95, money_spent=70, certificate=True),
    )
    levels: tuple[AuthorityLevel, ...] = USUAL_LEVELS

    def days_of(self, level: int) -> int:
        """Return the number of days in which a level should answer."""
        own = (each.answer_days for each in self.levels if each.number == level)
        return next(own, 0) or self.answer_days

    def level_name(self, level: int) -> str:
        """Return the name of a level, "" if the programme has none with this number."""
        return next((each.name for each in self.levels if each.number == level), "")

    def quotation_limit(self, currency: str) -> int:
        """Return the sum above which quotations are compared, in minor units of a currency; 0 for none.

        It is 0 in settlements whose currency is not that of the limit.
        """
        return self.quotations_above if currency == self.quotations_currency else 0

    def stored(self) -> dict[str, object]:
        """Return the rules as plain values for JSON."""
        return asdict(self)


def restored(stored: Mapping[str, object]) -> ProgrammeRules:
    """Return the rules from their stored form; rules that it does not name have their default."""
    values = dict(stored)
    if "instalments" in values:
        values["instalments"] = tuple(TrancheTerms(**part) for part in values["instalments"])  # type: ignore[attr-defined]
    if "check_months" in values:
        values["check_months"] = tuple(values["check_months"])  # type: ignore[arg-type]
    if "levels" in values:
        values["levels"] = tuple(restored_level(**level) for level in values["levels"])  # type: ignore[attr-defined]
    return ProgrammeRules(**values)  # type: ignore[arg-type]


PRESETS: dict[str, tuple[str, ProgrammeRules]] = {
    "south-asian": (
        N_("South Asia: four instalments, a tenth from the community"),
        ProgrammeRules(small_group_coverage=60),
    ),
    "afghan": (
        N_("Afghan style: half of the committee are women, three instalments"),
        ProgrammeRules(
            women_at_meeting=40,
            women_on_committee=50,
            election_turnout=80,
            instalments=(
                TrancheTerms(40),
                TrancheTerms(30, work_done=30, money_spent=70),
                TrancheTerms(30, work_done=70, money_spent=70, certificate=True),
            ),
        ),
    ),
    "blank": (
        N_("Blank: one instalment, no shares asked for"),
        ProgrammeRules(
            women_at_meeting=0,
            households_at_assembly=0,
            election_turnout=0,
            women_on_committee=0,
            women_signatories=0,
            contribution=0,
            instalments=(TrancheTerms(100),),
        ),
    ),
}
