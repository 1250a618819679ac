"""Results: what a closed round counted, with its reasons; the poster, and the file to count again."""
