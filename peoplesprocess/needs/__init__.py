"""Needs: what each group needs in its own words, needs that are the same, and the outcome of each."""
