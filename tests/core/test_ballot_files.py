"""Files of ballots: what is wrong is said in one line with its row, and what was written is read back."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from sqlalchemy import Engine

from peoplesprocess.core.prioritisation import pabulib, published_count_file
from peoplesprocess.core.prioritisation.count_input import AllocationInput, CostedWork, VoterGroup
from peoplesprocess.core.prioritisation.equal_shares import equal_shares
from peoplesprocess.core.prioritisation.most_votes import most_votes
from peoplesprocess.core.prioritisation.pabulib import BadBallotFile
from peoplesprocess.core.prioritisation.result_from_ballot_file import tally_file
from tests.core.reference import counts

GOOD = """META
key;value
budget;{budget}
vote_type;{kind}
PROJECTS
project_id;cost;name
{works}
VOTES
voter_id;vote{more}
{votes}
"""


def pb(
    *,
    budget: str = "30",
    kind: str = "approval",
    works: str = "A;20;Water\nB;10;Light",
    votes: str = "1;A,B\n2;A\n3;B",
    more: str = "",
) -> str:
    return GOOD.format(budget=budget, kind=kind, works=works, votes=votes, more=more)


@pytest.fixture
def saved(tmp_path: Path):
    def save(text: str | bytes) -> Path:
        path = tmp_path / "ballots.pb"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return save


POINTS = {"kind": "cumulative", "more": ";points"}
OWN = {"more": ";people;support;weight;groups;circle"}
OWN_POINTS = {"more": ";people;support;points"}
WRONG = {
    "no beginning": ("budget;30\n", "row 1: the file does not begin with META"),
    "an empty file": ("", "row 1: the file does not begin with META"),
    "no projects": ("META\nkey;value\nbudget;30\n", "the file has no PROJECTS"),
    "votes too early": (pb().replace("PROJECTS", "VOTES", 1), "row 5: PROJECTS should come here"),
    "no votes": (pb().partition("VOTES")[0], "the file has no VOTES"),
    "no heading of votes": (pb().partition("voter_id")[0], "VOTES has no heading"),
    "a heading without votes": (pb().replace(";vote\n", ";voice\n"), "names no voter_id and vote"),
    "no budget": (pb().replace("budget;30\n", ""), "META: there is no budget"),
    "a budget in words": (pb(budget="much"), "the budget is “much”, not a number"),
    "a budget below 0": (pb(budget="-1"), "the budget is “-1”, not a sum of money"),
    "a budget without room": (pb(budget="9" * 50), "the budget is “" + "9" * 40 + "”, not a sum of money"),
    "a budget in many words": (pb(budget="x" * 50), "the budget is “" + "x" * 40 + "”, not a number"),
    "a budget without end": (pb(budget="Infinity"), "not a sum of money"),
    "a budget of nothing real": (pb(budget="1e999999"), "not a sum of money"),
    "a key alone": (pb().replace("budget;30", "budget"), "row 3: META needs a key and a value"),
    "another kind of ballot": (pb(kind="ranked"), "vote_type is “ranked”, not one of approval"),
    "a cost of 0": (pb(works="A;20;Water\nB;0;Light"), "row 8: the cost of “B” is not above 0"),
    "a cost below 0": (pb(works="A;-20;Water"), "row 7: the cost of “A” is “-20”, not a sum of money"),
    "a cost in words": (pb(works="A;dear;Water"), "row 7: the cost of “A” is “dear”, not a number"),
    "a work twice": (pb(works="A;20;Water\nA;10;Light"), "row 8: project “A” stands there twice"),
    "a work without cost": (pb(works="A"), "row 7: a project without its cost"),
    "no work": (pb(works=""), "PROJECTS has no project"),
    "no costs": (pb().replace("project_id;cost", "project_id;price"), "names no project_id and cost"),
    "an unknown need": (
        pb(votes="1;A\n2;A,Z"),
        "row 12: a ballot names “Z”, which is not among the projects",
    ),
    "points for a need twice": (pb(votes="1;A,A;2,1", **POINTS), "row 11: a ballot names a project twice"),
    "points without points": (pb(kind="cumulative"), "row 10: cumulative ballots need a column of points"),
    "a quote within a name": (pb(works='A;20;"Pump" pipe\nB;10;Light'), "row 7: "),
    "a quote within a ballot": (pb(votes='1;A\n2;"B" pipe'), "row 12: "),
    "a need with a long name": (pb(votes="1;" + "Z" * 50), "names “" + "Z" * 40 + "”, which is not among"),
    "points in many words": (pb(votes="1;A;" + "x" * 50, **POINTS), "“" + "x" * 40 + "” are not whole"),
    "a voter twice": (pb(votes="1;A\n2;B\n1;B"), "row 13: voter “1” stands there twice"),
    "a short row": (pb(votes="1;A\n2"), "row 12: 1 columns where the heading has 2"),
    "two short rows that make one": (
        pb(votes="1\np1;\n2;B", more=";age"),
        "row 11: 1 columns where the heading has 3",
    ),
    "more about a file than anybody reads": (
        pb(budget="30\n" + "a;b\n" * 100_000 + "c;d"),
        "row 100001: there is no PROJECTS so far down",
    ),
    "points too few": (pb(votes="1;A,B;3", **POINTS), "row 11: a ballot gives 1 points to 2 projects"),
    "points in words": (pb(votes="1;A;many", **POINTS), "row 11: the points “many” are not whole numbers"),
    "points below 0": (pb(votes="1;A;-1", **POINTS), "row 11: the points “-1” are not whole numbers"),
    "an earmark of everything and more": (pb(budget="30\nearmarks;women:101"), "META: earmarks do not give"),
    "an earmark of nobody": (pb(budget="30\nearmarks;:10"), "META: earmarks do not give groups"),
    "a unit of nothing": (pb(budget="30\nminor_units;0"), "META: minor_units is not a whole number"),
    "an unknown work in any case": (pb(budget="30\nmandatory;A,Z"), "META: mandatory names “Z”, which is"),
    "an unknown rival": (pb(budget="30\nexclusive;A+Z"), "META: exclusive names “Z”, which is not among"),
    "a circle of nobody": (pb(votes="1;A;0;1;1;;x", **OWN), "row 11: people, support or weight"),
    "parts too few": (pb(votes="1;A,B;9;1;1;;x", **OWN), "row 11: people, support or weight"),
    "a part above 1": (pb(votes="1;A;9;3/2;1;;x", **OWN), "row 11: people, support or weight"),
    "a part of nothing": (pb(votes="1;A;9;1/0;1;;x", **OWN), "row 11: people, support or weight"),
    "a part below 0": (pb(votes="1;A;9;-1/2;1;;x", **OWN), "row 11: people, support or weight"),
    "a purse of nothing": (pb(votes="1;A;9;1;0;;x", **OWN), "row 11: people, support or weight"),
    "a circle's points too few": (pb(votes="1;A,B;9;1,1;3", **OWN_POINTS), "row 11: points of a circle"),
    "a circle's points in words": (pb(votes="1;A;9;1;many", **OWN_POINTS), "row 11: points of a circle"),
    "a circle's points that look like one": (
        pb(votes="1;A;9;1;²", **OWN_POINTS),
        "row 11: points of a circle",
    ),
    "a quote left open": (pb(votes='1;"A'), "row 12: unexpected end of data"),
    "another encoding": (pb(works="A;20;Brücke").encode("latin-1"), "this is not UTF-8 text"),
}


@pytest.mark.parametrize(("text", "why"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_in_one_line(saved, text: str | bytes, why: str) -> None:
    with pytest.raises(BadBallotFile) as refused:
        pabulib.read(saved(text))
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_blank_line_does_not_move_the_row_that_is_named(saved) -> None:
    with pytest.raises(BadBallotFile, match="row 11: "):
        pabulib.read(saved(pb(votes="1;Z\n\n\n2;A")))


def test_the_row_that_is_no_text_is_named_in_a_long_file_too(saved) -> None:
    text = pb(votes="\n".join(f"{voter};A" for voter in range(20_000))).encode()
    with pytest.raises(BadBallotFile, match=rf"row {text.count(bytes([10])) + 1}: "):
        pabulib.read(saved(text + b"\xff;B\n"))


@pytest.mark.parametrize(
    "more",
    [
        {"mandatory": frozenset("A")},
        {"exclusive": (frozenset("AB"),)},
        {"scale": 100},
        {"voter_groups": (VoterGroup("all", 2, {"A": 1, "B": Fraction(1, 2)}, {"A": 30, "B": 0}),)},
    ],
)
def test_what_is_special_about_a_count_is_written_too(saved, more: dict) -> None:
    works, voter_groups = (
        (CostedWork("A", 300), CostedWork("B", 100)),
        (VoterGroup("all", 2, {"A": 1, "B": 1}),),
    )
    count = replace(AllocationInput(works, voter_groups, 900, ("A", "B")), **more)
    assert pabulib.read(saved(published_count_file.write(count, {}, {}))).count == count


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBallotFile, match=r"^none\.pb cannot be opened: "):
        pabulib.read(tmp_path / "none.pb")


@pytest.mark.parametrize("beginning", [b"", b"META\n"])
def test_a_hundred_megabytes_of_something_else_are_refused_at_once(tmp_path: Path, beginning: bytes) -> None:
    path = tmp_path / "film.pb"
    with path.open("wb") as file:
        file.write(beginning)
        file.truncate(100_000_000)
    begun = time.process_time()
    with pytest.raises(BadBallotFile):
        pabulib.read(path)
    assert time.process_time() - begun < 2


def test_equal_ballots_are_one_circle_and_blank_ones_none(saved) -> None:
    path = saved(pb(votes="1;A,B\n2;B,A\n3;\n4;A,B"))
    found = pabulib.read(path)
    assert found.count.voter_groups == (VoterGroup("", 3, {"A": 1, "B": 1}),)
    assert (found.voters, found.blank) == (4, 1)
    assert pabulib.read(path, count_blank=True).count.people == 4


@pytest.mark.parametrize("change", [("\n", "\r\n"), ("\n2;", "\n\n2;"), ("\n2;A\n", '\n"2";"A"\n')])
def test_lines_end_as_they_like_and_cells_may_be_quoted(saved, change: tuple[str, str]) -> None:
    text = pb(votes="\n".join(f"{voter};{'A' if voter % 3 else 'A,B'}" for voter in range(9_000)))
    changed = text.replace(*change)
    assert changed != text
    assert pabulib.read(saved(changed)) == pabulib.read(saved(text))


def test_a_voter_who_comes_again_much_later_is_named_with_the_row(saved) -> None:
    votes = "\n".join([*(f"{voter};A" for voter in range(9_000)), "7;B"])
    with pytest.raises(BadBallotFile, match="row 9011: voter “7” stands there twice"):
        pabulib.read(saved(pb(votes=votes)))


def test_cents_and_a_mark_at_the_beginning_are_read(saved) -> None:
    count = pabulib.read(saved("\ufeff" + pb(budget="30.5", works="A;20.25;Water\nB;10;Light"))).count
    assert (count.scale, count.envelope, [work.cost for work in count.works]) == (4, 122, [81, 40])


@pytest.mark.parametrize(("most", "too_much"), [("1e18", "1e19"), ("30.123456789", "30.1234567891")])
def test_sums_that_no_envelope_has_are_not_read(saved, most: str, too_much: str) -> None:
    count = pabulib.read(saved(pb(budget=most))).count
    assert Fraction(count.envelope, count.scale) == Fraction(most)
    with pytest.raises(BadBallotFile, match="not a sum of money"):
        pabulib.read(saved(pb(budget=too_much)))


def test_a_part_of_0_is_a_work_that_nobody_of_the_circle_wants(saved) -> None:
    found = pabulib.read(saved(pb(votes="1;A,B;40;1,0", more=";people;support")))
    assert found.count.voter_groups == (VoterGroup("", 40, {"A": 1}),)


def test_the_first_line_of_a_section_is_a_heading_whatever_it_says(saved) -> None:
    assert pabulib.read(saved(pb().replace("key;value", "key", 1))).count.envelope == 30


def test_points_and_places_are_what_a_ballot_gives(saved) -> None:
    pointed = pabulib.read(saved(pb(votes="1;A,B;3,0\n2;B;2", **POINTS))).count
    assert [voters.points for voters in pointed.voter_groups] == [{"A": 3, "B": 0}, {"B": 2}]
    assert pointed.voter_groups[0].support == {"A": 1}
    placed = pabulib.read(saved(pb(kind="ordinal", votes="1;B,A\n2;A"))).count
    assert [voters.points for voters in placed.voter_groups] == [{"B": 1, "A": 0}, {"A": 0}]


def test_our_own_columns_say_how_many_people_a_row_is(saved) -> None:
    found = pabulib.read(saved(pb(votes='1;A,B;40;1,1/4;3/2;host+women;"the hall; left"', **OWN)))
    voters = VoterGroup(
        "the hall; left", 40, {"A": 1, "B": Fraction(1, 4)}, {}, Fraction(3, 2), ("host", "women")
    )
    assert (found.count.voter_groups, found.voters) == ((voters,), 40)


def test_a_file_of_ours_may_leave_out_all_columns_but_people_and_support(saved) -> None:
    found = pabulib.read(saved(pb(votes="1;A,B;40;1,1/4\n2;A;2;1\n3;A;2;1", more=";people;support")))
    assert found.count.voter_groups == (
        VoterGroup("", 40, {"A": 1, "B": Fraction(1, 4)}),
        VoterGroup("", 4, {"A": 1}),
    )


@settings(max_examples=60, deadline=None)
@given(count=counts())
def test_what_was_written_is_read_back_and_bought_again(
    tmp_path_factory: pytest.TempPathFactory, count: AllocationInput
) -> None:
    wanted = [{key: part for key, part in voters.support.items() if part} for voters in count.voter_groups]
    voter_groups = [
        voters._replace(support=support, points={})
        for voters, support in zip(count.voter_groups, wanted, strict=True)
        if support
    ]
    plain = replace(count, voter_groups=tuple(voter_groups), mandatory=frozenset(), exclusive=())
    path = tmp_path_factory.mktemp("written") / "count.pb"
    path.write_text(
        published_count_file.write(plain, {"N1": 'A "school"; new\nroof'}, {"unit": "Village; upper"})
    )
    again = pabulib.read(path).count
    assert again == plain
    assert again.digest() == plain.digest()
    assert equal_shares(again) == equal_shares(plain)
    assert tally_file(path, "equal-shares", "add1u")["digest"] == plain.digest()
    assert tally_file(path, "most-votes", "none")["funded"] == most_votes(plain)


def test_lines_may_end_as_on_windows_at_the_edges_of_blocks_too(
    saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"A,B;{number}" for number in range(400)]
    plain = pb(votes="\n".join(rows)).replace("voter_id;vote", "vote;voter_id")
    expected = pabulib.read(saved(plain))
    for size in (64, 65, 66, 67, 1 << 14):
        monkeypatch.setattr(pabulib, "BLOCK", size)
        assert pabulib.read(saved(plain.replace("\n", "\r\n"))) == expected
        twice = plain.rstrip("\n") + "\nB;399"
        with pytest.raises(BadBallotFile, match="voter “399” stands there twice"):
            pabulib.read(saved(twice.replace("\n", "\r\n")))


def test_a_line_without_end_is_refused_by_its_row_long_before_the_file_is_read(saved) -> None:
    path = saved(pb(budget="30\n" + "a;b\n" * 9_000 + "x" * 1_000_000))
    with pytest.raises(BadBallotFile, match="row 9004: this line is longer than any ballot"):
        pabulib.read(path)


def test_our_steps_are_a_two_hundredth_of_a_purse_and_pabulibs_are_one_unit(saved) -> None:
    # Each has 1,000: with 1,002 the first can pay A; with 1,005 both would pay, and spend too much.
    path = saved(pb(budget="2000", works="A;1002;Water\nB;1004;Light", votes="1;A\n2;B"))
    assert tally_file(path, "equal-shares", "add1")["funded"] == []
    assert tally_file(path, "equal-shares", "add1", as_pabulib=True)["funded"] == ["A"]


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["tally", *arguments])
    return result.exit_code, result.output


def test_tally_says_what_is_built_in_any_case_and_the_seal(app: Flask, engine: Engine, saved) -> None:
    path = saved(pb(budget="40\nmandatory;A", works="A;20;Water\nB;10;Light"))
    digest = tally_file(path, "equal-shares", "add1u")["digest"]
    assert run(app, str(path)) == (
        0,
        "   -. A (in any case)\n"
        "   1. B\n"
        "3 voters. 30 of 40 spent, 10 left.\n"
        f"Seal of this count: {digest[:16]}\n",
    )


def test_tally_says_in_json_what_is_bought(app: Flask, engine: Engine, saved) -> None:
    code, output = run(app, str(saved(pb(budget="30.5"))), "--json")
    told = json.loads(output)
    assert code == 0
    keys = ("voters", "budget", "rule", "completion", "funded", "in_any_case", "cost", "left")
    assert {key: told[key] for key in keys} == {
        "voters": 3,
        "budget": 30.5,
        "rule": "equal-shares",
        "completion": "add1u",
        "funded": ["B", "A"],
        "in_any_case": [],
        "cost": 30,
        "left": 0.5,
    }
    assert set(told) == {*keys, "seconds", "digest", "seal", "warnings"}
    assert set(told["seconds"]) == {"read", "count"}


def test_tally_says_it_in_words_too(app: Flask, engine: Engine, saved) -> None:
    code, output = run(app, str(saved(pb(budget="20"))), "--rule", "most-votes")
    assert code == 0
    assert output.startswith("   1. B\n3 voters. 10 of 20 spent, 10 left.\nSeal of this count: ")


@pytest.mark.parametrize("why", ["a cost of 0", "an unknown need", "no votes", "another encoding"])
def test_tally_refuses_a_bad_file_with_one_line(app: Flask, engine: Engine, saved, why: str) -> None:
    text, said = WRONG[why]
    code, output = run(app, str(saved(text)), "--json")
    assert code == 2
    assert said in output
    assert output.count("\n") == 1


def test_pabulibs_way_counts_blank_ballots_and_ends_ties_by_name(app: Flask, engine: Engine, saved) -> None:
    path = str(saved(pb(budget="20", works="B;10;Light\nA;10;Water", votes="1;A\n2;B\n3;\n4;")))
    code, output = run(app, path, "--pabulib", "--completion", "none", "--json")
    assert (code, json.loads(output)["funded"]) == (0, [])
    assert json.loads(run(app, path, "--completion", "none", "--json")[1])["funded"] == ["A", "B"]
    assert json.loads(run(app, path, "--pabulib", "--completion", "add1", "--json")[1])["funded"] == [
        "A",
        "B",
    ]


def test_works_are_written_as_they_are_named() -> None:
    count = AllocationInput((CostedWork("A", 3),), (VoterGroup("x;y", 2, {"A": 1}),), 9, ("A",))
    assert "A;3;Water\n" in published_count_file.write(count, {"A": "Water"}, {})


def test_a_file_that_was_cut_off_is_counted_with_a_warning(saved) -> None:
    text = pb().replace("budget;30", "budget;30\nnum_votes;5\nnum_projects;3")
    told = tally_file(saved(text), "equal-shares", "none")
    assert told["warnings"] == [
        "META says num_votes 5, but the file holds 3 ballots",
        "META says num_projects 3, but the file holds 2 projects",
    ]
    assert told["voters"] == 3
    assert tally_file(saved(pb()), "equal-shares", "none")["warnings"] == []


@pytest.mark.parametrize("kind", ["approval", "ordinal"])
def test_a_ballot_that_names_a_project_twice_counts_once_for_it_with_a_warning(saved, kind: str) -> None:
    found = pabulib.read(saved(pb(kind=kind, votes="1;B,A,B\n2;B,A\n3;A")))
    plain = pabulib.read(saved(pb(kind=kind, votes="1;B,A\n2;B,A\n3;A")))
    assert found.count == plain.count
    assert found.warnings == ("1 ballots name a project twice; each counts once for it",)


def test_warnings_stand_beside_the_result_of_the_command(app: Flask, saved) -> None:
    file = saved(pb().replace("budget;30", "budget;30\nnum_votes;5"))
    told = app.test_cli_runner().invoke(args=["tally", str(file), "--json"])
    assert json.loads(told.stdout)["warnings"] == ["META says num_votes 5, but the file holds 3 ballots"]
    assert "Warning: META says num_votes 5" in told.stderr
