"""Takes a community's needs through configurable steps to a finished and audited work."""
