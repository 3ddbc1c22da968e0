"""Readers: bytes of a file to a `Document`."""
