"""Which needs of a file can be recorded, which are known, and why others are refused, as on their page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.import_outcome import RefusedRow
from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.core.roles import groups_represented
from peoplesprocess.core.unlikely_years import OTHER_CALENDAR, is_of_another_calendar
from peoplesprocess.facts.meetings import ALL_SESSIONS, GroupMeeting
from peoplesprocess.field_submission_register import FieldSubmissionConflict, FieldSubmissionInput
from peoplesprocess.imports import queries
from peoplesprocess.imports.importable_need import ImportableNeed, refused_row
from peoplesprocess.imports.need_columns import UUID
from peoplesprocess.imports.need_fields import DAY, SESSION, choices_in
from peoplesprocess.imports.need_records import NeedInFile, NeedsFileContent
from peoplesprocess.needs.actions import NeedInput, RaisedNeedInput, RaisingGroupsInput
from peoplesprocess.needs.need_checks import check_need
from peoplesprocess.needs.received_needs import need_digest
from peoplesprocess.web.i18n import current_translator

FORM_CODE = "need"
FIRST_YEAR = 2000
"""Earlier days come from telephones whose clock was never set."""
_BATCH_SIZE = 500


@dataclass(slots=True)
class JudgedNeeds:
    """The rows of a file: those to record, the number of known ones, and the refused ones."""

    good: list[ImportableNeed] = field(default_factory=list)
    known: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


def judge(read: NeedsFileContent, act: Act, source: str) -> JudgedNeeds:
    """Judge every row of a file that came from `source`, without writing anything."""
    judged, judge_of = JudgedNeeds(refused=list(read.faults)), _NeedJudge(act, source)
    seen: dict[str, str] = {}
    for rows in _batches(read.needs, _BATCH_SIZE):
        known = _known(act, [row.instance_id for row in rows]) | seen
        for row in rows:
            try:
                good = judge_of.good(row)
            except Refused as refusal:
                judged.refused.append(refused_row(row.row, row.headings, refusal))
                continue
            before = known.get(row.instance_id)
            known[row.instance_id] = seen[row.instance_id] = good.sent.digest
            if before is None:
                judged.good.append(good)
            elif before == good.sent.digest:
                judged.known += 1
            else:
                known[row.instance_id] = seen[row.instance_id] = before
                conflict = FieldSubmissionConflict(Message(_OTHER_BEFORE), UUID)
                judged.refused.append(refused_row(row.row, row.headings, conflict))
    return judged


_OTHER_BEFORE = N_(
    "This form came in before with other answers. The first answers are kept. Edit the form that was sent, "
    "or change the need on its page."
)


def unchecked_need(row: NeedInFile, source: str) -> ImportableNeed | None:
    """Return a need with its submission's id, unchecked; None if one of its choices is unknown."""
    return None if row.wrong else _told_need(row, source, None)


def good_need(act: Act, row: NeedInFile, source: str) -> ImportableNeed:
    """Return a need as it can be recorded. Errors: Refused, naming the field."""
    return _NeedJudge(act, source).good(row)


