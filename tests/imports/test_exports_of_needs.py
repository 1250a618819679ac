"""Exports of KoboToolbox in every language and form of choices are the same records, and come in once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from peoplesprocess.db import journal
from peoplesprocess.db.session import reading, snapshot
from peoplesprocess.models import FieldSubmission, Need, NeedGroup
from tests.factories import Make
from tests.imports.kobo import Spelling, export, need, table, xlsx

ANSWERS = [
    need(1, also=["women", "disability"]),
    need(2, affected=["displaced", "disability"], severity=3, season="rains", sector="public-space"),
    need(3, affected=[], statement='They said: "no light", and\nno books; none at all', households=7),
    need(4, response_type="self-help", sector="risk", coping="مصابيح"),
]
SPELLINGS = [
    Spelling(language, choices, separator, kind, delimiter, hxl, yes, turned=turned, bold=bold)
    for language, bold in (("_xml", False), ("_default", True), ("fr", False), ("ar", True))
    for choices, yes in (("both", ("1", "0")), ("summary", ("1", "0")), ("details", ("True", "False")))
    for separator, kind, delimiter, hxl, turned in (
        ("/", "csv", ";", True, False),
        (" - ", "csv", ",", False, True),
        ("_", "csv", "\t", True, True),
        ("/", "xlsx", "", False, False),
    )
]
Import = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def take(app: Flask, tmp_path: Any) -> Import:
    """`flask import` with a file's bytes: its exit code and what it tells."""

    def take(data: bytes, settlement: Any, *more: str, format: str = "kobo") -> tuple[int, dict[str, Any]]:
        file = tmp_path / "file"
        file.write_bytes(data)
        order = ["import", format, str(file), "--settlement", settlement.code, "--json", *more]
        result = app.test_cli_runner().invoke(args=order, catch_exceptions=False)
        return result.exit_code, json.loads(result.stdout)

    return take


@pytest.fixture
def samagipura(make: Make) -> Any:
    """A settlement with a facilitator and one session of youth."""
    settlement = make.settlement(households=96)
    make.facilitator(settlement)
    return settlement


def rows(engine: Engine, settlement: Any) -> list[dict[str, Any]]:
    with reading(engine) as db:
        found = db.scalars(select(Need).where(Need.settlement_id == settlement.id).order_by(Need.number))
        return [
            {name: getattr(row, name) for name in ("number", "title", "affected", "severity")}
            for row in found
        ]


def test_every_spelling_is_the_same_records(take: Import, samagipura: Any, engine: Engine) -> None:
    digests = set()
    for spelling in SPELLINGS:
        code, told = take(export(ANSWERS, spelling), samagipura, "--dry-run")
        assert (code, told["read"], told["new"], told["refused"]) == (0, 4, 4, []), spelling
        digests.add(told["digest"])
    assert len(digests) == 1
    assert rows(engine, samagipura) == []


def test_what_came_in_once_is_known_from_every_other_spelling(
    take: Import, samagipura: Any, engine: Engine
) -> None:
    _, first = take(export(ANSWERS, language="ar", choices="details"), samagipura)
    assert (first["new"], first["known"]) == (4, 0)
    before = rows(engine, samagipura)
    for spelling in SPELLINGS[::7]:
        code, told = take(export(ANSWERS, spelling), samagipura)
        assert (code, told["new"], told["known"], told["digest"]) == (0, 0, 4, first["digest"])
    assert rows(engine, samagipura) == before
    with reading(engine) as db:
        groups = db.scalars(
            select(NeedGroup.group_code)
            .join(Need, Need.id == NeedGroup.need_id)
            .where(Need.settlement_id == samagipura.id, Need.number == 1)
        )
        assert set(groups) == {"youth", "women", "disability"}
        assert db.scalar(select(func.count()).where(FieldSubmission.settlement_id == samagipura.id)) == 4
    with snapshot(engine) as db:
        assert journal.verify(db).ok


