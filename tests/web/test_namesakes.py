"""Places of one list that are called the same are told apart by their codes."""

from typing import NamedTuple

from peoplesprocess.web.namesakes import namesakes


class Row(NamedTuple):
    name: str
    code: str


def test_a_name_is_told_apart_where_two_places_bear_it_and_not_where_one_comes_twice() -> None:
    rows = [Row("Goth", "goth-1"), Row("Sumel", "sumel"), Row("Goth", "goth-2"), Row("Sumel", "sumel")]
    assert namesakes(rows) == {"Goth"}
    assert namesakes(iter(rows[:2])) == set()
