"""What groups observe of their place beside single needs, and the needs that come out of it."""
