"""Where photos lie, by one setting: a folder, or an S3-compatible bucket."""
