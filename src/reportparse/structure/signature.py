"""The end of a document: who signs, with what authority, and who receives it.

Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.7 and II.9; Hướng dẫn 36-HD/VPTW and 05-HD/VPTW for the Party. "Nơi nhận"
stands left, the signature right; in a file of lines they are often on the same lines ("- Như trên; CHỦ TỊCH"). What
is the right column is told by its words: capitals of a post, a mark such as "TM.", a person's name.

Where both "TM. ỦY BAN NHÂN DÂN" and "KT. CHỦ TỊCH" stand, `signing_authority` is both, on whose behalf and in
whose place, and `signer_title` the post of the person who signs ("PHÓ CHỦ TỊCH").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import regex

from reportparse.lexicon import Lexicon
from reportparse.model.document import Document
from reportparse.structure.header_lists import clean_item, list_items
from reportparse.structure.header_text import Segment, Zone, head_end, zone_after, zone_before
from reportparse.text.fold import fold, squeeze, unmark

_BULLETS = "-–+•"
_BLOCK = 60
_SIGNED_BEFORE, _REACH = 16, 1000  # lines and characters that signatures take above the recipients
_LONGEST_ITEM, _LONGEST_PIECE = 160, 400
_LIST_WORDS = ("Nơi nhận", "NƠI NHẬN", "Nơi Nhận", "Nơi  nhận", "Nơi gửi", "NƠI GỬI")
_APPENDIX_WORDS = ("PHỤ LỤC", "Phụ lục", "Phụ\nlục", "PHỤ\nLỤC", "Kèm theo", "Kèm\ntheo")
_INDENT = 200
_MARKS = str.maketrans("*#|", "   ")
_CAPS_WORD = r"(?![A-Z]['’]?\s+[A-Z][a-z])[A-Z\d&][A-Z\d&.\-]*,?(?![a-z'’])"
_CAPS_RUN = regex.compile(rf"\s*(?:{_CAPS_WORD}\s*|[-–]\s*)+")
_CAPS_TAIL = regex.compile(rf"(?:[ ]+{_CAPS_WORD})*")
_WIDE = regex.compile(r"\s{3,}")
_LONGEST_LINE = 70
_WORD = regex.compile(r"\S+")
_STORED = regex.compile(r"\W*luu\b")
_BRACKETED = regex.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ABBREVIATION = regex.compile(r"(?:^|[\s.])\p{Lu}{1,4}\.$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """`start` is the offset in the document where the block begins, None where there is none."""

    recipients: tuple[str, ...] = ()
    name: str | None = None
    title: str | None = None
    authority: str | None = None
    start: int | None = None


def read_signature(document: Document, lexicon: Lexicon) -> Signature:
    """The signature and recipients of the document itself, not those of its appendices."""
    zone, start = _signature_zone(document, lexicon)
    pieces = list(_sides(zone, lexicon))
    left = [segment for side, segment in pieces if side == "left"]
    right = [segment for side, segment in pieces if side == "right"]
    name, title, authority = _signer(_columns(zone, right), lexicon)
    recipients = _recipients(left, lexicon, zone.double_spaced) if start is not None else ()
    if name is None and title is None and authority is None and not recipients:
        return Signature()
    begins = min([segment.start for segment in right[:1]] + ([] if start is None else [start]))
    return Signature(recipients=recipients, name=name, title=title, authority=authority, start=begins)


def _signature_zone(document: Document, lexicon: Lexicon) -> tuple[Zone, int | None]:
    """The lines of the block, and where "Nơi nhận" stands in them; None where the block has no such list."""
    begin = head_end(document, 8) if len(document.text) > 2000 else 0
    end = _main_end(document, begin, lexicon)
    at = _recipients_at(document, begin, end, lexicon)
    if at is None and end < len(document.text) and not _signed(zone_before(document, end, 15), lexicon):
        # The appendix heading was not one, or the paper is signed after it.
        end = len(document.text)
        at = _recipients_at(document, begin, end, lexicon)
    if at is None:
        return zone_before(document, end, 25), None
    before = zone_before(document, at, _SIGNED_BEFORE)
    lines = before.lines
    prose = max((index for index, line in enumerate(lines) if _is_prose(line)), default=-1)
    signed_before = [line.start for line in lines[prose + 1 :] if _is_right(line, lexicon)]
    zone = zone_after(document, at, _BLOCK)
    if signed_before and (zone.start - signed_before[0]) < _REACH:
        zone = zone_after(document, signed_before[0], _BLOCK)
    return zone.part(zone.start, min(zone.end, end)), at


def _is_prose(line: Segment) -> bool:
    """Whether a line is of the text above the signature; its columns aside, no line of a signature is so long."""
    return line.text.endswith(("./.", "/.")) or max(len(piece) for piece in _WIDE.split(line.text)) > _LONGEST_LINE


def _main_end(document: Document, start: int, lexicon: Lexicon) -> int:
    """Where the first appendix begins, else the end of the text."""
    pattern = lexicon.pattern("sign_appendix")
    found = (_first_line(document.text, word, start, len(document.text), pattern.match) for word in _APPENDIX_WORDS)
    return min((at for at in found if at is not None), default=len(document.text))


def _recipients_at(document: Document, start: int, end: int, lexicon: Lexicon) -> int | None:
    """Where the first line that heads the list of recipients begins; in a scan the words may be misread."""
    pattern = lexicon.pattern("sign_recipients_folded")

    def heads(text: str, at: int) -> bool:
        stop = text.find("\n", at)
        line = text[at : len(text) if stop < 0 else stop]
        return pattern.match(fold(line.translate(_MARKS))) is not None

    found = (_first_line(document.text, word, start, end, heads) for word in _LIST_WORDS)
    best = min((at for at in found if at is not None), default=None)
    if best is None:
        tail = zone_before(document, end, _BLOCK)
        best = next((line.start for line in tail.lines if pattern.match(line.folded)), None)
    return best


def _first_line(text: str, word: str, start: int, end: int, accepts: Callable[[str, int], object | None]) -> int | None:
    """Start of the first line or table cell with `word` near its beginning that is accepted."""
    at = text.find(word, start, end)
    while at >= 0:
        low = max(text.rfind("\n", 0, at), text.rfind("\t", 0, at)) + 1
        if at - low <= _INDENT and accepts(text, low):
            return low
        at = text.find(word, at + len(word), end)
    return None


def _signed(zone: Zone, lexicon: Lexicon) -> bool:
    return any(_is_right(line, lexicon) for line in zone.segments)


def _is_right(segment: Segment, lexicon: Lexicon) -> bool:
    """Whether a piece is nothing but a mark of authority or a post."""
    text = unmark(segment.text)
    mark = lexicon.pattern("sign_mark_unmarked").match(text)
    return bool(mark or lexicon.pattern("sign_post_unmarked").match(text)) and len(text) < 80


def _sides(zone: Zone, lexicon: Lexicon) -> Iterator[tuple[str, Segment]]:
    """Each piece of the block as "left" or "right"; a line that holds both columns gives two pieces."""
    opens, remark = lexicon.pattern("sign_recipients_folded"), lexicon.pattern("sign_no_name_folded")
    after_right = False
    for segment in zone.segments:
        if segment.rule:
            continue
        bullet = segment.text[:1] in _BULLETS
        heading = opens.match(segment.folded) is not None
        if not bullet and remark.match(segment.folded):
            continue
        if after_right and not bullet and not heading and (segment.is_caps or _is_lone_word(segment.text)):
            cut = 0
        else:
            cut = _right_column(segment.text, bullet or heading, lexicon)
        if cut > 0:
            yield "left", segment.until(cut)
        if cut < len(segment.text):
            yield "right", segment.since(cut)
        after_right = cut == 0


def _is_lone_word(text: str) -> bool:
    """A single capitalised word: the first part of a name that was broken over two lines, or a name such as K'Brơi."""
    letters = text.replace("'", "").replace("’", "")
    return (
        letters.isalpha()
        and text[:1].isupper()
        and (letters[1:].islower() or (letters[2:].islower() and letters != text))
    )


