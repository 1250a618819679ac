"""Points as people, telephones and maps write them: one place is one point, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.coordinates import Point, bounds_around, read_point
from peoplesprocess.core.messages import Refused

COLOMBO = Point(693_440, 7_984_280)
NEAR_COLOMBO = bounds_around([COLOMBO])
latitudes = st.integers(-9_000_000, 9_000_000)
longitudes = st.integers(-18_000_000, 18_000_000)
SPELLINGS = (
    *("6.9344, 79.8428", "6.9344,79.8428", "6.9344 79.8428", "6.9344; 79.8428", "(6.9344, 79.8428)"),
    *("6,9344 79,8428", "6,9344; 79,8428", "6,9344, 79,8428", "6,9344,79,8428", "+6.9344/79.8428"),
    *(
        "٦٫٩٣٤٤، ٧٩٫٨٤٢٨",
        "६.९३४४, ७९.८४२८",
        "৬.৯৩৪৪ ৭৯.৮৪২৮",
        "۶٫۹۳۴۴ ۷۹٫۸۴۲۸",
        "６．９３４４, ７９．８４２８",
    ),
    *(
        "N6°56.064' E79°50.568'",
        "6°56,064' N, 79°50,568' E",
        "79°50.568'E 6°56.064'N",
        "6 56.064 N 79 50.568 E",
    ),
    *("6.9344N 79.8428E", "6.9344° 79.8428°", "6°56.064', 79°50.568'", "6:56.064 N 79:50.568 E"),
    *("6.9344 nord, 79.8428 est", "٦٫٩٣٤٤ شمالاً ٧٩٫٨٤٢٨ شرقاً", "lat: 6.9344, lon: 79.8428"),
    *("geo:6.9344,79.8428", "geo:6.9344,79.8428,12;u=35", "geo:0,0?q=6.9344,79.8428(School)"),
    *("https://www.google.com/maps/@6.9344,79.8428,17z", "https://maps.google.com/?q=6.9344,79.8428"),
    *(
        "https://maps.google.com/?ll=6.9344%2C79.8428",
        "https://osm.org/?mlat=6.9344&mlon=79.8428#map=15/6.93/79.84",
    ),
    "https://www.google.com/maps/place/X/@6.93,79.84,17z/data=!4m5!8m2!3d6.9344!4d79.8428",
    *("6.9344 79.8428 12.0 4.5", "6.9344 79.8428 0 0", "6.9344 79.8428 12", "\u200f6.9344,\u00a079.8428"),
)


@pytest.mark.parametrize("text", SPELLINGS)
def test_all_spellings_of_a_place_are_one_point(text: str) -> None:
    assert read_point(text) == read_point(text, NEAR_COLOMBO) == COLOMBO


def test_degrees_minutes_and_seconds() -> None:
    assert read_point("6°56'03.8\"N 79°50'34.1\"E").text == "6.93439, 79.84281"
    assert read_point("33° 51′ 31″ S, 151° 12′ 51″ E").text == "-33.85861, 151.21417"
    assert read_point("14°36'36\"N 17°22'00\"O").text == "14.61, -17.36667"


def test_a_whole_plus_code_is_the_middle_of_its_place() -> None:
    for code, middle in (
        ("8FVC9G8F+6X", "47.36556, 8.52494"),
        ("7fg49q00+ VX", None),
        ("https://plus.codes/8FVC9G8F+6X", "47.36556, 8.52494"),
        ("8FVC9G8F+6XQ", "47.36559, 8.52498"),
    ):
        if middle:
            assert read_point(code).text == middle
        else:
            assert "region" in said(code)
    assert "short Plus Code" in said("9G8F+6X Zürich")
    assert "short Plus Code" in said("9G8F+6X")


def test_what_can_be_read_in_two_ways_is_asked_back() -> None:
    assert said("6,9,79,8") == "This can be read in two ways: 6, 9 or 6.9, 79.8. Write the one that you mean."
    assert "two ways" in said("https://maps.google.com/?ll=6.9344,79.8428&q=1.5,3.4")


def test_swapped_numbers_are_found_by_what_is_known_of_the_place() -> None:
    assert read_point("79.8428, 6.9344").text == "79.8428, 6.9344"
    assert said("79.8428, 6.9344", bounded=True).endswith("write: 6.9344, 79.8428")
    assert said("151.2, -33.8").endswith("write: -33.8, 151.2")


REFUSED = {
    "": "Write the point like this",
    "6.9344": "One number is missing",
    "0, 0": "do not know where they are",
    "0 0 0 0": "do not know where they are",
    "6.9, 195": "latitude ends at 90",
    "95, 195": "latitude ends at 90",
    "nan, nan": "“nan” is not part of a point",
    "1e5, 3": "cannot be read",
    "behind the school": "is not part of a point",
    "6.9 79.8;6.8 79.7": "several points",
    "-6.9 S, 79.8 E": "Write only one of them",
    "6.9 N, 79.8 N": "one number with N or S",
    "6°75' N 79° E": "75 is too much",
    "https://maps.app.goo.gl/abcd": "does not say where the place is",
    "6PH70000+": "a whole region",
    "9" * 3000: "too long",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_refusal_says_what_to_write(text: str) -> None:
    assert REFUSED[text] in said(text)


def test_a_point_far_from_all_that_is_known_is_refused() -> None:
    assert "in the sea" in said("5.0, 70.0", bounded=True)
    assert bounds_around([]) is None


@given(latitudes, longitudes)
def test_a_point_that_is_written_is_read_again(latitude: int, longitude: int) -> None:
    point = Point(latitude, longitude)
    if point != Point(0, 0):
        assert read_point(point.text) == point
        assert read_point(f"{point.degrees[0]} {point.degrees[1]} 3.5 4") == point


@given(latitudes, longitudes, st.integers(0, 5))
def test_a_rounded_point_stays_so_and_near(latitude: int, longitude: int, decimals: int) -> None:
    point = Point(latitude, longitude)
    rounded = point.rounded(decimals)
    assert rounded.rounded(decimals) == rounded
    assert abs(rounded.latitude - latitude) * 2 <= 10 ** (5 - decimals)


@given(
    latitudes.filter(lambda units: abs(units) > 300_000),
    longitudes.filter(lambda units: abs(units) <= 9_000_000),
)
def test_swapping_is_never_taken_for_another_place(latitude: int, longitude: int) -> None:
    point = Point(latitude, longitude)
    swapped = Point(longitude, latitude)
    if abs(latitude - longitude) > 30_000:
        with pytest.raises(Refused) as refused:
            read_point(swapped.text, bounds_around([point]))
        assert refused.value.sentence.values in (
            {"latitude": point.degrees[0], "longitude": point.degrees[1]},
            {},
        )


@given(st.text(alphabet="0123456789.,; °'\"NSEW+-/:@geoq=?&CFGHJM\u0660\u066b", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        point = read_point(text)
    except Refused:
        return
    assert abs(point.latitude) <= 9_000_000 and abs(point.longitude) <= 18_000_000


def said(text: str, *, bounded: bool = False) -> str:
    with pytest.raises(Refused) as refused:
        read_point(text, NEAR_COLOMBO if bounded else None)
    return str(refused.value.sentence.text) % refused.value.sentence.values
