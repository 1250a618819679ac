"""People of a journey fill in only what a person can: planted faults in a form."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import Person

GOOD = """
<form id=form>
<label>Name <input name=title></label> <label for=n>Notes</label> <textarea id=n name=notes></textarea>
<label>Day <input type=date name=day></label> <label><input type=checkbox name=yes value=1> Yes</label>
<label>Which <select name=which><option value=a>A<option value=b>B</select></label>
<label><input type=radio name=one value=x> X</label> <label><input type=radio name=one value=y> Y</label>
</form>
"""
TYPED = {"title": "Pump", "notes": "a\nb", "day": "2026-03-12", "yes": True, "which": "b", "one": "y"}
COVER = "<p style='position:fixed;inset:0;background:white'>Wait</p>"


@pytest.mark.browser
def test_a_field_that_nobody_finds_is_not_filled_in(chromium: Browser) -> None:
    person = Person(chromium, "", "en")
    person.page.set_content(GOOD)
    person.fill(**TYPED)
    sent = person.page.locator("#form").evaluate("form => [...new FormData(form).values()]")
    assert [value.replace("\r", "") for value in sent] == ["Pump", "a\nb", "2026-03-12", "1", "b", "y"]
    for was, fault, told in (
        ("name=title", "name=other", "no field title"),
        ("Name <input", "<input", "title has no label"),
        ("for=n>", "for=m>", "notes has no label"),
        ("name=title", "name=title disabled", "title cannot be changed"),
        ("name=title", "name=title readonly", "title cannot be changed"),
        ("name=title", "name=title maxlength=3", "title does not take"),
        ("name=title", "name=title style='opacity:1;display:none'", "title is hidden"),
        ("<form", f"{COVER}<form", "title is hidden or covered"),
        ("value=b", "value=c", "which does not take b"),
        ("value=y", "value=z", "one offers no y"),
        ("name=yes", "name=yes disabled", "yes cannot be chosen"),
    ):
        assert was in GOOD
        person.page.set_content(GOOD.replace(was, fault, 1))
        with pytest.raises(AssertionError, match=told):
            person.fill(**TYPED)
