"""Database infrastructure: engine, sessions, column types, journal."""
