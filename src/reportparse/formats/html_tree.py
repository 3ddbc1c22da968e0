"""HTML to a small tree, forgiving as browsers are about end tags that are left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905
)
_DROPPED = frozenset(("script", "style", "head", "title", "noscript", "template", "svg", "object"))
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure "  # noqa: SIM905
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th "
    "thead tr ul".split()
)
# An opening tag ends the open elements of the first set, unless one of the second stands between.
_CELL = frozenset(("td", "th"))
_SECTIONS = frozenset(("thead", "tbody", "tfoot"))
_TABLE = frozenset(("table",))
_LISTS = frozenset(("ul", "ol"))
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset(("li",)), _LISTS | _TABLE | _CELL),
    "dt": (frozenset(("dt", "dd")), frozenset(("dl",)) | _TABLE | _CELL),
    "dd": (frozenset(("dt", "dd")), frozenset(("dl",)) | _TABLE | _CELL),
    "td": (_CELL, frozenset(("tr",)) | _TABLE),
    "th": (_CELL, frozenset(("tr",)) | _TABLE),
    "tr": (frozenset(("tr",)), _TABLE),
    **dict.fromkeys(_SECTIONS, (_SECTIONS, _TABLE)),
}
_MAX_DEPTH = 150  # deeper elements become children of this one, so that walking the tree is safe


@dataclass
class Node:
    """An element with its attributes and its children: elements and text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)


def parse_tree(text: str) -> Node:
    """The tree of an HTML page under a root without meaning; scripts, styles and the head are left out."""
    parser = _TreeParser()
    parser.feed(text)
    parser.close()
    return parser.root


class _TreeParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]
        self._dropping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._dropping.clear()  # a head that was never closed
        if tag in _DROPPED and tag not in _VOID:
            self._dropping.append(tag)
        if self._dropping:
            return
        if tag in _ENDS:
            self._end(*_ENDS[tag])
        elif tag in BLOCKS and self._open[-1].tag == "p":
            self._open.pop()
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID and len(self._open) < _MAX_DEPTH:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID or tag not in _DROPPED:
            self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._dropping:
            if tag in self._dropping:
                del self._dropping[self._dropping.index(tag) :]
            return
        barrier = frozenset() if tag in ("table", "body", "html") else _TABLE
        self._end(frozenset((tag,)), barrier)

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._open[-1].children.append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Skip `<![...]>` of any kind: the standard parser stops at kinds it does not know."""
        end = self.rawdata.find(">", i)
        return end + 1 if end >= 0 else len(self.rawdata)

    def _end(self, tags: frozenset[str], barrier: frozenset[str]) -> None:
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag in tags:
                del self._open[index:]
                return
            if self._open[index].tag in barrier:
                return
