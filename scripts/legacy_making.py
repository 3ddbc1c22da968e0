"""Text in the codes of old fonts, made from Unicode with the tables turned round."""

from __future__ import annotations

from functools import lru_cache

from viparse.normalize.encodings import CHARMAPS

from reportparse.text.legacy import Encoding


@lru_cache(maxsize=4)
def _table(encoding: Encoding) -> dict[int, str]:
    table = {made: stored for stored, made in reversed(CHARMAPS[encoding].pairs)}
    # TCVN3 has no large letters with tones: a font of capitals shows the small ones large.
    lacking = {made.upper(): stored for made, stored in table.items() if made.upper() not in table}
    return {ord(made): stored for made, stored in (table | lacking).items()}


def encoded(text: str, encoding: Encoding) -> str:
    """The text as it is stored under a font of that code; letters that the code lacks stay as they are."""
    return text.translate(_table(encoding))
