"""`python -m bench.cluster`: a PostgreSQL cluster for real, its leader killed under load, and what was lost.

Three database machines (etcd, Patroni, PostgreSQL), two web machines (gunicorn, PgBouncer) and HAProxy, each
at an address of the loopback of its own, from the templates under deploy/. It exits with 1 if an acknowledged
act is lost or doubled, or the journal does not verify.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

from bench.cluster.databases import Databases
from bench.cluster.people import Crowd
from bench.cluster.site import Site
from bench.cluster.stage import Stage, check_free, programs
from bench.cluster.templates import CONTROL, QUICK
from bench.cluster.verdict import Changes, Verdict, judged
from bench.table import NotMeasured

CUT_SECONDS = 2.0
"""So long before the kill nobody hears what the leader writes."""
AFTER_SECONDS = 10.0
"""So long the load goes on after each change."""
PORTS = (2379, 2380, 5000, 5432, 6432, 8000, 8008, 8080)
"""Where the machines listen; a program that listens on every address of this one stands in the way."""
TITLES = "SELECT title FROM need WHERE title LIKE 'Person % need %'"


def main() -> None:
    """Run once and print one table."""
    asked = _asked()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    try:
        found, addresses = programs(), _addresses()
        check_free(addresses.values(), PORTS)
        stage = Stage()
        try:
            instead = ({} if asked.recommended else QUICK) | (CONTROL if asked.asynchronous else {})
            databases = Databases(stage, found, addresses, instead)
            verdict = measured(laid(stage, databases, addresses), asked)
        finally:
            stage.close()
    except NotMeasured as missing:
        sys.exit(f"not measured: {missing}")
    except KeyboardInterrupt:
        sys.exit(130)
    print(json.dumps(verdict.stored(), indent=1) if asked.json else verdict.drawn())
    sys.exit(not verdict.is_good)


def laid(stage: Stage, databases: Databases, addresses: Mapping[str, str]) -> Site:
    """Start all machines and return those that people meet."""
    _say(f"three database machines in {stage.folder}")
    databases.start()
    databases.make_database()
    _say(f"two web machines behind http://{addresses['front']}:8080")
    return Site(stage, databases.programs, databases, addresses)


def measured(site: Site, asked: argparse.Namespace) -> Verdict:
    """Let people work, kill the leader, bring it back, change the leader as planned, and count."""
    databases, made = site.databases, site.start()
    crowd = Crowd(site.addresses["front"], made, asked.people)
    crowd.begin()
    time.sleep(asked.seconds)
    changes = Changes(died=time.monotonic(), killed=databases.leader())
    _kill(databases, crowd, changes, sent=not asked.unsent)
    time.sleep(AFTER_SECONDS)
    databases.start_patroni(changes.killed)
    changes.followed = databases.wait(lambda: databases.is_safe(others=2), "the dead leader does not follow")
    _say(f"{changes.killed} follows after {changes.followed:.1f} seconds; a planned switchover")
    changes.planned = time.monotonic()
    changes.chosen = _switch_over(databases)
    time.sleep(AFTER_SECONDS)
    _say(f"{changes.chosen} leads; a copy while people work")
    drill = site.backs_up()
    crowd.end()
    changes.ended = time.monotonic()
    stored, holds = _stored(databases), site.journal_holds()
    return judged(crowd, changes, stored, site.unexplained(), journal_holds=holds, drill=drill)


def _kill(databases: Databases, crowd: Crowd, changes: Changes, *, sent: bool) -> None:
    """Cut the lines to the others while people save, kill the leader, and wait for the next one."""
    _say(f"{len(crowd.acknowledged())} acts acknowledged; the lines are cut, then {changes.killed} is killed")
    with databases.line_cut(sent=sent):
        time.sleep(CUT_SECONDS)
        databases.kill(changes.killed)
    changes.elected_after = databases.wait(
        lambda: databases.leader() not in ("", changes.killed), "no new leader"
    )
    # People come back to it only when HAProxy has noticed: what is there now was kept by the dead leader.
    before_anybody = _stored(databases)
    changes.elected = databases.leader()
    changes.unheard = len(set(before_anybody) - crowd.acknowledged().keys())
    _say(f"{changes.elected} leads after {changes.elected_after:.1f} seconds")


def _stored(databases: Databases) -> list[str]:
    with databases.asked() as connection:
        return [str(title) for (title,) in connection.execute(TITLES)]


def _switch_over(databases: Databases) -> str:
    """Let another machine lead, as an operator does, and return which: the one that has all."""
    leader = databases.leader()
    following = [each for each in databases.members() if each.name != leader]
    candidate = max(following, key=lambda each: each.role == "sync_standby").name
    settings = databases.stage.folder / f"{leader}.yml"
    command = [databases.programs.patronictl, "-c", str(settings), "switchover", "--force"]
    done = subprocess.run(
        [*command, "--master", leader, "--candidate", candidate], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotMeasured(f"patronictl switchover: {done.stdout} {done.stderr}")
    databases.wait(lambda: databases.leader() == candidate, f"{candidate} does not lead")
    return candidate


def _addresses() -> dict[str, str]:
    """Return an address for each machine, in a part of the loopback of this run's own."""
    prefix = f"127.{random.randint(1, 254)}.{random.randint(1, 254)}"
    machines = {"db1": 1, "db2": 2, "db3": 3, "front": 10, "web1": 21, "web2": 22}
    return {name: f"{prefix}.{number}" for name, number in machines.items()}


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.cluster", description=__doc__)
    parser.add_argument("--seconds", type=float, default=15, help="how long people work before the kill (15)")
    parser.add_argument("--people", type=int, default=6, help="how many people record needs at once (6)")
    parser.add_argument(
        "--recommended", action="store_true", help="the times of deploy/patroni.yml, not Patroni's shortest"
    )
    parser.add_argument(
        "--unsent", action="store_true", help="the leader dies before it has sent what it wrote, not after"
    )
    parser.add_argument(
        "--asynchronous", action="store_true", help="a control that loses acts, most with --unsent"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