def test_an_edit_changes_its_need_and_keeps_it_one(take: Import, samagipura: Any, engine: Engine) -> None:
    take(export(ANSWERS), samagipura)
    edited = need(1, also=["women", "disability"], severity=1) | {
        "_uuid": "11111111-0000-4000-8000-000000000001"
    }
    code, told = take(export([edited, *ANSWERS[1:]]), samagipura)
    assert (code, told["new"], told["known"]) == (0, 1, 3)
    found = rows(engine, samagipura)
    assert len(found) == 4 and found[0]["severity"] == 1


def test_rows_without_an_id_come_in_once_too(take: Import, samagipura: Any, engine: Engine) -> None:
    plain = [
        {name: value for name, value in said.items() if "uuid" not in name.casefold()} for said in ANSWERS
    ]
    assert take(export(plain), samagipura)[1]["new"] == 4
    assert take(export(plain, language="fr", kind="xlsx"), samagipura)[1]["known"] == 4


def test_the_session_is_that_of_the_day_if_there_is_one(
    take: Import, samagipura: Any, make: Make, engine: Engine
) -> None:
    number = make.meeting(samagipura, group_code="youth", held_on=date(2025, 1, 18))
    undated = need(5, today="", _submission_time="2025-01-18T05:12:44")
    take(export([ANSWERS[0], need(6, today="2025-01-19"), undated]), samagipura)
    with reading(engine) as db:
        of_session = select(Need.title).where(
            Need.settlement_id == samagipura.id, Need.meeting_id.is_not(None)
        )
        assert set(db.scalars(of_session)) == {ANSWERS[0]["title"], undated["title"]}
    assert number


def test_needs_in_a_repeat_belong_to_their_form(take: Import, samagipura: Any, engine: Engine) -> None:
    form = [
        ["today", "group_code", "_uuid", "_index"],
        ["2025-01-18", "youth", "form-1", 7],
        ["2025-01-18", "men", "form-2", 8],
    ]
    headings = [
        "title",
        "sector",
        "households",
        "severity",
        "season",
        "response_type",
        "_index",
        "_parent_table_name",
        "_parent_index",
    ]
    repeats = [
        headings,
        ["Books", "school", 9, 2, "all", "service", 1, "Session", 7],
        ["Lamps", "electricity", 9, 2, "all", "service", 2, "Session", 7],
        ["Boats", "livelihood", 9, 2, "all", "service", 3, "Session", 8],
    ]
    data = xlsx({"Session": form, "needs": repeats})
    code, told = take(data, samagipura)
    assert (code, told["new"]) == (0, 3)
    assert take(data, samagipura)[1]["known"] == 3
    with reading(engine) as db:
        groups: Mapping[str, str] = dict(
            db.execute(
                select(Need.title, NeedGroup.group_code)
                .join(NeedGroup, NeedGroup.need_id == Need.id)
                .where(Need.settlement_id == samagipura.id)
            ).all()
        )
    assert groups == {"Books": "youth", "Lamps": "youth", "Boats": "men"}


def test_columns_that_nobody_knows_are_told_by_hand(take: Import, samagipura: Any) -> None:
    data = export(ANSWERS).replace(b'"need/title"', b'"What hurts, in short"')
    code, told = take(data, samagipura, "--dry-run")
    assert code == 2 and told["refused"][0]["column"] == "title"
    code, told = take(data, samagipura, "--map", "What hurts, in short=title")
    assert (code, told["new"]) == (0, 4)
    assert take(export(ANSWERS), samagipura)[1]["known"] == 4


def test_one_refused_row_holds_all_back_unless_the_good_ones_are_asked_for(
    take: Import, samagipura: Any, engine: Engine
) -> None:
    answers = [*ANSWERS, need(5, households=97), need(6, statement="Ask Ali, +92 300 1234567")]
    code, told = take(export(answers), samagipura)
    assert code == 2 and told["new"] == 0
    assert [(each["row"], each["column"]) for each in told["refused"]] == [
        (6, "need/households"),
        (7, "need/statement"),
    ]
    assert "more than all 96 households" in told["refused"][0]["why"]
    assert rows(engine, samagipura) == []
    code, told = take(export(answers), samagipura, "--good-rows")
    assert (code, told["new"], len(told["refused"])) == (2, 4, 2)
    assert len(rows(engine, samagipura)) == 4


