"""A PostgreSQL cluster under load whose leader is killed: `python -m bench.cluster`."""
