"""The command line: one file per command, every text for people in `words`."""
