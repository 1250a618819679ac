"""The templates of a PostgreSQL cluster, and how `make cluster` counts; no server is started."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.cluster.templates import DEPLOY, QUICK, TEMPLATES, filled, words_of
from bench.cluster.verdict import longest_gap, lost_and_doubled

EVERY_WORD = {word: word.lower() for name in TEMPLATES for word in words_of(name)}
EVERY_WORD |= {"WEB_BIND": "127.0.0.1:8080"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_lists_the_words_that_it_needs_and_no_others(name: str) -> None:
    lines = (DEPLOY / name).read_text().splitlines()
    used = " ".join(line for line in lines if not line.lstrip().startswith(("#", ";", "--")))
    listed = words_of(name)
    assert listed, "an operator is told what to fill in"
    assert [word for word in listed if not re.search(rf"\b{word}\b", used)] == []
    known = set(EVERY_WORD) - set(listed)
    assert [word for word in known if re.search(rf"\b{word}\b", used)] == []
    explained = [line for line in lines if line.lstrip().startswith(("#", ";", "--"))]
    assert [word for word in listed if not re.search(rf"\b{word}\b", " ".join(explained[2:]))] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_is_left_to_fill_in(name: str) -> None:
    left = re.findall(rf"\b(?:{'|'.join(EVERY_WORD)})\b", filled(name, EVERY_WORD))
    assert left == []


def test_patronis_settings_are_yaml_and_keep_two_copies_before_anybody_is_told() -> None:
    yaml = pytest.importorskip("yaml")
    settings = yaml.safe_load(filled("patroni.yml", EVERY_WORD))
    dcs = settings["bootstrap"]["dcs"]
    assert dcs["synchronous_mode"] is True
    # Patroni's own rule: otherwise a leader is replaced while it still tries to reach etcd.
    assert dcs["loop_wait"] + 2 * dcs["retry_timeout"] <= dcs["ttl"]
    assert {"fsync", "full_page_writes", "synchronous_commit"} <= dcs["postgresql"]["parameters"].keys()
    quick = yaml.safe_load(filled("patroni.yml", EVERY_WORD, instead=QUICK))["bootstrap"]["dcs"]
    assert quick["loop_wait"] + 2 * quick["retry_timeout"] <= quick["ttl"] < dcs["ttl"]


def test_a_line_that_is_no_longer_there_is_not_replaced_in_silence() -> None:
    with pytest.raises(ValueError, match="no single line"):
        filled("patroni.yml", EVERY_WORD, instead={"ttl: 31": "ttl: 20"})


def test_pgbouncer_lends_a_server_for_one_transaction() -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(filled("pgbouncer.ini", EVERY_WORD))
    assert parser["pgbouncer"]["pool_mode"] == "transaction"
    assert "port=5000" in parser["databases"]["peoplesprocess"]


def test_haproxy_takes_its_template(tmp_path: Path) -> None:
    haproxy = shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if haproxy is None:
        pytest.skip("haproxy is not on this machine; `make cluster` brings it")
    addresses = dict.fromkeys(words_of("haproxy.cfg"), "127.0.0.1")
    path = tmp_path / "haproxy.cfg"
    path.write_text(filled("haproxy.cfg", addresses | {"WEB_BIND": "127.0.0.1:8080"}))
    done = subprocess.run([haproxy, "-c", "-f", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_act_that_is_lost_or_doubled_is_counted() -> None:
    """Planted faults: one title is missing, one stands twice, one was never acknowledged."""
    assert lost_and_doubled(["a", "b", "c"], ["b", "c", "c", "d"]) == (1, 1, 1)
    assert lost_and_doubled(["a", "b"], ["b", "a"]) == (0, 0, 0)


def test_the_longest_time_without_an_act_is_that_of_the_change() -> None:
    acts = [0.0, 50.0, 51.0, 52.0, 70.5, 71.0, 71.5]
    assert longest_gap(acts, begun=51.5, ended=71.2) == 18.5
    assert longest_gap(acts, begun=70.6, ended=71.5) == 0.5
    assert longest_gap([], begun=10.0, ended=40.0) == 30.0, "nobody was told anything at all"
