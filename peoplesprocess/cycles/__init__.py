"""Cycles of a settlement: the next one begins with what the last one left."""
