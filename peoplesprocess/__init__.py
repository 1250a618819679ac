"""The People's Process: from a community's needs, through configurable steps, to finished, audited works."""
