"""The rules of the process. Standard library only: no web, no database, no clock of its own."""
