"""Many files: which ones, read safely one by one, and written into an archive."""
