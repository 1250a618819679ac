"""How gunicorn serves what is not ours: the same settings, without the hooks that ask for parts of ours."""

import runpy
from pathlib import Path

_OURS = runpy.run_path(str(Path(__file__).parents[1] / "gunicorn.conf.py"))
globals().update({name: value for name, value in _OURS.items() if name[0] != "_" and not callable(value)})
