"""Approvals: what waits for which authority and how long, who asked for it, the answers with reasons."""
