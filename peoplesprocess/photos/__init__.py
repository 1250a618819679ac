"""Storage of photos in a folder or an S3-compatible bucket, as one setting says."""
