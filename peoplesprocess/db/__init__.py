"""The cellar's machinery: engine, session, types, journal."""
