"""Undo: one's own newest act in a settlement, taken back within minutes by the room's own act for it."""
