"""Prioritise: rounds with their rule, each group's ballot sheet and its word for it, the close."""
