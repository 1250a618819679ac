"""Are there known holes in what is installed here? `python -m bench.audit`, or `make audit`.

pip-audit says "No known vulnerabilities found" and exits with 0 when it could ask about nothing at all. Its
own --strict stops at the first package without saying how many there are. So its answer is read here: what
was not asked about counts as much as a hole.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import distributions

PIP_AUDIT = "pip-audit==2.10.1"
COMMAND = (
    *(sys.executable, "-m", "uv", "tool", "run", "--quiet", "--from", PIP_AUDIT, "pip-audit"),
    *("--format", "json", "--progress-spinner", "off", "--path", sysconfig.get_path("purelib")),
)


def main() -> int:
    told = subprocess.run(COMMAND, capture_output=True, text=True, check=False)
    lines, code = judged(told.stdout, installed())
    print("\n".join(lines))
    if code and not told.stdout:
        print(told.stderr.strip(), file=sys.stderr)
    return code


def installed() -> set[str]:
    """The names of all that is installed, spelt alike."""
    return {plain(found.name) for found in distributions()}


def judged(answer: str, wanted: Iterable[str]) -> tuple[list[str], int]:
    """What is said of pip-audit's answer, and the exit code: 0 only if all `wanted` are known to be sound."""
    wanted = set(wanted)
    try:
        found = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        found = []
    audited = {plain(one["name"]): one["vulns"] for one in found if "skip_reason" not in one}
    holes = [
        f"{name}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for name, vulnerable in sorted(audited.items())
        for hole in vulnerable
    ]
    unknown = sorted(wanted - audited.keys())
    count = f"{len(wanted & audited.keys())} of {len(wanted)} audited"
    if wanted and len(unknown) == len(wanted):
        return [f"{count}: no advisory source was reachable. This says nothing about what is installed."], 1
    if unknown:
        return [*holes, f"{count}: nothing is known about {', '.join(unknown)}."], 1
    return [*holes, f"{count}: {len(holes)} known holes."], 1 if holes or not wanted else 0


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
