"""Purchases of a work: quotations that are compared beforehand, and the store."""
