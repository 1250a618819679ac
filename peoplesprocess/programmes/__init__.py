"""Programmes: their rules, steps and settlements, the first page of each user, and the portfolio."""
