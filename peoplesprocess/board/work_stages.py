"""The story of one work as stages, each with what is done and what is missing, as whole sentences.

Sentences carry their values, so that a notice can say the same in two languages.
"""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.board import closing_stages, contract_stages, planning_stages
from peoplesprocess.board.authority_stage import authority
from peoplesprocess.board.building_stage import building
from peoplesprocess.board.defects_period_stage import defects_period, has_period
from peoplesprocess.board.work_stage_lines import WorkFacts, WorkStageLine
from peoplesprocess.core.messages import N_, Msgid


@dataclass(frozen=True, slots=True)
class BoardWorkStage:
    """A stage of a work: its name and its lines."""

    name: Msgid
    lines: list[WorkStageLine]

    @property
    def is_done(self) -> bool:
        """Whether all its lines hold."""
        return all(line.holds for line in self.lines)

    @property
    def lacks(self) -> bool:
        """Whether something is missing whose day has come."""
        return any(not line.holds and not line.is_ahead for line in self.lines)


def work_stages(work: WorkFacts) -> list[BoardWorkStage]:
    """Return the stages of a work in order, from the need to the checks after the handover."""
    stages = [
        (N_("The need"), planning_stages.need(work)),
        (N_("The vote"), planning_stages.vote(work)),
        (N_("The authority"), authority(work)),
        (N_("The contract"), contract_stages.agreement(work)),
        (N_("The money"), contract_stages.money(work)),
        (N_("The building"), building(work)),
        (N_("The accounts"), closing_stages.accounts(work)),
    ]
    if work.summary.row.ended_on is None:
        stages.append((N_("The certificate"), closing_stages.certificate(work)))
    if has_period(work):
        stages.append((N_("The defects period"), defects_period(work)))
    if work.summary.row.handed_on or work.summary.row.ended_on is None:
        stages += [
            (N_("The handover"), closing_stages.handover(work)),
            (N_("The checks"), closing_stages.checks(work)),
        ]
    return [BoardWorkStage(name, list(lines)) for name, lines in stages]
