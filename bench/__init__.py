"""Measuring peoplesprocess beside its peers and limits: `python -m bench`."""
