"""Which line breaks are wraps and which end a paragraph.

A file of lines does not say. Three things tell: what the next line begins with (a list marker, a small letter), what
the line ends with, and whether the next word would still have fitted on the line.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from reportparse.model.span import Span
from reportparse.text.markup import unmarked

_MARKUP_LEAD = r"(?:[*_]{2,3}|\*(?=[-–+\dIVX])|#{1,6}\s+|<b>|<strong>)*"
_ITEM = regex.compile(
    rf"{_MARKUP_LEAD}\s*(?:"
    r"[-–—+•●▪■◦✓➢❖\uf000-\uf0ff]\s*(?=[^\W\d_]|[“\"'(*<\d])(?!\d{1,4}\s*[.,;]?$)"
    r"|o\s{1,4}(?=\p{Lu})"
    r"|\*(?:\s|(?![^\n*]*\w\*))(?=[^\W\d_*])"
    r"|\*\s(?=\d{1,3}(?:\.\d{3})*\s(?!đồng|triệu|nghìn|tr|tỷ|%)\p{Ll})"
    r"|(?:\d{1,2}|[IVX]{1,5}|[A-Ha-zđ])[.)/]\s?[-–—]\s*(?=[^\W\d_]|[“\"(*])"
    r"|\d{1,2}(?:\.\d{1,2}){1,4}[.)/]?\s+(?=[^\W\d_]|[“\"(*])"
    r"|\d{1,2}(?:\.\d{1,2}){0,4}(?:[.)]\s*|[-/]\s+)(?=[^\W\d_]|[“\"(*])"
    r"|[a-zđA-ZĐ](?:\.?\d{1,2})?[.)]\s*(?=[^\W\d_]|[“\"(*])"
    r"|[a-zđ]/\s+(?=[^\W\d_])"
    r"|(?:[IVX]{1,5}|[A-H])(?:\.\d{1,2})?[.)/-]\s*(?=[^\W\d_]|[“\"(*])"
    r"|(?:Phần|PHẦN)\s+(?:thứ|THỨ)\s+\p{L}+\s*(?:[.:]|$)"
    r"|(?:Điều|Chương|Phần|Mục|Phụ\s+lục)\s+(?:\d{1,3}|[IVXLC]{1,6})\s*(?:[.:]|$)"
    r"|(?:Câu(?:\s+hỏi)?|Nội\s+dung|Tiêu\s+chí(?:\s+số)?)\s+\d{1,2}\s?[.:)–-]\s"
    r"|(?:Nơi\s+nhận|NƠI\s+NHẬN|Kính\s+gửi|KÍNH\s+GỬI|TM\.|KT\.|TL\.|TUQ\.|T/M|K/T|T/L|Số\s*:)"
    r")"
)
_STOPS, _CLOSERS = (".", ";", ":", "!", "?", "…"), '"”’)*_ \t\n'
_JOINTS, _MARKS = ("-", "–", "/", ",", "(", "&"), "*_ \t\n"
_LEADS = "*_#>“\"'( \t\n"
_ENDS_IN_SYMBOL = regex.compile(r"(?:\d[a-zđ]?|/ ?[A-ZĐ][A-ZĐa-zđ]{1,5}) ?[-–/]$")
_BARE_MARKER = regex.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ]|[IVX]{1,5})[.)]|[-+•*]|[Ss]ố\s*:")
# A break inside an identifier ("675/QĐ-" + "UBND"), and before the second half of a name that has a dash.
_OPEN_IDENTIFIER = regex.compile(
    r"(?:^|[^\w./])\d{1,5}[a-z]?(?:\s?/\s?\d{4})?\s?[-–/]"
    r"(?:(?:\s?[A-ZĐƯ][A-ZĐƯa-zđư&]*\s?|[a-zđ]{2,9}\d{0,2},?)[-–/])*$"
)
_CODE = regex.compile(r"[A-ZĐƯ]{2}|Qy?Đ|ThU|\d{4}\s?/")
_COMPOUND = regex.compile(
    r"kinh tế\n[-–] ?xã hội|lao động\n[-–] ?thương binh|quốc phòng\n[-–] ?an ninh|an ninh\n[-–] ?quốc phòng"
    r"|văn hóa\n[-–] ?(?:xã hội|thể thao)|kế hoạch\n[-–] ?tài chính|tài chính\n[-–] ?kế hoạch|\d{4}\n[-–] ?\d{4}",
    regex.IGNORECASE,
)
_LAST_TAGS = regex.compile(r"(?:\s*</?[a-z]{1,6}\s?/?>)+$", regex.IGNORECASE)
_AFTER_ADDRESSEE = regex.compile(r"Kính (?:gửi|trình)[^\n]*\n(?:Căn cứ|Thực hiện|Theo|Để|Qua|Phúc đáp|Trên cơ sở) ")
_ESCAPED = regex.compile(r"\\([-–+*.)])")
_FULL = 0.85  # of the width of a line
_MIN_WRAP, _MAX_WRAP = 40, 130


def starts_item(text: str, start: int) -> bool:
    """Whether the line at `start` begins with a list marker or another word that opens a paragraph."""
    # No word in small letters opens a paragraph.
    in_word = text[start : start + 1].islower() and text[start + 1 : start + 2].isalpha()
    return not in_word and _ITEM.match(text, start) is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document's lines are set.

    `width` is the length of a full line, None where lines are not wrapped. `double_spaced`: a blank line follows
    every line and so means nothing. `blank_separated`: blank lines stand between paragraphs, and only there.
    """

    width: int | None
    double_spaced: bool
    blank_separated: bool

    def joins(self, text: str, line: Span, following: Span) -> bool:
        """Whether `following` goes on with the sentence of `line`."""
        after = unmarked(_unescaped(text[following.start : following.end].strip()))
        this = unmarked(text[line.start : line.end].strip())
        if this[-1:] == ">":
            this = _LAST_TAGS.sub("", this)
        if splits_name(this, after):
            return True
        if starts_item(after, 0) or (this.startswith("Kính") and _AFTER_ADDRESSEE.match(this + "\n" + after)):
            return False
        if _BARE_MARKER.fullmatch(this):
            return True
        rest = after.lstrip(_LEADS)
        ended = _ends_sentence(this)
        if _gap(text, line, following) and not self.double_spaced:
            # A page break inside a sentence leaves a blank line; a small letter after an open end shows it.
            return rest[:1].islower() and not ended and len(this) > _MIN_WRAP
        if rest[:1].islower() and not ended:
            return True
        if self.width is None:
            return False
        if this.endswith(";") and rest[:1].islower() and rest == after:
            # A clause ends at the end of a full line; items that a semicolon parts begin with a mark or a capital.
            return len(this) + 1 + len(rest.split(" ", 1)[0]) >= _FULL * self.width
        if this.rstrip(_MARKS).endswith(_JOINTS):
            return True
        full = len(this) + 1 + len(rest.split(" ", 1)[0]) >= _FULL * self.width
        if rest[:1].isdigit() or after.startswith("("):
            return not ended or this.endswith(":") or full
        if self.blank_separated and this.isupper() == rest.isupper():
            return not ended
        return full and not ended


