"""Observations of groups about their place beyond single needs, and the needs that follow from them."""
