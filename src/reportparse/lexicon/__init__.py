"""Patterns, vocabularies and gazetteers as data; see `schema` for what an entry is."""

from reportparse.lexicon.load import Lexicon, load_lexicon, read_lexicon

__all__ = ["Lexicon", "load_lexicon", "read_lexicon"]
