"""The mark of secrecy in the header box of a document: MẬT, TỐI MẬT, TUYỆT MẬT.

Only a stamp counts: in capitals, alone in its piece of a line, above the title. Text that speaks of secrets, and
tables that give the degrees of other documents, have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.document import Document
from reportparse.text.fold import fold, unmark

_HEADER_LINES = 16  # written lines from the first one to the title at most
_ABOVE = 4  # lines above the motto of a further document in the same file that belong to its header box
_MAX_PIECES = 3  # a line of more is the row of a table
_PIECES = regex.compile(r"\t|\||[ \u00a0]{2,}")
_EDGES = regex.compile(r"^[^\w]+|[^\w]+$")
_MAY_HOLD = regex.compile(r"M\s?[ẬÂẤAẠÁ]\s?T|(?i:độ\s+mật)")


def secrecy_mark(document: Document, lexicon: Lexicon) -> str | None:
    """The mark that the header box bears, None where it has none."""
    if _MAY_HOLD.search(document.text) is None:
        return None
    for span in document.noise:  # running heads
        mark = _mark_of(_trimmed(span.of(document.text)), lexicon, scanned=document.ocr)
        if mark:
            return mark
    lines = [line.of(document.text) for line in document.written_lines]
    for start, end in _headers(lines, lexicon):
        mark = _mark_in(lines[start:end], lexicon, scanned=document.ocr)
        if mark:
            return mark
    return None


def _headers(lines: Sequence[str], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Where header boxes stand: at the top, and around the motto of every document put into the same file."""
    yield 0, _HEADER_LINES
    motto = lexicon.pattern("header_motto_folded")
    for number, line in enumerate(lines):
        if line[:1] not in "“\"'" and line.upper() == line and motto.search(fold(line)):
            yield max(number - _ABOVE, 0), number + _HEADER_LINES


def _mark_in(lines: Sequence[str], lexicon: Lexicon, *, scanned: bool) -> str | None:
    before = ""
    title = False  # the line before was the title alone: a stamp may be anchored in it
    for line in lines:
        if lexicon.pattern("secrecy_column_folded").search(fold(line)):
            return None
        pieces = [piece for piece in map(_trimmed, _PIECES.split(line)) if piece]
        found = _mark_of_line(pieces, before, lexicon, scanned=scanned)
        if found or title:
            return found
        if pieces and _ends_header(pieces[0], lexicon):
            if pieces[0] not in lexicon.derive(_titles):
                return None
            title = True
        before = pieces[-1] if pieces else before
    return None


def _mark_of_line(pieces: Sequence[str], before: str, lexicon: Lexicon, *, scanned: bool) -> str | None:
    if len(pieces) > _MAX_PIECES:
        return None
    runs_on = lexicon.pattern("secrecy_runs_on_folded").search(fold(before)) is not None
    stacked = lexicon.pattern("secrecy_first_word").search(before)
    beside = lexicon.pattern("secrecy_beside")
    for piece in pieces:
        mark = _mark_of(piece, lexicon, scanned=scanned)
        others = [other for other in pieces if other is not piece]
        if any(beside.search(other) is None or _ends_header(other, lexicon) for other in others):
            continue  # the row of a table
        if mark and stacked and mark == "MẬT":
            return f"{before} {mark}"
        if mark and not runs_on:
            return mark
    return None


def _mark_of(piece: str, lexicon: Lexicon, *, scanned: bool) -> str | None:
    """The mark that a piece of a line is, in its usual spelling."""
    names = ("secrecy_mark", "secrecy_beside_number", *(("secrecy_mark_scanned",) if scanned else ()))
    found = next((match for name in names if (match := lexicon.pattern(name).search(piece))), None)
    found = found or lexicon.pattern("secrecy_label_folded").search(fold(piece))
    if found is None:
        return None
    word: str = fold(found["mark"])
    return "TUYỆT MẬT" if word.startswith("tuy") else "TỐI MẬT" if word.startswith("t") else "MẬT"


def _ends_header(piece: str, lexicon: Lexicon) -> bool:
    plain = unmark(piece)
    if lexicon.pattern("secrecy_header_end_unmarked").search(plain):
        return True
    return any(piece == title or piece.startswith(f"{title} ") for title in lexicon.derive(_titles))


def _titles(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(term.name.upper() for term in lexicon.terms("doc_types"))


def _trimmed(piece: str) -> str:
    """A piece without frames, brackets and the like around it, its white space single."""
    inner: str = _EDGES.sub("", " ".join(piece.split()))
    return inner
