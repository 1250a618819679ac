"""Purchases of a work: quotations that are compared before, and the store."""
