"""The archive: one SQLite file with everything that was read, and the original files beside it."""