def _right_column(text: str, in_list: bool, lexicon: Lexicon) -> int:
    """Where the signature's column begins in a piece: 0 if the whole piece is of it, its length if none."""
    if len(text) > _LONGEST_PIECE:
        return len(text)
    plain = unmark(text)
    for pattern in ("sign_mark_unmarked", "sign_post_unmarked"):
        for match in lexicon.pattern(pattern).finditer(plain):
            if (match.start() == 0 and not in_list) or _is_caps_to_end(text, match.end(), lexicon):
                return int(match.start())
    if not in_list and lexicon.pattern("sign_lone_post_unmarked").fullmatch(plain.strip()):
        return 0
    name = _trailing_name(text, in_list, lexicon)
    return len(text) if name is None else name


def _is_caps_to_end(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether only capitals follow, or capitals and a name: then no recipient goes on there."""
    match = _CAPS_RUN.match(unmark(text), start)
    tail = text[match.end() if match else start :].strip()
    return not tail or lexicon.pattern("sign_name").fullmatch(tail) is not None


def _trailing_name(text: str, in_list: bool, lexicon: Lexicon) -> int | None:
    """Offset of a person's name that ends a piece, None where it ends otherwise.

    Behind a list item the name must begin with a family name or follow the last item: "- Lưu: VT. Lê Văn An".
    """
    name, surname = lexicon.pattern("sign_name"), lexicon.pattern("sign_surname_folded")
    plain = lexicon.pattern("sign_rank").sub(lambda match: " " * len(match.group()), text)
    words = list(_WORD.finditer(plain))
    for count in range(min(6, len(words)), 1, -1):
        start: int = words[-count].start()
        if name.fullmatch(plain[start:].rstrip() if in_list else plain[start:].rstrip(" .")) is None:
            continue
        before = plain[:start].rstrip()
        if not before:
            return None if in_list else 0
        stored = _STORED.match(fold(text)) is not None
        known = surname.match(fold(words[-count].group())) is not None
        if before.endswith((";", ")")) and (known or stored):
            return start
        if before.endswith((".", ",")) and (stored or (known and _ABBREVIATION.search(before) is None)):
            return start
        if stored and known and count > 2:
            return start
    return None


def _recipients(left: Sequence[Segment], lexicon: Lexicon, double_spaced: bool) -> tuple[str, ...]:
    """The items under "Nơi nhận"; a line without a dash goes on with the item above it."""
    opens = lexicon.pattern("sign_recipients_folded")
    items: list[str] = []
    begun = bulleted = waiting = False
    for piece in left:
        if not begun:
            match = opens.match(piece.folded)
            begun = match is not None
            items += list_items(piece.text[match.end() :].lstrip(":; ")) if match else []
            continue
        bullet = piece.text[:1] in _BULLETS
        open_end = bool(items) and not items[-1].endswith((";", ".", "/"))
        if bullet:
            bulleted = True
            found = list_items(piece.text)
            waiting = not found
            items += found
        elif waiting or not items:
            items += list_items(piece.text)
            waiting = False
        elif _STORED.match(fold(items[-1])) and not (open_end and not piece.gap):
            break
        elif open_end and (not piece.gap or double_spaced or piece.text[:1].islower()):
            items[-1] += " " + piece.text
        elif bulleted or (piece.gap and not double_spaced) or len(piece.text) > _LONGEST_ITEM:
            break
        else:
            items += list_items(piece.text)
    return tuple(item for item in map(clean_item, items) if item)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The pieces of the signatures' column, one a line of `text`; `rows` and `columns` say where each piece stood."""

    text: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]

    def place(self, at: int) -> tuple[int, int]:
        """Row and column of the piece that holds the character at `at` of `text`."""
        index = self.text.count("\n", 0, at)
        return self.rows[index], self.columns[index]


