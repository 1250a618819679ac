"""Safeguards of a plan's works: what could go wrong, the measures against it, and their rechecks."""
