"""An audit that could ask about nothing is not a good one."""

from __future__ import annotations

import json

from bench.audit import installed, judged

WANTED = {"flask", "jinja2", "typing-extensions"}


def answer(*dependencies: dict[str, object]) -> str:
    return json.dumps({"dependencies": list(dependencies), "fixes": []})


def sound(name: str) -> dict[str, object]:
    return {"name": name, "version": "3.0", "vulns": []}


def skipped(name: str) -> dict[str, object]:
    return {"name": name, "skip_reason": "Dependency not found on PyPI"}


def test_all_that_is_installed_was_asked_about() -> None:
    told = answer(sound("Flask"), sound("Jinja2"), sound("typing_extensions"))
    assert judged(told, WANTED) == (["3 of 3 audited: 0 known holes."], 0)


def test_a_source_that_cannot_be_reached_is_no_green_light() -> None:
    lines, code = judged(answer(*map(skipped, WANTED)), WANTED)
    assert code == 1
    assert lines[0].startswith("0 of 3 audited: no advisory source was reachable.")
    for nothing in ("", "{}", "null", answer()):
        assert judged(nothing, WANTED)[1] == 1


def test_one_package_that_was_left_out_is_named() -> None:
    for told in (
        answer(sound("flask"), sound("jinja2"), skipped("typing_extensions")),
        answer(sound("flask"), sound("jinja2")),
    ):
        lines, code = judged(told, WANTED)
        assert code == 1
        assert lines == ["2 of 3 audited: nothing is known about typing-extensions."]


def test_a_version_with_a_known_hole_is_named_with_the_one_that_mends_it() -> None:
    """As pip-audit answers for Jinja2 3.1.2."""
    hole = {"id": "GHSA-h5c8-rqwp-cp95", "fix_versions": ["3.1.3"], "aliases": ["CVE-2024-22195"]}
    jinja = {"name": "jinja2", "version": "3.1.2", "vulns": [hole]}
    lines, code = judged(answer(sound("flask"), jinja, sound("typing-extensions")), WANTED)
    assert code == 1
    assert lines[0] == "jinja2: GHSA-h5c8-rqwp-cp95, mended in 3.1.3"


def test_nothing_installed_is_no_answer() -> None:
    assert judged(answer(), set())[1] == 1
    assert {"flask", "pynacl", "typing-extensions"} <= installed()
