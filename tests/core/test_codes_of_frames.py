"""Frames of reference: what ships is whole, what is typed finds its code, tags keep frames apart."""

from __future__ import annotations

import pytest

from peoplesprocess.core.choice_lists import SECTORS
from peoplesprocess.core.frames import (
    FrameOfReference,
    codes_in,
    read_codes,
    read_titles,
    tag_of,
    with_codes,
    written_titles,
)
from peoplesprocess.core.messages import Message, Msgid, Refused
from peoplesprocess.core.shipped_frames import IASC_CLUSTERS, SHIPPED_FRAMES


@pytest.mark.parametrize("frame", SHIPPED_FRAMES.values(), ids=SHIPPED_FRAMES)
def test_every_shipped_frame_says_what_it_is_and_points_only_at_its_own_codes(
    frame: FrameOfReference,
) -> None:
    assert not frame.is_own and ":" not in frame.key and "_" not in frame.key and "%" not in frame.key
    assert isinstance(frame.name, Msgid) and isinstance(frame.document, Msgid)
    assert frame.codes or frame.paragraphs
    assert all(isinstance(title, Msgid) for title in frame.titles.values())
    assert {*frame.aliases.values(), *frame.of_sector.values()} <= set(frame.codes)
    assert frame.of_sector.keys() <= SECTORS.keys()
    for code in frame.codes:
        assert frame.found(code) == frame.found(f" {code.upper()} ") == code
        assert read_titles(f"{code} Title") == {code: "Title"}
    for name, code in frame.aliases.items():
        assert frame.found(name) == code


def test_codes_are_found_in_any_script_and_what_is_none_is_named() -> None:
    sdg, nua = SHIPPED_FRAMES["sdg"], SHIPPED_FRAMES["nua"]
    assert read_codes(sdg, "11.B ، ١١٫٥؛ 6.1,6.1,") == ["11.b", "11.5", "6.1"]
    assert read_codes(nua, "٧٧, 175") == ["77", "175"]
    for wrong in ("176", "0", "077", "-3", "11.99"):
        assert nua.found(wrong) is None
        with pytest.raises(Refused, match="is no code"):
            read_codes(nua, wrong)
    assert read_codes(sdg, "X, 6.1", kept=["X"]) == ["X", "6.1"]
    assert nua.title("77") == Message("Paragraph %(number)s", {"number": "77"})
    assert nua.title("176") == Message("No longer in this framework")


def test_tags_of_frames_whose_keys_begin_alike_stay_apart() -> None:
    tags = [tag_of("own-1", "A"), tag_of("own-10", "A"), tag_of("own-10", "B")]
    assert codes_in(tags, "own-1") == ["A"]
    assert with_codes(tags, "own-10", ["C"]) == ["own-1:A", "own-10:C"]
    assert codes_in(with_codes(tags, "own-1", []), "own-10") == ["A", "B"]


def test_codes_of_a_frame_of_its_own_are_read_line_by_line_and_written_back() -> None:
    typed = "A.1 Safe schools\nB"
    assert read_titles(f"\n {typed}\n\n") == {"A.1": "Safe schools", "B": "B"}
    assert written_titles(read_titles(typed)) == typed
    for wrong, sentence in (
        ("", "at least one"),
        ("A\na", "in a line above"),
        ("a:b C", "short code"),
        (f"{'x' * 21} C", "short code"),
        ("\n".join(map(str, range(61))), "Keep the framework"),
    ):
        with pytest.raises(Refused) as refused:
            read_titles(wrong)
        assert sentence in str(refused.value.sentence) and refused.value.field == "codes"


def test_clusters_are_suggested_by_sectors_each_once_in_the_order_of_the_frame() -> None:
    iasc = SHIPPED_FRAMES[IASC_CLUSTERS]
    assert iasc.suggested(["water", "shelter", "sanitation", "other"]) == ["SHL", "WSH"]
    assert SHIPPED_FRAMES["nua"].suggested(["water"]) == []
