"""Changes of form that documents meet on their way: each takes a text and gives the same text in another form.

None of them changes what a reader understands, but for those that are named as damage. `Source` says where the running
text is, so that a change that would destroy the layout of a table or of the form's header stays out of them.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

# Tone marks: the tones of Vietnamese as combining characters, and the places of "oa", "oe", "uy" before a word's end.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD = re.compile(
    rf"(?<![qQ])([oO])([{_TONES}])([aAeE])(?![\w\u0300-\u036f])|(?<![qQ])([uU])([{_TONES}])([yY])(?![\w\u0300-\u036f])"
)
_NEW = re.compile(
    rf"(?<![qQ])([oO])([aAeE])([{_TONES}])(?![\w\u0300-\u036f])|(?<![qQ])([uU])([yY])([{_TONES}])(?![\w\u0300-\u036f])"
)
_Y = re.compile(rf"(?<!\w)((?:qu|[hklmst])y|(?:Qu|[KT])y)(?=[{_TONES}](?![\w\u0300-\u036f]))")
_IDENTIFIER = re.compile(r"(?<![\w/])\d{1,5}(?:/\d{4})?[/-][A-ZĐ][A-Za-zĐđ]{0,8}(?:\s?[-–/]\s?[A-ZĐ][A-Za-zĐđ&]+)+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_GLUE = re.compile(
    r"(?<=[^\W\d_]{2}) (?=\d)(?<!Phường )(?<!phường )(?<!PHƯỜNG )|(?<=\d) (?=(?:hộ|khẩu|đồng|triệu|tỷ)\b)"
)
_STACKED = str.maketrans("ốồổềếấầộệỐỒỔỀẾẤẦ", "ôôôêêââôêÔÔÔÊÊÂÂ")


@dataclass(frozen=True)
class Source:
    """A text, the numbers of its lines of running text (from 0), and its blocks: paragraphs, or lines as they are."""

    text: str
    prose: frozenset[int]
    blocks: tuple[tuple[bool, str], ...]


@dataclass(frozen=True)
class Noise:
    """One change of form. `damage` says what of the information it destroys, None where it destroys none."""

    name: str
    change: Callable[[Source, Random], str]
    damage: str | None = None


def spelled_alike(text: str) -> str:
    """One form for spellings that mean the same: tones on "hoà", "uỷ", the letter i of "tỉ", "kĩ"; NFC."""
    parts = _OLD.sub(lambda m: _moved(m, 0, 2, 1), unicodedata.normalize("NFD", text))
    # A space that is missing before a figure or after a comma stands in a subject as written; no measure is about that.
    return re.sub(
        r"(?<=[^\W\d_]) (?=\d)|(?<=[^\W\d_][,.;:]) (?=[^\W\d_])", "", unicodedata.normalize("NFC", _with_i(parts))
    )


def _moved(match: re.Match[str], *order: int) -> str:
    letters = [group for group in match.groups() if group]
    return "".join(letters[index] for index in order)


def _with_i(parts: str) -> str:
    return _Y.sub(lambda m: m.group(1)[:-1] + "i", parts)


def _words(text: str, random: Random, share: float, change: Callable[[str], str]) -> str:
    return re.sub(r"\S+", lambda m: change(m.group()) if random.random() < share else m.group(), text)


def _at(text: str, random: Random, share: float, pattern: str | re.Pattern[str], new: str) -> str:
    return re.sub(pattern, lambda m: new if random.random() < share else m.group(), text)


def _lines(source: Source, change: Callable[[str], str]) -> str:
    """Every line of running text changed, the others as they are."""
    lines = source.text.split("\n")
    return "\n".join(change(line) if number in source.prose else line for number, line in enumerate(lines))


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _windows(word: str) -> str:
    """As Windows-1258 stores letters: the vowel with its circumflex, the tone apart."""
    return "".join(ch if ch in _TONES else unicodedata.normalize("NFC", ch) for ch in _clusters(word))


def _clusters(word: str) -> Sequence[str]:
    found: list[str] = []
    for ch in unicodedata.normalize("NFD", word):
        if found and unicodedata.combining(ch) and ch not in _TONES:
            if found[-1] in _TONES:
                found[-2] += ch
            else:
                found[-1] += ch
        else:
            found.append(ch)
    return found


def _new_tones(text: str) -> str:
    return unicodedata.normalize("NFC", _OLD.sub(lambda m: _moved(m, 0, 2, 1), _nfd(text)))


def _old_tones(text: str) -> str:
    return unicodedata.normalize("NFC", _NEW.sub(lambda m: _moved(m, 0, 2, 1), _nfd(text)))


def _i_for_y(text: str) -> str:
    return unicodedata.normalize("NFC", _with_i(_nfd(text)))


def _between_letters(mark: str, share: float) -> Callable[[Source, Random], str]:
    return lambda source, random: _at(source.text, random, share, r"(?<=[^\W\d_])(?=[^\W\d_])", mark)


def _dashes(dash: str) -> Callable[[Source, Random], str]:
    def change(source: Source, _: Random) -> str:
        lines = source.text.split("\n")
        return "\n".join(line if re.fullmatch(r"[\s|:\-]*", line) else line.replace("-", dash) for line in lines)

    return change


def _broken_identifiers(mark: str) -> Callable[[Source, Random], str]:
    """A break after a separator of an identifier; `{page}` in `mark` counts pages."""

    def change(source: Source, random: Random) -> str:
        pages = iter(range(1, 10_000))

        def broken(match: re.Match[str]) -> str:
            places = [at for at, ch in enumerate(match.group(), 1) if ch in "-/–"]
            if random.random() < 0.5:
                return match.group()
            at = random.choice(places)
            return match.group()[:at] + mark.format(page=next(pages)) + match.group()[at:]

        # Once in a line: a page with one line is none.
        return _lines(source, lambda line: _IDENTIFIER.sub(broken, line, count=1))

    return change


def _pages(mark: str, every: int, first: int = 1) -> Callable[[Source, Random], str]:
    """A page break after so many lines of running text, in the middle of a sentence where there is one."""

    def change(source: Source, random: Random) -> str:
        pages = iter(range(first, 10_000))
        seen = 0

        def broken(line: str) -> str:
            nonlocal seen
            seen += 1 + len(line) // 100
            places = [m.start() for m in re.finditer(r"(?<=[^\W\d_]) (?=[^\W\d_A-ZĐ])", line) if m.start() > 30]
            if seen < every or not places:
                return line
            seen = 0
            at = random.choice(places)
            return line[:at] + mark.format(page=next(pages)) + line[at + 1 :]

        return _lines(source, broken)

    return change


def _capitals(share: float) -> Callable[[Source, Random], str]:
    """Some short paragraphs in capitals."""

    def change(source: Source, random: Random) -> str:
        found = []
        for paragraph, text in source.blocks:
            up = paragraph and len(text) < 200 and random.random() < share
            found.append(text.upper() if up else text)
        return "\n".join(found)

    return change


def _headings_up(source: Source, _: Random) -> str:
    return _lines(
        source,
        lambda line: line.upper() if re.match(r"\W*(?:[IVX]+|\d{1,2})[.)/]\s", line) and len(line) < 90 else line,
    )


def _low_identifiers(source: Source, _: Random) -> str:
    return _lines(source, lambda line: _IDENTIFIER.sub(lambda m: m.group().lower(), line))


def _bold(open_: str, close: str) -> Callable[[Source, Random], str]:
    """Marks around identifiers, around figures and around some whole lines."""

    def change(source: Source, random: Random) -> str:
        def marked(line: str) -> str:
            if not line.strip() or "*" in line or "<" in line:
                return line
            if random.random() < 0.15:
                return f"{open_}{line.strip()}{close}"
            pattern = rf"{_IDENTIFIER.pattern}|(?<![\w.,/-])\d+(?:[.,]\d+)*%?(?: (?:hộ|đồng|triệu đồng))?(?![\w.,/-])"
            return re.sub(pattern, lambda m: f"{open_}{m.group()}{close}" if random.random() < 0.2 else m.group(), line)

        return _lines(source, marked)

    return change


def _escapes(source: Source, random: Random) -> str:
    return _lines(source, lambda line: _at(line, random, 0.5, r"(?=[-.()\[\]_])", "\\"))


def _entities(source: Source, random: Random) -> str:
    text = source.text.replace("&", "&amp;")
    return _at(_at(text, random, 0.2, r"(?<=\w) (?=\w)", "&nbsp;"), random, 0.3, "–", "&ndash;")


def _line_tags(source: Source, random: Random) -> str:
    return _lines(source, lambda line: f"{line}<br>" if line.strip() and random.random() < 0.4 else line)


def _tables_piped(source: Source, _: Random) -> str:
    """Tables of tabs as Markdown."""
    lines, found = source.text.split("\n"), []
    for number, line in enumerate(lines):
        row = line.count("\t") >= 2 and number not in source.prose
        found.append("| " + " | ".join(line.split("\t")) + " |" if row else line)
        above = next((lines[at] for at in range(number - 1, -1, -1) if lines[at].strip()), "")
        before = above.count("\t") >= 2
        if row and not before:
            found.append("|" + "---|" * (line.count("\t") + 1))
    return "\n".join(found)


def _tables_flattened(source: Source, joint: Callable[[Sequence[str]], str]) -> str:
    """Tables of tabs as a copy leaves them: one line a row, one space between cells."""
    return "\n".join(
        joint([cell.strip() for cell in line.split("\t")])
        if line.count("\t") >= 2 and number not in source.prose
        else line
        for number, line in enumerate(source.text.split("\n"))
    )


def _wrapped(width: int) -> Callable[[Source, Random], str]:
    def change(source: Source, _: Random) -> str:
        found: list[str] = []
        for paragraph, text in source.blocks:
            found += textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) if paragraph else [text]
        return "\n".join(found)

    return change


def _spaces_doubled(source: Source, random: Random) -> str:
    return _lines(source, lambda line: _at(line, random, 0.3, r"(?<=\S) (?=\S)", "  "))


def _quoted(source: Source, _: Random) -> str:
    """As an e-mail that is answered quotes its lines."""
    return "\n".join(f"> {line}" if line.strip() else ">" for line in source.text.split("\n"))


def _clauses(source: Source, random: Random) -> str:
    """As a message typed on a telephone: a new line after some commas and semicolons."""
    found = []
    for paragraph, text in source.blocks:
        found.append(_at(text, random, 0.4, r"(?<=[^\W\d_][,;]) (?=[^\W\d_])", "\n") if paragraph else text)
    return "\n".join(found)


def _word_lists(source: Source, _: Random) -> str:
    """Lists as a word processor sets and pastes them: bullets, a tab behind the number."""
    return _lines(source, lambda line: re.sub(r"^(\s*\d{1,2}[.)]|\s*[a-zđ][.)]) +", r"\1\t", _bullets(line)))


def _bullets(line: str) -> str:
    return re.sub(r"^\s*- *(?=\w)", "\uf0b7\t", re.sub(r"^\s*\+ *(?=\w)", "o\t", line))


def _unmarked(word: str) -> str:
    bare = "".join(ch for ch in unicodedata.normalize("NFD", word) if not unicodedata.combining(ch))
    return bare.replace("đ", "d").replace("Đ", "D") if word.islower() and word.isalpha() else word


def _scanned(source: Source, random: Random) -> str:
    lines = source.text.split("\n")
    return "\n".join(_words(line, random, 0.06, lambda word: word.translate(_STACKED)) for line in lines)


def _misread_digits(source: Source, random: Random) -> str:
    return _at(_at(source.text, random, 0.03, r"(?<=\d)1|1(?=\d)", "l"), random, 0.03, r"(?<=\d)0", "O")


def _text(change: Callable[[str], str]) -> Callable[[Source, Random], str]:
    return lambda source, _: change(source.text)


def _somewhere(share: float, pattern: str, new: str) -> Callable[[Source, Random], str]:
    """A share of what a pattern finds in the running text changed."""
    return lambda source, random: _lines(source, lambda line: _at(line, random, share, pattern, new))


NOISES: tuple[Noise, ...] = (
    Noise("nfd", _text(_nfd)),
    Noise("nfc and nfd mixed", lambda source, random: _words(source.text, random, 0.4, _nfd)),
    Noise("tones apart", _text(_windows)),
    Noise("tones as in hoà", _text(_new_tones)),
    Noise("tones as in hòa", _text(_old_tones)),
    Noise("i for y", _text(_i_for_y)),
    Noise("eth for đ", _text(lambda text: text.replace("Đ", "\u00d0").replace("đ", "\u00f0"))),
    Noise("no-break spaces", lambda source, random: _at(source.text, random, 0.4, " ", "\u00a0")),
    Noise("narrow spaces", lambda source, random: _at(source.text, random, 0.4, " ", "\u202f")),
    Noise("zero-width", _between_letters("\u200b", 0.05)),
    Noise("byte order marks", lambda source, random: _at(source.text, random, 0.1, r"(?<=\w)(?= )", "\ufeff")),
    Noise("soft hyphens", _between_letters("\u00ad", 0.1)),
    Noise("en dashes", _dashes("–")),
    Noise("em dashes", _dashes("—")),
    Noise("no-break hyphens", _dashes("\u2011")),
    Noise("minus signs", _dashes("\u2212")),
    Noise("crlf", _text(lambda text: text.replace("\n", "\r\n"))),
    Noise("cr", _text(lambda text: text.replace("\n", "\r"))),
    Noise("identifiers over lines", _broken_identifiers("\n")),
    Noise("identifiers over pages", _broken_identifiers("\n\n{page}\n\n\f")),
    Noise("form feeds", _pages("\n\f", 24)),
    Noise("page numbers, form feeds", _pages("\n\n{page}\n\f", 24)),
    Noise("numbers on top of pages", _pages("\n\f{page}\n\n", 24, 2)),
    Noise("page numbers alone", _pages("\n\n{page}\n\n", 24)),
    Noise("page marks", _pages("\n\n--- Trang {page} ---\n\n", 24)),
    Noise("running heads", _pages("\n\f{page}\nỦy ban nhân dân xã - Báo cáo giảm nghèo\n\n", 24, 2)),
    Noise("headings in capitals", _headings_up),
    Noise("lines in capitals", _capitals(0.2)),
    Noise("identifiers in small letters", _low_identifiers, "letter case tells a symbol without a type word"),
    Noise("bold", _bold("**", "**")),
    Noise("italics", _bold("*", "*")),
    Noise("b tags", _bold("<b>", "</b>")),
    Noise("escapes", _escapes),
    Noise("entities", _entities),
    Noise("br tags", _line_tags),
    Noise("tables piped", _tables_piped),
    Noise(
        "tables run together",
        lambda source, _: _tables_flattened(source, lambda cells: " ".join(cells).strip()),
        "heads no longer say what stands below them; an empty cell is one space more",
    ),
    Noise(
        "tables run together, empty cells lost",
        lambda source, _: _tables_flattened(source, lambda cells: " ".join(cell for cell in cells if cell)),
        "where a row with empty cells has its figures",
    ),
    Noise("spaces missing", lambda source, random: _lines(source, lambda line: _at(line, random, 0.3, _GLUE, ""))),
    Noise(
        "spaces missing in identifiers",
        lambda source, random: _lines(source, lambda line: _at(line, random, 0.5, r"(?<=số)(?= \d).", "")),
    ),
    Noise("spaces doubled", _spaces_doubled),
    Noise("wrapped at 60", _wrapped(60)),
    Noise("wrapped at 78", _wrapped(78)),
    Noise("wrapped at 100", _wrapped(100)),
    Noise("a paragraph a line", _wrapped(100_000)),
    Noise("quoted", _quoted),
    Noise("clauses on lines", _clauses),
    Noise("lists of a word processor", _word_lists),
    Noise("tabs for spaces", _somewhere(0.05, r"(?<=\S) (?=\S)", "\t")),
    Noise("no space after stops", _somewhere(0.5, r"(?<=[^\W\d_][,.;:]) (?=[^\W\d_])", "")),
    Noise(
        "words without marks",
        lambda source, random: _lines(source, lambda line: _words(line, random, 0.03, _unmarked)),
        "letters lose their marks",
    ),
    Noise("tones misread", _scanned, "letters lose their tone, as in a scan"),
    Noise("digits misread", _misread_digits, "figures are destroyed"),
)  # fmt: skip
