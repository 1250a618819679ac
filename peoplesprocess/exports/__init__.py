"""Spreadsheets of everything that a settlement has, for those who see it on its pages."""
