"""Where a fault in the reading of files would make itself felt only at an edge."""

from __future__ import annotations

from pathlib import Path

import pytest

from peoplesprocess.core.prioritisation import pabulib, published_count_file
from peoplesprocess.core.prioritisation.count_input import AllocationInput, CostedWork, VoterGroup


def file(votes: str, kind: str = "cumulative", more: str = ";points", meta: str = "") -> str:
    works = "PROJECTS\nproject_id;cost\nA;20\nB;10\n"
    return f"META\nkey;value\nbudget;30\nvote_type;{kind}\n{meta}{works}VOTES\nvoter_id;vote{more}\n{votes}"


def test_a_ballot_with_points_may_be_blank(tmp_path: Path) -> None:
    path = tmp_path / "ballots.pb"
    path.write_text(file("1;A,B;3,2\n2;;\n"))
    found = pabulib.read(path)
    assert (found.voters, found.blank) == (2, 1)


def test_a_name_with_quotation_marks_comes_back_as_it_was(tmp_path: Path) -> None:
    count = AllocationInput((CostedWork("A", 20),), (VoterGroup('the "host" group', 3, {"A": 1}),), 30)
    path = tmp_path / "ballots.pb"
    path.write_text(published_count_file.write(count, {}, {}))
    assert pabulib.read(path).count == count


def test_a_file_without_quotas_has_no_line_about_them() -> None:
    count = AllocationInput((CostedWork("A", 20),), (VoterGroup("host", 3, {"A": 1}),), 30)
    text = published_count_file.write(count, {}, {})
    assert "first_needs" not in text
    assert "earmarks" not in text


@pytest.mark.parametrize("part", ["x", "1_0", "+10", "٥"])
def test_an_earmark_is_written_in_plain_digits(tmp_path: Path, part: str) -> None:
    path = tmp_path / "ballots.pb"
    path.write_text(file("1;A;1\n", meta=f"earmarks;women:{part}\n"))
    with pytest.raises(pabulib.BadBallotFile, match="META: earmarks do not give groups"):
        pabulib.read(path)


@pytest.mark.parametrize("votes", ["1;A\n2;A,B\n", "1;A\n\n2;A,B\n\n"])
def test_a_good_file_is_read_once_and_quickly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, votes: str
) -> None:
    path = tmp_path / "ballots.pb"
    path.write_text(file(votes, "approval", ""))
    monkeypatch.setattr(pabulib, "ROWS_AT_ONCE", 7)
    asked, read = [], pabulib._read
    monkeypatch.setattr(pabulib, "_read", lambda *rest: asked.append(rest[2]) or read(*rest))
    assert pabulib.read(path).voters == 2
    assert asked == [7]


def test_short_rows_that_would_fit_together_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ballots.pb"
    text = file("1\nA\n2;30;B\n", "approval").replace("voter_id;vote;points", "voter_id;age;vote")
    path.write_text(text)
    with pytest.raises(pabulib.BadBallotFile, match="row 11: 1 columns where the heading has 3"):
        pabulib.read(path)


def test_projects_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ballots.pb"
    path.write_text(file("1;A\n", "approval", "").replace("A;20\n", "A;20\n" + "\n" * 9))
    assert pabulib.read(path).voters == 1
    monkeypatch.setattr(pabulib, "MOST_ROWS", 10)
    with pytest.raises(pabulib.BadBallotFile, match="there is no VOTES so far down"):
        pabulib.read(path)


@pytest.mark.parametrize("votes", ["1\rx;A\n", "1;A\r2;B\n"])
def test_a_return_in_the_middle_of_a_line_is_refused(tmp_path: Path, votes: str) -> None:
    path = tmp_path / "ballots.pb"
    path.write_bytes(file(votes, "approval", "").encode())
    with pytest.raises(pabulib.BadBallotFile):
        pabulib.read(path)
