"""Importing settlements, people and needs from files: checked, shown, then made by the acts of pages."""
