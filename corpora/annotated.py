"""Annotated sources of the evaluation corpus: reading them and laying out the plain text.

A source (`sources/NNN_slug.txt`) has three parts separated by lines `+++`: settings and header (TOML), the body with
its marks, and the checks. README.md gives the notation. Anything that does not hold stops the run with the reason.
"""

import re
import sys
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

MARK = re.compile(r"⟦([a-z%]+)(?:#([\w.]+))?(?: ([^|⟦⟧]*))?\|([^⟦⟧]*)⟧")
OPEN, CLOSE, PAGE = 0xF0000, 0x100000, "¶"
UNITS = {
    "đồng": 1,
    "đ": 1,
    "vnđ": 1,
    "nghìn đồng": 1000,
    "triệu đồng": 10**6,
    "triệu": 10**6,
    "tỷ đồng": 10**9,
    "tỷ": 10**9,
}
MUST_BE_MARKED = re.compile(  # anything of this look has to stand inside a mark, at least inside a ⟦x|…⟧
    r"\d[ \n]*(?-i:đ|đồng|triệu|tỷ|%|hộ|khẩu|gia đình)(?!\w)|dự án \d|\d/\s?[A-ZĐ]{2}|\d/\d{4}/[A-ZĐ]|\d-[A-ZĐ]{2}",
    re.I,
)


@dataclass
class Mark:
    """One annotated stretch of the text; `line` and `raw` are known once the text is laid out."""

    kind: str
    key: str
    args: list[str]
    text: str
    cell: bool = False
    area: str | None = None
    start: int = 0
    line: int = 0
    raw: str = ""
    value: Any = None
    step: Decimal = Decimal(0)


@dataclass
class Table:
    """A table of the body: rows of cells, how many are header rows, and what its columns hold."""

    name: str
    style: str
    specs: dict[int, str] = field(default_factory=dict)
    checks: list[str] = field(default_factory=list)
    area: int = 0
    rows: list[list[str]] = field(default_factory=list)
    heads: int = 0
    body: list[str] = field(default_factory=list)


