"""A community's needs flow, through steps that are data, to a finished and audited work."""