def _unescaped(line: str) -> str:
    """A line without the backslash that Markdown puts before a list marker's dash, dot or bracket."""
    return _ESCAPED.sub(r"\1", line, count=1) if "\\" in line[:12] else line


def splits_name(this: str, after: str) -> bool:
    """Whether the break stands inside an identifier or a name, whatever else the lines look like."""
    if this[-1:] in "*_" or after[:1] in "*_":
        this, after = this.rstrip("*_"), after.lstrip("*_")
    if this[-1:] in "-–/":
        if after[:1].isalnum() and _ENDS_IN_SYMBOL.search(this):
            return True
        return _CODE.match(after) is not None and _OPEN_IDENTIFIER.search(this[-60:]) is not None
    return after[:1] in "-–" and _COMPOUND.search(f"{this[-12:]}\n{after[:14]}") is not None


def measure(text: str, lines: Sequence[Span]) -> Layout:
    """Find the layout from the lengths of the non-blank lines and from the gaps inside open sentences."""
    if len(lines) < 2:
        return Layout(None, False, False)
    written = [text[line.start : line.end].strip() for line in lines]
    lengths = sorted(map(len, written))
    width = lengths[int(0.9 * (len(lengths) - 1))]
    if not (_MIN_WRAP <= width <= _MAX_WRAP and lengths[int(0.98 * (len(lengths) - 1))] <= 2 * width):
        return Layout(None, False, False)
    gaps = open_pairs = open_gaps = 0
    for (line, following), (this, after) in zip(itertools.pairwise(lines), itertools.pairwise(written), strict=True):
        gap = _gap(text, line, following)
        gaps += gap
        if after[:1].islower() and not _ends_sentence(this):
            open_pairs += 1
            open_gaps += gap
    double_spaced = open_pairs > 0 and open_gaps > 0.5 * open_pairs
    return Layout(width, double_spaced, not double_spaced and gaps > 0.15 * len(lines))


def _ends_sentence(line: str) -> bool:
    return line.rstrip(_CLOSERS).endswith(_STOPS)


def _gap(text: str, line: Span, following: Span) -> bool:
    """Whether a blank line stands between the two; page numbers and running heads are no blank lines."""
    if text.count("\n", line.end, following.start) < 2:
        return False
    return not all(between.strip() for between in text[line.end : following.start].split("\n")[1:-1])
