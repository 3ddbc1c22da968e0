"""Word files that no reader should have to see: bombs of ZIP and XML, rings of parts and styles, tables without end."""

from __future__ import annotations

from collections.abc import Iterator

from hostile_damage import Named, cut, torn, turned
from hostile_office import (
    TEXT,
    changed,
    encrypted,
    good_excel,
    good_word,
    laughs,
    outside,
    packed,
    parts_of,
    quadratic,
    without,
)

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_PART = "word/document.xml"
_SAID = f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>"


def word_files() -> Iterator[Named]:
    """Every hostile Word file, by name."""
    good = good_word()
    yield "good.docx", good
    yield from cut("word.docx", good)
    yield from turned("word.docx", good, files=8)
    yield from torn("word.docx", good)
    yield from _bombs(good)
    yield from _tables(good)
    yield from _lists(good)
    yield from _parts(good)


def _document(body: str, head: str = "") -> str:
    return f'{head}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'


def _word(good: bytes, body: str, head: str = "") -> bytes:
    return changed(good, _PART, _document(body, head))


def _bombs(good: bytes) -> Iterator[Named]:
    called = "<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>"
    yield "word-laughs.docx", _word(good, called, laughs("w:document"))
    yield "word-quadratic.docx", _word(good, called * 2_000, quadratic("w:document"))
    yield "word-outside.docx", _word(good, called, outside("w:document"))
    styles = f"{laughs('w:styles')}<w:styles xmlns:w='{_WORD}'>&a9;</w:styles>"
    yield "word-laughs-in-styles.docx", changed(good, "word/styles.xml", styles)
    yield "word-zip-bomb.docx", _word(good, f"{_SAID}<!-- {'0' * 300_000_000} -->")
    yield "word-million-paragraphs.docx", _word(good, "<w:p/>" * 1_000_000 + _SAID)
    deep = "<w:sdt><w:sdtContent>" * 20_000 + _SAID + "</w:sdtContent></w:sdt>" * 20_000
    yield "word-elements-deep.docx", _word(good, deep)


def _tables(good: bytes) -> Iterator[Named]:
    opened, closed = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    yield "word-tables-deep.docx", _word(good, opened * 3_000 + _SAID + closed * 3_000)
    span = '<w:tcPr><w:gridSpan w:val="{}"/></w:tcPr>'
    for name, value in (("giant", "2000000000"), ("negative", "-7"), ("word", "ba")):
        wide = f"{opened}{span.format(value)}{_SAID}</w:tc><w:tc>{_SAID}{closed}"
        yield f"word-span-{name}.docx", _word(good, wide)
    merged = f'{opened}<w:tcPr><w:vMerge w:val="odd"/></w:tcPr></w:tc></w:tr><w:tr/>'
    before = '<w:tr><w:trPr><w:gridBefore w:val="99999999"/></w:trPr></w:tr></w:tbl>'
    yield "word-rows-odd.docx", _word(good, merged + before + _SAID)
    row = f"<w:tr>{f'<w:tc>{_SAID}</w:tc>' * 2_000}</w:tr>"
    yield "word-columns-2000.docx", _word(good, f"<w:tbl>{row * 3}</w:tbl>")


def _lists(good: bytes) -> Iterator[Named]:
    """Styles, numbers and notes that point to each other or nowhere."""
    based = '<w:style w:type="paragraph" w:styleId="{}"><w:basedOn w:val="{}"/></w:style>'
    styles = f'<w:styles xmlns:w="{_WORD}">{based.format("A", "B")}{based.format("B", "A")}</w:styles>'
    styled = f'<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>{TEXT}</w:t></w:r></w:p>'
    yield "word-styles-ring.docx", changed(changed(good, "word/styles.xml", styles), _PART, _document(styled))
    start, form = '<w:start w:val="999999999999999999999"/>', '<w:numFmt w:val="lowerRoman"/>'
    level = f'<w:lvl w:ilvl="0">{start}{form}<w:lvlText w:val="%1.%9.%0"/></w:lvl>'
    scheme = f'<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="A"/>{level}</w:abstractNum>'
    lists = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{of}"/></w:num>' for n, of in ((1, 0), (2, 9)))
    numbers = f'<w:numbering xmlns:w="{_WORD}">{scheme}{lists}</w:numbering>'
    item = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'
    )
    listed = "".join(item.format(*each) for each in ((0, 1), (99, 1), (-1, 1), (0, 2), (0, "x")))
    yield "word-numbers-odd.docx", changed(changed(good, "word/numbering.xml", numbers), _PART, _document(listed))
    called = '<w:p><w:r><w:footnoteReference w:id="1"/><w:t>x</w:t></w:r></w:p>'
    notes = f'<w:footnotes xmlns:w="{_WORD}"><w:footnote w:id="1">{called}</w:footnote></w:footnotes>'
    yield "word-note-itself.docx", changed(changed(good, "word/footnotes.xml", notes), _PART, _document(called))


def _parts(good: bytes) -> Iterator[Named]:
    """Main parts of odd kinds, packages without what they need, relations that lead round or out."""
    yield "word-empty-body.docx", _word(good, "")
    yield "word-not-xml.docx", changed(good, _PART, b"\0\1\2 not xml")
    declared = '<?xml version="1.0" encoding="{}"?>'
    yield "word-utf16.docx", changed(good, _PART, _document(_SAID, declared.format("UTF-16")).encode("utf-16"))
    yield "word-wrong-encoding.docx", _word(good, _SAID, declared.format("made-up"))
    yield "word-other-root.docx", changed(good, _PART, "<html><body>a</body></html>")
    marks = "<w:p><w:r><w:t>&#x9;&#xFFFD;\u202e\u0300\u0300\u0300</w:t></w:r></w:p>"
    yield "word-text-of-control.docx", _word(good, marks)
    yield "word-no-main-part.docx", packed({**parts_of(without(good, _PART)), "word/_rels/x": "a"})
    yield "word-no-types.docx", without(good, "[Content_Types]")
    yield "word-relations-none.docx", without(good, ".rels")
    for name, target in (("ring", "_rels/.rels"), ("outside", "../../../../etc/passwd")):
        related = f'<Relationship Id="rId1" Type="{_OFFICE}" Target="{target}"/>'
        relations = f'<Relationships xmlns="{_PACKAGE}">{related}</Relationships>'
        yield f"word-relations-{name}.docx", changed(good, "_rels/.rels", relations)
    yield "word-password.docx", encrypted()
    yield "word-is-excel.docx", good_excel() + b"\0"
