"""Prioritise: rounds with their rule, each group's sheet and word for it, results that explain themselves."""
