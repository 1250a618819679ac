"""A list that is read in part says so: it reads one row more, is a page of a ListQuery, or has a reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import peoplesprocess

ROOT = Path(peoplesprocess.__file__).parent
REASONS = {
    "accounts/own_sessions.py SHOWN": "one act ends all others; nobody is signed in at so many places",
    "board/queries.py PAGE": "the board says how many more there are, and leads to them",
    "closure/work_accounts.py PAYMENTS": "the largest payments are read out; the others are added up",
    "db/list_query.py size": "a page of a list, with the way to the others",
    "db/paged_query.py bindparam('batch_size', type_=Integer)": "read on until the end",
    "exports/three_w_sheet.py BATCH_SIZE": "read on until the end",
    "facts/journal_entries.py bindparam('most', type_=Integer)": "its pages ask for one more than they show",
    "facts/longest_waiting_places.py MOST_LINES": "the longest waits only; counts stand beside",
    "facts/need_search_text_upkeep.py BATCH_SIZE": "repeated until nothing is left",
    "facts/rounds.py 10": "rounds at a glance; acts and lists read all (test_lists_that_acts_go_by)",
    "labour/queries.py 20": "the newest rates are what a new roll is compared with",
    "needs/distinctions.py COMPARED": "pairs to ask about are found among the newest needs",
    "needs/queries.py MOST_FILTERED": "its caller reads on until a page is full",
    "operations/tidy.py BATCH_SIZE": "repeated until nothing is left",
    "profiles/queries.py SOURCES_LISTED": "the newest records; the chosen one is added",
    "programmes/portfolio_file_queries.py bindparam('most')": "read on until the end",
    "programmes/programme_queries.py 3 * PAGE": "the programmes of a page of settlements come first",
    "small_groups/queries.py bindparam('most')": "its callers ask for one more than they show",
    "works/cash_book.py SHOWN": "the page of a work leads to the whole cash book",
}


def limits(source: str) -> Iterator[str]:
    """The arguments of each `.limit(…)` but 1, None and "one more than are shown"."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "limit":
            argument = ast.unparse(node.args[0])
            if argument not in ("1", "None") and not argument.endswith(" + 1"):
                yield argument


def test_every_limit_is_said_to_readers_or_has_its_reason() -> None:
    found = {
        f"{path.relative_to(ROOT)} {argument}"
        for path in ROOT.rglob("*.py")
        for argument in limits(path.read_text(encoding="utf-8"))
    }
    assert found == set(REASONS)


def test_a_silent_limit_is_found() -> None:
    planted = "A = select(x).limit(1)\nB = select(x).limit(PAGE + 1)\nC = select(x).order_by(y).limit(30)"
    assert list(limits(planted)) == ["30"]
