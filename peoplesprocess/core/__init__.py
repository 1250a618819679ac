"""The rules. Python's standard library only: no web, no database, no clock of its own."""
