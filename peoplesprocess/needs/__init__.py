"""Map needs: what each group needs in its own words, the same ones merged, and what became of each."""