def _columns(zone: Zone, pieces: Sequence[Segment]) -> _Columns:
    columns = (piece.start - zone.start - zone.text.rfind("\n", 0, piece.start - zone.start) - 1 for piece in pieces)
    return _Columns(
        "\n".join(piece.text.replace("\n", " ") for piece in pieces),
        tuple(piece.line for piece in pieces),
        tuple(columns),
    )


def _nearest(found: _Columns, post: int, names: Sequence[tuple[int, str]]) -> str | None:
    """The first of the names; of several names side by side the one that stands under the post."""
    if not names:
        return None
    row = found.place(names[0][0])[0]
    column = found.place(post)[1]
    beside = [(at, name) for at, name in names if found.place(at)[0] == row]
    return min(beside, key=lambda one: abs(found.place(one[0])[1] - column))[1]


def _signer(found: _Columns, lexicon: Lexicon) -> tuple[str | None, str | None, str | None]:
    """Name, post and authority from the pieces of the right column."""
    text = found.text
    plain = unmark(text)
    marks = list(lexicon.pattern("sign_mark_unmarked").finditer(plain))
    posts = [match.span() for match in lexicon.pattern("sign_post_unmarked").finditer(plain)]
    lone = lexicon.pattern("sign_lone_post_unmarked").finditer(plain)
    posts += [match.span() for match in lone if not any(start <= match.start() < end for start, end in posts)]
    authorities: list[str] = []
    for mark in marks:
        end = _authority_end(plain, mark, [other.start() for other in marks], sorted(posts))
        posts = [post for post in posts if not mark.start() <= post[0] < end]
        if not authorities or not mark.group().startswith(("TM", "T/M", "T.M")):
            # "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH" says on whose behalf and in whose place: both are the authority.
            authorities.append(squeeze(text[mark.start() : end]).rstrip(" ,;."))
    authority = " ".join(authorities) or None
    posts.sort()
    clerk = lexicon.pattern("sign_clerk_unmarked")
    real = [post for post in posts if clerk.match(plain, post[0]) is None] or posts
    names = _names(text, [mark.start() for mark in marks], posts, lexicon)
    if not real:
        return (names[-1][1] if names and marks else None), None, authority
    chosen = real[0]
    title = squeeze(text[chosen[0] : _line_tail(plain, chosen[1])])
    after = [name for at, name in names if at >= chosen[1]]
    side_by_side = len(posts) > 1 and len(after) == len(posts) and names[0][0] > posts[-1][0]
    beside = after[posts.index(chosen)] if side_by_side else None
    return beside or _nearest(found, chosen[0], [one for one in names if one[0] >= chosen[1]]), title, authority


