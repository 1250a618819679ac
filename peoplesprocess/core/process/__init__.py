"""Steps, gates and variants as data, and which gates hold."""
