"""Copies of an installation, putting one back, trying that out, and letting go what its time has come for."""
