"""Settlements and people from one spreadsheet: checked, shown, then made by the same acts as on pages."""