def _authority_end(plain: str, mark: regex.Match[str], marks: Sequence[int], posts: Sequence[tuple[int, int]]) -> int:
    """Where the words after "TM." or "KT." end: at the post of the signer, at the next mark, or with the capitals."""
    inside = [post for post in posts if post[0] >= mark.end()]
    if inside and inside[0][0] == mark.end() and not mark.group().startswith(("TM", "T/M", "T.M")):
        inside = inside[1:]
    stops = [post[0] for post in inside[:1]] + [at for at in marks if at > mark.start()]
    run = _CAPS_RUN.match(plain, mark.end())
    if run is None:
        line_end = plain.find("\n", mark.end())
        run_end = len(plain) if line_end < 0 else line_end
    else:
        run_end = run.end()
    return min([run_end, *stops])


def _line_tail(plain: str, start: int) -> int:
    """End of the capitals that go on with a post on its own line ("PHÓ CHỦ TỊCH THƯỜNG TRỰC")."""
    match = _CAPS_TAIL.match(plain, start)
    return match.end() if match else start


def _names(
    text: str, marks: Sequence[int], posts: Sequence[tuple[int, int]], lexicon: Lexicon
) -> list[tuple[int, str]]:
    """Persons' names with their offsets: a line of its own, or the end of a line of capitals."""
    name, rank = lexicon.pattern("sign_name"), lexicon.pattern("sign_rank")
    remark, surname = lexicon.pattern("sign_no_name_folded"), lexicon.pattern("sign_surname_folded")
    found: list[tuple[int, str]] = []
    offset, waiting = 0, ""
    for line in text.split("\n"):
        start = offset
        starts = [at for at in (*marks, *(post[0] for post in posts)) if offset <= at <= offset + len(line)]
        if starts:
            run = _CAPS_RUN.match(unmark(text), max(starts))
            start = run.end() if run else offset + len(line)
        rest = _BRACKETED.sub("", text[start : offset + len(line)]).strip(" .,;:")
        plain = rank.sub("", rest)
        offset += len(line) + 1
        if not plain or remark.match(fold(plain)):
            continue
        if name.fullmatch(f"{waiting} {plain}".strip()):
            found.append((start, squeeze(f"{waiting} {plain}")))
            waiting = ""
        elif _is_lone_word(plain):
            waiting = plain
        elif plain.isupper() and 2 <= len(plain.split()) <= 5 and surname.match(fold(plain.split()[0])):
            found.append((start, squeeze(plain)))
    return found