@dataclass
class Document:
    """A parsed source: settings, blocks of the body in order, marks by key, check lines."""

    name: str
    meta: dict[str, Any]
    blocks: list[tuple[str, Any]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    text: str = ""

    def by_key(self, key: str) -> Mark:
        """The mark with this key; exactly one has to exist."""
        found = [m for m in self.marks if m.key == key]
        require(self, len(found) == 1, f"{len(found)} marks with the key {key!r}")
        return found[0]


def fail(doc: Document, message: str) -> NoReturn:
    """Stop the run."""
    sys.exit(f"{doc.name}: {message}")


def require(doc: Document, condition: bool, message: str) -> None:
    """Stop the run where something that must hold does not."""
    if not condition:
        fail(doc, message)


def number(text: str) -> tuple[Decimal, Decimal]:
    """Value and last stated digit of the first figure in `text` (Vietnamese separators)."""
    match = re.search(r"\d[\d.]*(?:,\d+)?", text)
    if not match:
        raise ValueError(f"no figure in {text!r}")
    whole, _, decimals = match[0].rstrip(".").partition(",")
    value = Decimal(whole.replace(".", "") + ("." + decimals if decimals else ""))
    return value, Decimal(1).scaleb(-len(decimals))


def evaluate(mark: Mark) -> None:
    """Set value and step of a mark that holds a figure; counts and đồng are exact, so their step is zero."""
    options = dict(a.split("=", 1) for a in mark.args if "=" in a)
    if mark.kind == "m":
        unit = options.get("u") or re.sub(r"^[\d.,\s]+", "", mark.text).casefold().strip()
        factor = UNITS[unit]
        value, step = (Decimal(0), Decimal(1)) if "v" in options else number(mark.text)
        mark.value, mark.step = int(options["v"]) if "v" in options else int(value * factor), step * factor
        mark.step = Decimal(0) if factor == 1 else mark.step
    elif mark.kind in {"n", "h", "hf"}:
        value, step = number(options.get("v", mark.text))
        mark.value, mark.step = (int(value), Decimal(0)) if step == 1 else (value, step)
    elif mark.kind == "%":
        mark.value, mark.step = number(mark.text)


def tag(doc: Document, text: str, cell: bool = False) -> str:
    """Replace marks by pairs of private-use characters and remember them."""

    def one(match: re.Match[str]) -> str:
        kind, key, args, inner = match.groups()
        mark = Mark(kind, key or "", [a.strip() for a in (args or "").split(";")] if args else [], inner, cell)
        evaluate(mark)
        doc.marks.append(mark)
        index = len(doc.marks) - 1
        return f"{chr(OPEN + index)}{inner}{chr(CLOSE + index)}"

    done = MARK.sub(one, text)
    require(doc, "⟦" not in done and "⟧" not in done, f"bad mark in {text!r}")
    return done


def add_table(doc: Document, table: Table) -> None:
    """Tag the cells of a table after its column specifications and write out its checks."""
    for count, line in enumerate(table.body, 1):
        head, total = line.startswith("^"), line.startswith("=")
        cells = line.lstrip("^=").split("¦")
        table.heads += head
        row = "t" if total else str(count - table.heads)
        area = cells[table.area - 1].strip() if table.area and not total else None
        for column, cell in enumerate(cells, 1):
            spec = table.specs.get(column)
            if spec and not head and re.search(r"\d", cell) and "⟦" not in cell:
                kind, _, args = spec.partition(" ")
                bold = "**" if cell.startswith("**") else ""
                cells[column - 1] = f"{bold}⟦{kind}#{table.name}.{row}.{column} {args}|{cell.strip('*')}⟧{bold}"
        first = len(doc.marks)
        table.rows.append([tag(doc, c, cell=True) for c in cells])
        for mark in doc.marks[first:]:
            mark.area = area
    rows = [str(n) for n in range(1, len(table.body) - table.heads + 1)]
    rows = [*rows[:-1], "t"] if any(line.startswith("=") for line in table.body) else rows
    keys = {m.key for m in doc.marks}
    for check in table.checks:
        rule, _, rest = check.partition(" ")
        if rule == "column":
            doc.checks += [f"column {table.name}.t.{c} = {table.name}.*.{c}" for c in rest.split()]
            continue
        for row in rows:
            line = re.sub(r"(?<![\w.])c(\d+)", rf"{table.name}.{row}.\1", rest)
            if all(k in keys for k in re.findall(rf"{table.name}\.{row}\.\d+", line)):
                doc.checks.append(f"{rule} {line}")


def parse(path: Path) -> Document:
    """Read one source."""
    _, head, body, checks = re.split(r"^\+\+\+\n", path.read_text("utf-8"), flags=re.M)
    doc = Document(path.stem, tomllib.loads(head))
    table: Table | None = None
    two: list[str] | None = None
    for line in body.splitlines():
        word, _, rest = line.partition(" ")
        if word == "%%table":
            table = Table(*rest.split())
        elif word == "%%two":
            two = []
        elif word == "%%end" and table:
            add_table(doc, table)
            doc.blocks.append(("table", table))
            table = None
        elif word == "%%end" and two is not None:
            doc.blocks.append(("two", [tuple(tag(doc, c) for c in row.split("¦")) for row in two]))
            two = None
        elif two is not None:
            two.append(line)
        elif table and word == "%%col":
            column, _, spec = rest.partition(" ")
            table.specs[int(column)] = spec
        elif table and word == "%%area":
            table.area = int(rest)
        elif table and word == "%%check":
            table.checks.append(rest)
        elif table:
            table.body.append(line)
        elif word == "%c":
            doc.blocks.append(("centre", tag(doc, rest)))
        else:
            doc.blocks.append(("text", tag(doc, line)))
    doc.checks += [line for line in checks.splitlines() if line.strip()]
    return doc


def visible(text: str) -> str:
    """The text without the characters that stand for marks."""
    return "".join(ch for ch in text if ord(ch) < OPEN)


def wrap(line: str, width: int, hyphens: bool) -> list[str]:
    """Break a line at spaces, and after hyphens where asked, as word processors do."""
    out = [""]
    for piece in re.findall(r"[^ ]*?-(?=[^ ])|[^ ]+ *| +" if hyphens else r"[^ ]+ *| +", line):
        if len(visible(out[-1] + piece).rstrip()) > width and out[-1].strip():
            out.append("")
        out[-1] += piece
    return out


def compose(doc: Document) -> str:
    """The text of a document with the characters that stand for marks still in it."""
    meta = doc.meta
    width, gap, trail, page = meta.get("width", 0), meta.get("gap", 0), meta.get("trail", ""), 1
    lines: list[str] = []

    def put(line: str) -> None:
        nonlocal page
        if gap and not line.strip():
            return
        for part_no, part in enumerate(line.split(PAGE)):
            if part_no:
                page += 1
                lines.append(meta.get("page_mark", "\f%d") % page)
            broken = wrap(part, width, meta.get("hyphens", False)) if width else [part]
            lines.extend(x.strip(" ") + (trail if x is not broken[-1] else "") for x in broken)

    for kind, block in doc.blocks:
        if kind == "table":
            lay_out_table(block, lines, put)
        elif kind != "two":
            put(block)
        else:
            rows = [(row[0], row[1] if len(row) > 1 else "") for row in block if row != ("---",)]
            if meta.get("two") == "sequential":
                for line in filter(str.strip, [r[0] for r in rows] + [r[1] for r in rows]):
                    put(line)
            else:
                lines.extend((f"{a}{' ' * max(3, 40 - len(visible(a)))}{b}" if b else a) for a, b in rows)
    text = ("\n\n" if gap else "\n").join(lines) + "\n"
    return unicodedata.normalize("NFD", text) if meta.get("nfd") else text


def lay_out_table(table: Table, lines: list[str], put: Callable[[str], None]) -> None:
    """Write a table as tab-separated lines, as a Markdown table, or run together."""
    for count, cells in enumerate(table.rows, 1):
        if table.style == "pipe":
            lines.append("| " + " | ".join(cells) + " |")
            if count == table.heads:
                lines.append("|" + "---|" * len(cells))
        elif table.style == "tab":
            lines.append("\t".join(cells))
        else:
            put(" ".join(c for c in cells if c))


def lay_out(doc: Document) -> None:
    """Make the text of a document and give every mark its line and raw text."""
    plain: list[str] = []
    for ch in compose(doc):
        code = ord(ch)
        if code >= CLOSE:
            mark = doc.marks[code - CLOSE]
            mark.raw = " ".join("".join(plain[mark.start :]).split())
        elif code >= OPEN:
            doc.marks[code - OPEN].start = len(plain)
        else:
            plain.append(ch)
    doc.text = "".join(plain)
    spans = sorted((m.start, m.start + len(m.raw)) for m in doc.marks)
    for mark in doc.marks:
        mark.line = doc.text.count("\n", 0, mark.start) + 1
        around = " ".join(" ".join(doc.text.split("\n")[mark.line - 1 : mark.line + 8]).split())
        require(doc, mark.raw in around, f"{mark.raw!r} does not stand on line {mark.line}")
    for hit in MUST_BE_MARKED.finditer(doc.text):
        line = doc.text.count("\n", 0, hit.start()) + 1
        require(
            doc,
            any(a - 1 <= hit.start() < b + 2 for a, b in spans),
            f"line {line}: not annotated: {doc.text[max(0, hit.start() - 30) : hit.end() + 20]!r}",
        )
