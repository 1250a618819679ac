"""The progress of a round: which groups have a sheet, which are confirmed, what is missing to close it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.process.check_findings import GateFinding
from peoplesprocess.core.process.next_in_round import BallotSheetSituation, RoundSituation
from peoplesprocess.facts.ballot_data_entries import DATA_ENTRIES, BallotDataEntryRow
from peoplesprocess.facts.code_votes import METHOD, rounded_votes
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.rounds import BallotSheetRow, RoundRow, sheets


@dataclass(frozen=True, slots=True)
class BallotSheetProgress:
    """The progress of a group's sheet in an open round; `version` is 0 if there is no sheet."""

    group: str
    version: int = 0
    typed: int = 0
    """How many people have typed it in so far, with double entry."""
    typed_by_me: bool = False
    people: int = 0
    cast: int = 0
    attested: bool = False
    dissent: str = ""
    votes: int | None = None
    """A lower bound of the votes with codes, a multiple of five; None without papers with codes."""


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """The progress of a round: a line for each group, and the findings about closing it."""

    lines: list[BallotSheetProgress]
    findings: list[GateFinding]

    @property
    def missing_findings(self) -> list[GateFinding]:
        """The findings that keep the round from being closed."""
        return [finding for finding in self.findings if not finding.holds]

    @property
    def absent(self) -> list[str]:
        """The codes of groups that have neither a sheet nor papers with codes."""
        return [line.group for line in self.lines if not line.version and line.votes is None]

    @property
    def groups_with_few_votes(self) -> list[str]:
        """The codes of groups with papers with codes, but no sheet and fewer than five votes."""
        return [line.group for line in self.lines if not line.version and line.votes == 0]


def round_progress(
    db: Session, asked: RoundRow, settlement: SettlementWithRules, person: UUID | None = None
) -> RoundProgress:
    """Return the progress of a round, as `person` sees it."""
    entries = DATA_ENTRIES.all(db, round=asked.id) if asked.typed_twice else []
    votes = rounded_votes(db, asked.id) if asked.method == METHOD else {}
    lines = sheet_lines(settlement.groups, sheets(db, asked.id), entries, person, votes)
    names = {code: group.name for code, group in settlement.groups.items()}
    return RoundProgress(lines, before_closing(settlement.required_groups, lines, names))


def sheet_lines(
    groups: Iterable[str],
    rows: Iterable[BallotSheetRow],
    entries: Sequence[BallotDataEntryRow] = (),
    person: UUID | None = None,
    votes: Mapping[str, int] = MappingProxyType({}),
) -> list[BallotSheetProgress]:
    """Return a line for each group, then for groups no longer heard here that have a sheet."""
    by_group = {row.group_code: row for row in rows}
    codes = [*groups, *(code for code in by_group if code not in groups)]
    typed = Counter(entry.group_code for entry in entries)
    own = {entry.group_code for entry in entries if entry.made_by == person}
    lines = (_line(code, by_group.get(code), typed[code], code in own) for code in codes)
    return [replace(line, votes=votes.get(line.group)) for line in lines]


def before_closing(
    required: Sequence[str], lines: Sequence[BallotSheetProgress], names: Mapping[str, str]
) -> list[GateFinding]:
    """Return the findings of each group about closing the round."""
    findings = []
    for line in lines:
        values = {"group": names.get(line.group, line.group)}
        if not line.version:
            if line.typed:
                sentence = Message(
                    N_("%(group)s: the two people have not typed in the same numbers yet"), values
                )
                findings.append(GateFinding(False, sentence))
            elif line.votes:
                findings.append(GateFinding(True, Message(N_("%(group)s: votes with a code"), values)))
            elif line.group in required:
                findings.append(GateFinding(False, Message(N_("%(group)s: no sheet yet"), values)))
        elif not line.attested:
            findings.append(
                GateFinding(
                    False, Message(N_("%(group)s: the representative has not confirmed the sheet"), values)
                )
            )
        else:
            findings.append(GateFinding(True, Message(N_("%(group)s: sheet confirmed"), values)))
    if not any(line.version or line.votes for line in lines):
        with_codes = any(line.votes is not None for line in lines)
        few = N_("No group has a sheet or 5 votes with codes yet")
        findings.append(GateFinding(False, Message(few if with_codes else N_("No group has chosen yet"))))
    return findings


def round_situation(number: int, place: SettlementWithRules, progress: RoundProgress) -> RoundSituation:
    """Return the situation of an open round, from which the next task on its page is chosen."""
    sheets = [
        BallotSheetSituation(
            line.group,
            name=place.groups[line.group].name if line.group in place.groups else line.group,
            required=line.group in place.required_groups,
            begun=line.typed > 0,
            begun_by_me=line.typed_by_me,
            has_votes=bool(line.votes),
            entered=line.version > 0,
            confirmed=line.attested,
        )
        for line in progress.lines
    ]
    return RoundSituation(number, sheets, not progress.missing_findings)


def all_sentences(findings: Sequence[GateFinding]) -> Sentence:
    """Return the sentences of all findings as one."""
    last = findings[-1].sentence
    for finding in reversed(findings[:-1]):
        last = Message(N_("%(first)s. %(rest)s"), {"first": finding.sentence, "rest": last})
    return last


def _line(code: str, row: BallotSheetRow | None, typed: int, typed_by_me: bool) -> BallotSheetProgress:
    if row is None:
        return BallotSheetProgress(code, typed=typed, typed_by_me=typed_by_me)
    return BallotSheetProgress(
        code,
        row.version,
        typed,
        typed_by_me,
        row.people,
        sum(row.tokens.values()),
        row.attestation is not None,
        row.dissent or "",
    )