class _NeedJudge:
    """Turns rows into recordable needs, given what the settlement has."""

    def __init__(self, act: Act, source: str) -> None:
        self._act, self._source = act, source

    @cached_property
    def _own(self) -> Collection[str]:
        """The groups that the actor may record for: all for a facilitator, their own for others."""
        if self._act.may(Action.RECORD_MEETING):
            return self._act.settlement.groups
        return groups_represented(self._act.actor, self._act.where)

    @cached_property
    def _sessions(self) -> Sequence[GroupMeeting]:
        return ALL_SESSIONS.all(self._act.db, settlement=self._act.settlement.id)

    @cached_property
    def _sessions_by_day(self) -> Mapping[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for session in self._sessions:
            found.setdefault((session.group_code, session.held_on.isoformat()), []).append(session.number)
        return found

    def good(self, row: NeedInFile) -> ImportableNeed:
        """Return a row as it can be recorded. Errors: Refused, naming the field."""
        said = row.said
        for name, words in row.wrong.items():
            choices = choices_in(self._act.settlement, name, current_translator().say)
            raise Refused(
                Message(
                    N_("“%(words)s” is not one of the choices. Write one of these: %(choices)s."),
                    {"words": words[:80], "choices": current_translator().listing(choices)},
                ),
                name,
            )
        self._check_day(str(said[DAY]))
        for name in ("households", SESSION):
            if isinstance(said[name], str) and said[name]:
                raise Refused(Message(N_("Write a whole number in digits.")), name)
        group = str(said["group_code"])
        also = [code for code in _listed(said["also"]) if code != group]
        for name, codes in (("group_code", [group]), ("also", also)):
            if any(code in self._act.settlement.groups and code not in self._own for code in codes):
                raise Refused(Message(_OTHERS_GROUP), name)
        good = _told_need(row, self._source, self._session(row, group))
        check_need(self._act.settlement, good.report)
        return good

    def _check_day(self, day: str) -> None:
        if not day:
            return
        try:
            known = date.fromisoformat(day)
        except ValueError:
            raise Refused(Message(N_("Write the day in this cell like this: 2026-11-23.")), DAY) from None
        told = {"day": known}
        if is_of_another_calendar(known.year):
            raise Refused(Message(OTHER_CALENDAR), DAY)
        if known.year < FIRST_YEAR:
            sentence = N_(
                "%(day)s: the clock of this telephone was wrong. Write the day on which this was said."
            )
            raise Refused(Message(sentence, told), DAY)
        if known > self._act.today:
            sentence = N_("%(day)s has not come yet. Write the day on which this was said.")
            raise Refused(Message(sentence, told), DAY)

    def _session(self, row: NeedInFile, group: str) -> int | None:
        """Return the session that a row names, else the only one that its group held on that day."""
        number = row.said[SESSION]
        if isinstance(number, int):
            if (group, number) not in {(each.group_code, each.number) for each in self._sessions}:
                sentence = N_(
                    "This group has no session with that number. Correct the cell, or leave it empty."
                )
                raise Refused(Message(sentence), SESSION)
            return number
        held = self._sessions_by_day.get((group, str(row.said[DAY])), [])
        return held[0] if len(held) == 1 else None


_OTHERS_GROUP = N_(
    "You can record needs for your own group only. Leave this row to that group's representative or the "
    "facilitator."
)


def _told_need(row: NeedInFile, source: str, session: int | None) -> ImportableNeed:
    group = str(row.said["group_code"])
    also = [code for code in _listed(row.said["also"]) if code != group]
    report = RaisedNeedInput(_need_input(row.said), RaisingGroupsInput(group, also, session))
    sent = FieldSubmissionInput(FORM_CODE, row.instance_id, source, need_digest(report), root_id=row.root_id)
    return ImportableNeed(row.row, row.headings, sent, report)


def _need_input(said: Mapping[str, object]) -> NeedInput:
    values: dict[str, object] = {each.name: said.get(each.name, "") for each in fields(NeedInput)}
    values["households"] = said["households"] or 0
    values["severity"] = int(str(said["severity"] or 0))
    values["season"] = said["season"] or "all"
    values["block_id"] = None
    return NeedInput(**values)  # type: ignore[arg-type]


def _listed(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _known(act: Act, ids: Sequence[str]) -> dict[str, str]:
    found = queries.SUBMISSIONS.all(act.db, settlement=act.settlement.id, ids=ids)
    return {row.instance_id: row.digest for row in found}


def _batches(rows: Sequence[NeedInFile], size: int) -> Iterator[Sequence[NeedInFile]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def told(refused: RefusedRow) -> Sentence:
    """Return a refusal as one sentence that names row and column."""
    values = {"row": refused.row, "column": refused.column, "fault": refused.why}
    if not refused.column:
        return Message(N_("Row %(row)s: %(fault)s"), values)
    return Message(N_("Row %(row)s, “%(column)s”: %(fault)s"), values)
