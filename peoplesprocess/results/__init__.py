"""Results: the count of a closed round with its reasons, the poster, and the file to count again."""