def test_a_file_that_was_broken_off_goes_on_where_it_ended(
    take: Import, samagipura: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from peoplesprocess.imports import needs_file_imports

    many = [need(number) for number in range(1, 31)]
    monkeypatch.setattr(needs_file_imports, "BATCH_SIZE", 10)
    acts = iter(range(2))
    usual = needs_file_imports.import_needs

    def breaks(*told: Any) -> Any:
        if next(acts, None) is None:
            raise KeyboardInterrupt
        return usual(*told)

    monkeypatch.setattr(needs_file_imports, "import_needs", breaks)
    with pytest.raises(BaseException):  # noqa: B017 - whichever way the runner ends
        take(export(many), samagipura)
    assert len(rows(engine, samagipura)) == 20
    monkeypatch.setattr(needs_file_imports, "import_needs", usual)
    _, told = take(export(many), samagipura)
    assert (told["new"], told["known"]) == (10, 20)
    assert [row["number"] for row in rows(engine, samagipura)] == list(range(1, 31))


def test_who_does_it_is_named_or_the_first_facilitator(take: Import, make: Make, engine: Engine) -> None:
    settlement = make.settlement(households=96)
    code, told = take(export(ANSWERS), settlement)
    assert code == 2 and "has no facilitator" in told["refused"][0]["why"]
    deng = make.account("local_authority", settlement)
    code, told = take(export(ANSWERS), settlement, "--username", deng)
    assert code == 2 and "may not record needs" in told["refused"][0]["why"]
    code, told = take(export(ANSWERS), settlement, "--username", "nobody")
    assert code == 2 and "user name nobody" in told["refused"][0]["why"]


def test_the_forms_own_question_for_the_day_comes_before_the_day_of_the_form(
    take: Import, samagipura: Any, make: Make, engine: Engine
) -> None:
    make.meeting(samagipura, group_code="youth", held_on=date(2025, 1, 18))
    answers = [need(1, today="2025-02-01"), need(2, today="2025-01-18")]
    data = export(answers).decode("utf-8-sig").replace('"start";', '"start";"session_day";').splitlines()
    lines = [
        data[0],
        *(line.replace(";", f';"{day}";', 1) for line, day in zip(data[1:], ("2025-01-18", ""), strict=True)),
    ]
    code, told = take("\n".join(lines).encode(), samagipura)
    assert (code, told["new"]) == (0, 2)
    with reading(engine) as db:
        of_session = select(Need.title).where(
            Need.settlement_id == samagipura.id, Need.meeting_id.is_not(None)
        )
        assert list(db.scalars(of_session)) == ["Need 1 of youth"]


def test_tags_say_what_columns_are_whose_headings_nobody_knows(take: Import, samagipura: Any) -> None:
    rows = [
        ["Besoin exprimé", "Thème", "Grp", "Ménages touchés", "Gravité 1-3", "Saison", "Type", "Divers"],
        [
            "#need",
            "#sector +name",
            "#group+code",
            "#inneed+hh",
            "#severity +num",
            "#frequency+season",
            "#modality",
            "",
        ],
        ["Lampes", "Eau", "Jeunes", "4", "2", "all", "service", "x"],
    ]
    code, told = take(xlsx({"Feuil1": rows}), samagipura)
    assert told["refused"] and told["refused"][0]["column"] == "Thème"
    rows[2][1] = "school"
    code, told = take(xlsx({"Feuil1": rows}), samagipura)
    assert (code, told["new"]) == (0, 1), told


def test_a_question_that_was_moved_to_another_group_is_one_question(take: Import, samagipura: Any) -> None:
    rows = table(ANSWERS, Spelling())
    column = rows[0].index("need/landmark")
    moved = [["older/landmark" if row is rows[0] else "", *row] for row in rows]
    moved[1][0], moved[1][column + 1] = moved[1][column + 1], ""
    code, told = take(xlsx({"Needs": moved}), samagipura, "--dry-run")
    assert code == 0 and told["digest"] == take(export(ANSWERS), samagipura, "--dry-run")[1]["digest"]
    moved[2][0] = "Somewhere else"
    code, told = take(xlsx({"Needs": moved}), samagipura)
    assert code == 2 and "same thing" in told["refused"][0]["why"]
