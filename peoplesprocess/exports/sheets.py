"""The spreadsheets of a settlement: headings in the reader's language, and rows as cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_
from peoplesprocess.exports import queries
from peoplesprocess.exports.condition_sheets import CONDITIONS, OBJECTIONS, PROMISES
from peoplesprocess.exports.contribution_and_labour_sheets import CONTRIBUTIONS, MUSTER_ROLLS
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.exports.export_sheet import CONTRACT_NUMBER, ExportSheet, fixed
from peoplesprocess.exports.hxl_need_sheet import hxl_headings, hxl_rows
from peoplesprocess.exports.money_sheets import ARRIVALS, BALANCES, FUND
from peoplesprocess.exports.plan_sheet import ESTIMATE_HEADINGS, PLAN_HEADINGS, estimates, plan
from peoplesprocess.exports.profile_sheets import GAP_HEADINGS, PROFILE_HEADINGS, gap, profiles
from peoplesprocess.exports.purchase_sheets import QUOTATIONS, STORE
from peoplesprocess.exports.quality_sheets import DEFECTS, SCORECARDS, TESTS
from peoplesprocess.exports.referral_sheet import REFERRALS
from peoplesprocess.exports.result_sheet import result_headings, results
from peoplesprocess.exports.safeguard_sheet import SAFEGUARD_HEADINGS, safeguards
from peoplesprocess.exports.small_group_sheets import (
    SAVINGS_HEADINGS,
    SMALL_GROUP_HEADINGS,
    savings,
    small_groups,
)
from peoplesprocess.exports.tranche_sheet import INSTALMENT_HEADINGS, instalments
from peoplesprocess.facts.contract_signatures import signed_parties
from peoplesprocess.spreadsheets.cells import PercentCell, scaled

SEXES = {"women": N_("Women"), "men": N_("Men"), "other": N_("Other or not stated")}
"""The columns in which people at a meeting are counted."""


def _needs(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for need in queries.NEEDS.rows(connection, settlement=reader.settlement.id):
        yield (
            need.number,
            need.title,
            need.statement,
            reader.word(choice_lists.SECTORS, need.sector),
            need.landmark,
            need.households,
            reader.words(choice_lists.AFFECTED_GROUPS, need.affected),
            reader.word(choice_lists.SEVERITIES, need.severity),
            reader.word(choice_lists.SEASONS, need.season),
            need.since,
            need.cause,
            need.coping,
            reader.word(choice_lists.RESPONSE_TYPES, need.response_type),
            reader.groups((need.raised_by or "").split()),
            need.into_number,
            reader.listed(sorted((need.parts or "").split(), key=int)),
            reader.day(need.made_at),
        )


def _meeting_headings(connection: Connection, reader: ExportFormatter) -> list[str]:
    counted = [
        reader.labelled(sex, reader.say(band))
        for sex in SEXES.values()
        for band in choice_lists.BAND_NAMES[1:]
    ]
    before = (N_("Number"), N_("Meeting"), N_("Group"), N_("Day"), N_("People"))
    after = (
        N_("Of these, displaced people"),
        N_("Of these, persons with disabilities"),
        N_("Households present"),
        N_("Households headed by a woman"),
        N_("The consent text was read aloud and nobody objected"),
    )
    return [*map(reader.say, before), *counted, *map(reader.say, after)]


def _meetings(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    bands = len(choice_lists.BAND_NAMES) - 1
    for meeting in queries.MEETINGS.rows(connection, settlement=reader.settlement.id):
        counts = [meeting.counts.get(sex) or [0] * bands for sex in SEXES]
        yield (
            meeting.number,
            reader.word(choice_lists.MEETINGS, meeting.kind),
            reader.groups([meeting.group_code] if meeting.group_code else []),
            meeting.held_on,
            meeting.people,
            *(count for of_sex in counts for count in of_sex),
            meeting.displaced,
            meeting.with_disability,
            meeting.households,
            meeting.women_headed,
            reader.yes_or_no(meeting.consent),
        )


def _contracts(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for contract in queries.CONTRACTS.rows(connection, settlement=reader.settlement.id):
        yield (
            contract.number,
            contract.line,
            contract.title,
            reader.word(choice_lists.BUILDING_MODES, contract.mode),
            *map(reader.money, (contract.total, contract.contribution, contract.grant)),
            *map(reader.money, (contract.released or 0, contract.spent or 0, contract.given_in_kind or 0)),
            contract.starts_on,
            contract.extended_to or contract.ends_on,
            reader.words(choice_lists.PARTIES, signed_parties(contract.signed_by)),
            contract.ended_on,
            reader.money(contract.returned or 0),
            reader.money(contract.from_others),
        )


def _bills(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for line in queries.BILLS.rows(connection, settlement=reader.settlement.id):
        quantity = scaled(line.quantity, 3)
        yield (
            *(line.contract, line.position, line.title, line.unit, quantity),
            *map(reader.money, (line.rate, line.amount)),
        )


def _cash_books(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for line in queries.CASH_BOOKS.rows(connection, settlement=reader.settlement.id):
        yield (
            *(line.contract, line.number, line.spent_on, line.what),
            *(reader.money(line.amount), line.paper),
        )


def _visits(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for visit in queries.VISITS.rows(connection, settlement=reader.settlement.id):
        yield (
            *(visit.contract, visit.number, visit.visited_on, PercentCell(visit.physical)),
            *map(reader.money, (visit.spent, visit.given_in_kind)),
            *(visit.days_stopped, reader.yes_or_no(visit.final), visit.notes),
        )


_NEED_HEADINGS = (
    *(N_("Number"), N_("Need"), N_("What did people say?"), N_("Sector"), N_("Where")),
    *(N_("Households affected"), N_("Who is affected most"), N_("How hard it is")),
    *(N_("When it is worst"), N_("Since"), N_("Why it is so"), N_("What people already do about it")),
    *(
        N_("What could answer it"),
        N_("Raised by"),
        N_("Merged into need number"),
        N_("Split into need numbers"),
    ),
    N_("Written down on"),
)
_CONTRACT_HEADINGS = (
    *(N_("Number"), N_("Line of the plan"), N_("Work"), N_("Who builds?"), N_("Contract sum")),
    *(N_("From the community"), N_("Grant"), N_("Released"), N_("Spent")),
    *(N_("Given in labour and materials"), N_("Begins"), N_("Ends")),
    *(
        N_("Signed by"),
        N_("Ended before it was finished on"),
        N_("Went back to the agency"),
        N_("Others pay"),
    ),
)
_BILL_HEADINGS = (
    *(CONTRACT_NUMBER, N_("Number"), N_("What"), N_("Unit"), N_("Quantity"), N_("Cost of one unit")),
    N_("Sum"),
)
_CASH_BOOK_HEADINGS = (
    *(CONTRACT_NUMBER, N_("Number"), N_("Day"), N_("What for?"), N_("Sum"), N_("Receipt")),
)
_VISIT_HEADINGS = (
    *(CONTRACT_NUMBER, N_("Visit"), N_("Day"), N_("Work built, %"), N_("Spent until then")),
    *(
        N_("Given in labour and materials until then"),
        N_("Days on which work stopped since the last visit"),
        N_("This is the final measurement"),
        N_("What did you see?"),
    ),
)
EXPORTS: Mapping[str, ExportSheet] = {
    "needs": ExportSheet(N_("Needs"), fixed(*_NEED_HEADINGS), _needs),
    "referrals": REFERRALS,
    "meetings": ExportSheet(N_("Meetings"), _meeting_headings, _meetings),
    "small-groups": ExportSheet(N_("Small groups"), fixed(*SMALL_GROUP_HEADINGS), small_groups),
    "savings": ExportSheet(N_("Savings"), fixed(*SAVINGS_HEADINGS), savings),
    "results": ExportSheet(N_("Priorities"), result_headings, results),
    "plan": ExportSheet(N_("Action plan"), fixed(*PLAN_HEADINGS), plan),
    "estimates": ExportSheet(N_("Estimates"), fixed(*ESTIMATE_HEADINGS), estimates),
    "safeguards": ExportSheet(N_("Safeguards"), fixed(*SAFEGUARD_HEADINGS), safeguards),
    "conditions": CONDITIONS,
    "promises": PROMISES,
    "objections": OBJECTIONS,
    "contracts": ExportSheet(N_("Contracts"), fixed(*_CONTRACT_HEADINGS), _contracts),
    "bills": ExportSheet(N_("Bills of quantities"), fixed(*_BILL_HEADINGS), _bills),
    "instalments": ExportSheet(N_("Instalments"), fixed(*INSTALMENT_HEADINGS), instalments),
    "arrivals": ARRIVALS,
    "cash-books": ExportSheet(N_("Cash books"), fixed(*_CASH_BOOK_HEADINGS), _cash_books),
    "contributions": CONTRIBUTIONS,
    "muster-rolls": MUSTER_ROLLS,
    "quotations": QUOTATIONS,
    "store": STORE,
    "bank": BALANCES,
    "visits": ExportSheet(N_("Visits"), fixed(*_VISIT_HEADINGS), _visits),
    "tests": TESTS,
    "defects": DEFECTS,
    "scorecards": SCORECARDS,
    "repair-fund": FUND,
}
"""A settlement's sheets by their name in addresses, in the order of the process."""
SHEETS: Mapping[str, ExportSheet] = {
    **EXPORTS,
    "profile": ExportSheet(N_("Profile"), fixed(*PROFILE_HEADINGS), profiles),
    "gap": ExportSheet(N_("Needs without an action"), fixed(*GAP_HEADINGS), gap),
    "hxl": ExportSheet(N_("Needs for other programs (HXL)"), hxl_headings, hxl_rows),
}
"""All sheets, including those for other programs, which are not in the common workbook."""
