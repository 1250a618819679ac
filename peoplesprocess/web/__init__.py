"""The web layer that all rooms share: permissions, forms, responses, languages, pages and uploads."""
