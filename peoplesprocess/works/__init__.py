"""Works under way: visits with quantities and photos, the cash book, instalments asked for and released."""
