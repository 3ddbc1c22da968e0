"""Make the texts and the gold of the evaluation corpus from the annotated sources, and verify them.

`python build.py` writes texts/, gold/ and splits.json; `--office` makes the DOCX and PDF twins too (python-docx and
LibreOffice). Every relation is computed again here: the verdicts are results, not input, and the settings of a source
must name exactly the slips that come out. Anything that does not hold stops the run.
"""

import itertools
import json
import re
import subprocess
import sys
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

from annotated import Document, Mark, Table, fail, lay_out, number, parse, require, visible

HERE = Path(__file__).parent
HEADER = (
    "doc_type",
    "number",
    "symbol",
    "place",
    "date",
    "issuer",
    "subject",
    "addressees",
    "signer_name",
    "signer_title",
    "signing_authority",
    "recipients",
)
CITED = re.compile(
    r"^(?P<type>\D*?)\s*(?:số\s*:?\s*)?(?P<number>\d+[a-z]?)\s*(?P<sep>[/-])\s*(?:(?P<year>\d{4})/)?"
    r"(?P<symbol>[^\s,;]*[^\s,;.)])",
    re.I,
)
DATE = re.compile(r"(\d{1,2})(?:[/.-]|\s+tháng\s+)(\d{1,2})(?:(?:[/.-]|\s+năm\s+)(\d{4}))?\s*$")


def plain(value: Decimal | int | None) -> int | float | None:
    """A JSON number: an integer where the value is whole, else four decimals."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(float(value), 4)


def citation(mark: Mark) -> dict[str, Any]:
    """Gold record of a citation, read from its own words; `i=`, `p=`, `d=`, `t=` add what stands elsewhere."""
    options = dict(a.split("=", 1) for a in mark.args if "=" in a)
    text = re.sub(r"\s*([-–—])\s*", "-", " ".join(mark.text.split()))
    text = re.sub(r"(?<=\d)\s*/\s*", "/", text)
    record: dict[str, Any] = {"type": None, "number": None, "symbol": None, "year": None, "id": None}
    if "short" in mark.args:
        kind = re.match(r"(Bộ luật|Luật|Nghị định|Nghị quyết|Quyết định|Thông tư|Kế hoạch|Chỉ thị)", text, re.I)
        figure = re.search(r" (\d+)\b(?!/|-\d)", text)
        record |= {
            "type": kind[1].capitalize() if kind else None,
            "number": figure[1] if figure and "Luật" not in text else None,
        }
    else:
        match = CITED.match(text)
        if not match:
            raise ValueError(f"no identifier in {text!r}")
        kind_text = options.get("t") or match["type"].strip()
        kind_text = re.sub(r"\s*số:?$", "", kind_text)
        symbol = match["symbol"]
        year = match["year"]
        middle = f"/{year}/" if year else match["sep"]
        record = {
            "type": kind_text if kind_text.lower() == "văn bản" else kind_text[0].upper() + kind_text[1:],
            "number": match["number"],
            "symbol": symbol,
            "year": int(year) if year else None,
            "id": f"{match['number']}{middle}{symbol}",
        }
    when = DATE.search(" ".join(mark.text.split()))
    date = options.get("d")
    if date == "none":  # an impossible date stays in the raw text only
        date = None
    elif when and not date:
        date = f"{when[3] or '-'}-{int(when[2]):02}-{int(when[1]):02}"
    short = {"short": True} if "short" in mark.args else {}
    return record | {"date": date or None, "issuer": options.get("i"), "provision": options.get("p")} | short


def mention(mark: Mark) -> list[tuple[str, dict[str, Any]]]:
    """Gold records (kind, record) of one mark."""
    place: dict[str, Any] = {"raw": mark.raw, "line": mark.line}
    options = dict(a.split("=", 1) for a in mark.args if "=" in a)
    if mark.kind == "c":
        return [("citations", place | citation(mark))]
    if mark.kind == "m":
        unit = options.get("u") or re.sub(r"^[\d.,\s]+", "", mark.text).strip()
        return [
            ("money", place | {"vnd": mark.value, "unit": unit, "malformed": "bad" in mark.args, "in_table": mark.cell})
        ]
    if mark.kind == "p":
        project, _, sub = mark.args[0].partition(".")
        record = place | {"project": int(project) if project else None, "subproject": int(sub) if sub else None}
        return [("projects", record | ({"context": True} if "ctx" in mark.args else {}))]
    if mark.kind == "%":
        return [("percentages", place | {"value": float(mark.value)})]
    if mark.kind in {"h", "hf"}:
        category, role, time, area, unit = (mark.args + [""] * 5)[:5]
        base = place | {
            "category": category,
            "value": mark.value,
            "unit": unit or "hộ",
            "role": role,
            "time": time or None,
            "area": area or mark.area,
            "in_table": mark.cell,
        }
        base["unit"] = "khẩu" if "khẩu" in mark.raw else base["unit"]
        if mark.kind == "h":
            return [("households", base)]
        whole = int(number(mark.text.split("/")[1])[0])
        pairs = {"target": ("target", "target"), "plan": ("part", "target")}  # plan: done out of what was planned
        first, second = pairs.get(role, ("part", "level"))
        return [("households", base | {"role": first}), ("households", base | {"value": whole, "role": second})]
    return []


class Term:
    """A figure of a relation: value, last stated digit, and how the explanation names it."""

    def __init__(self, doc: Document, token: str) -> None:
        if re.fullmatch(r"\d+(\.\d+)?", token):
            self.value, self.step, self.line, self.label = Decimal(token), Decimal(0), 0, token
            return
        mark = doc.by_key(token)
        if mark.value is None:
            fail(doc, f"{token} holds no figure")
        self.value, self.step, self.line = Decimal(mark.value), mark.step, mark.line
        self.label = f"{mark.raw} (line {mark.line})"


def computed(rule: str, terms: list[Term], signs: list[str]) -> tuple[Decimal, list[tuple[str, Decimal, Decimal]]]:
    """The value the terms give, and its bounds when they are read as rounded and as truncated."""

    def total(values: list[Decimal]) -> Decimal:
        if rule == "ratio":
            return 100 * values[0] / values[1]
        result = values[0]
        for sign, value in zip(signs, values[1:], strict=True):
            result = {"+": result + value, "-": result - value, "*": result * value}[sign]
        return result

    bounds = []
    for reading, below, above in (("rounded", Decimal("-0.5"), Decimal("0.5")), ("truncated", Decimal(0), Decimal(1))):
        moved = [t for t in terms if t.step]
        if rule in {"ratio", "product"}:
            ends = [
                total([t.value + t.step * shift.get(id(t), 0) for t in terms])
                for shift in (
                    dict(zip(map(id, moved), pick, strict=True))
                    for pick in itertools.product((below, above), repeat=len(moved))
                )
            ]
            bounds.append((reading, min(ends), max(ends)))
        else:
            middle, spread = total([t.value for t in terms]), [t.step for t in moved]
            bounds.append((reading, middle + below * sum(spread), middle + above * sum(spread)))
    return total([t.value for t in terms]), bounds


def relation(doc: Document, line: str) -> dict[str, Any]:
    """Gold record of one arithmetic check line `rule stated = term op term ... // note`."""
    formula, _, note = line.partition("//")
    head, _, right = formula.partition("=")
    rule, stated_key = head.split()
    suspect, rule = rule.startswith("?"), rule.lstrip("?")
    if rule == "row" and " * " in right:
        rule = "product"  # what is multiplied is one wherever it stands, as a share is a ratio in a row too
    star = re.search(r"(\w+)\.\*\.(\d+)", right)
    if star:
        keys = [m.key for m in doc.marks if re.fullmatch(rf"{star[1]}\.\d+\.{star[2]}", m.key)]
        right = right.replace(star[0], " + ".join(keys))
    tokens = right.split()
    stated, terms, signs = Term(doc, stated_key), [Term(doc, t) for t in tokens[::2]], tokens[1::2]
    value, bounds = computed(rule, terms, signs)
    fits = [
        reading
        for reading, low, high in bounds
        if (
            stated.value - stated.step / 2 <= high and low <= stated.value + stated.step / 2
            if reading == "rounded"
            else stated.value <= high and (low < stated.value + stated.step or low == high == stated.value)
        )
    ]
    exact = stated.value == value
    reading = "exactly" if exact else "rounded and truncated alike" if len(fits) == 2 else f"{(fits or ['-'])[0]} only"
    if rule == "ratio":
        way = f"{terms[0].label} of {terms[1].label} is {plain(round(value, 4))}%"
    elif rule == "repeat":
        way = f"it is {terms[0].label} elsewhere"
    else:
        way = terms[0].label + "".join(f" {s} {t.label}" for s, t in zip(signs, terms[1:], strict=True))
        way += f" = {plain(round(value, 4))}"
    right_words = (
        ("the two agree" if rule == "repeat" else f"as stated ({reading})")
        if exact or fits
        else f"but {plain(stated.value)} is stated"
    )
    verdict = "suspect" if suspect else "consistent" if exact or fits else "inconsistent"
    shown = [terms[0].value, stated.value] if rule == "repeat" else [t.value for t in terms]
    return {
        "rule": rule,
        "verdict": verdict,
        "line": stated.line,
        "stated": plain(stated.value),
        "computed": plain(round(value, 4)),
        "difference": plain(round(stated.value - value, 4)),
        "terms": [plain(v) for v in shown],
        "explain": f"{stated.label}: {way}, {right_words}." + (f" {note.strip()}" if note else ""),
    }


def remark(doc: Document, line: str) -> dict[str, Any]:
    """Gold record of a check of form or date: `rule key computed=JSON terms=JSON // explanation`."""
    match = re.fullmatch(r"(\??)(format|date|repeat) (\S+)(?: computed=(\S+))?(?: terms=(\[.*?\]))? // (.+)", line)
    if not match:
        fail(doc, f"bad check {line!r}")
    doubt, rule, key, value, terms, explain = match.groups()
    mark = doc.by_key(key)
    return {
        "rule": rule,
        "verdict": "suspect" if doubt else "inconsistent",
        "line": mark.line,
        "stated": mark.raw,
        "computed": json.loads(value) if value else None,
        "difference": None,
        "terms": json.loads(terms) if terms else [],
        "explain": f"{explain} (line {mark.line}).",
    }


def folded(text: str) -> str:
    """The text without white space, bold marks, case and the commonest variants of spelling."""
    text = re.sub(r"\s+|\*", "", unicodedata.normalize("NFC", text)).casefold()
    return text.replace("–", "-").replace("uỷ", "ủy").replace("ubnd", "ủybannhândân")


def gold_of(doc: Document) -> dict[str, Any]:
    """The gold of a laid-out document; stops where header values or the named slips do not agree with the text."""
    head = doc.meta["header"]
    blank: dict[str, list[str]] = {"addressees": [], "recipients": []}
    gold: dict[str, Any] = {"header": {k: head.get(k, blank.get(k)) for k in HEADER}}
    require(doc, set(head) <= set(HEADER), f"unknown header fields {set(head) - set(HEADER)}")
    flat = folded(doc.text)
    for key in HEADER:
        values = gold["header"][key] if isinstance(gold["header"][key], list) else [gold["header"][key]]
        for value in values:
            wanted = folded(value or "")
            if key == "date" and value:
                year, month, *day = value.split("-")
                wanted = "".join(day and [f"ngày{day[0]}tháng"]) + f"{int(month)}năm{year}"
                other = f"{day[0]}/{int(month)}/{year}" if day else wanted
                require(
                    doc,
                    wanted in flat or wanted.replace("tháng", "tháng0") in flat or other in flat,
                    f"the date {value} is not in the text",
                )
                continue
            require(doc, wanted in flat, f"header {key} {value!r} is not in the text")
    for kind in ("citations", "money", "projects", "households", "percentages"):
        gold[kind] = []
    for mark in sorted(doc.marks, key=lambda m: m.start):
        for kind, record in mention(mark):
            gold[kind].append(record)
    gold["checks"] = sorted(
        (relation(doc, c) if " = " in c.partition("//")[0] else remark(doc, c) for c in doc.checks),
        key=lambda c: (c["line"], c["rule"]),
    )
    slips = [f"{c['rule']} {c['stated']}" for c in gold["checks"] if c["verdict"] == "inconsistent"]
    found = sorted(unicodedata.normalize("NFC", slip) for slip in slips)
    require(doc, found == sorted(doc.meta["slips"]), f"slips that come out: {found}")
    return gold


def write_office(doc: Document, target: Path) -> None:
    """Write the DOCX twin and let LibreOffice print it as PDF."""
    word = target.with_suffix(".docx")
    write_word(doc, word)
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(target.parent), str(word)]
    subprocess.run(command, check=True, capture_output=True)


def write_word(doc: Document, target: Path) -> None:
    """Write the DOCX twin of a document that is laid out."""
    from docx import Document as Word  # noqa: PLC0415
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Cm, Pt  # noqa: PLC0415

    word = Word()
    word.core_properties.author = ""
    page = word.sections[0]
    page.page_width, page.page_height, page.left_margin, page.right_margin = Cm(21), Cm(29.7), Cm(2.5), Cm(1.5)

    def set_widths(grid: Any, weights: list[int]) -> None:
        grid.autofit = False
        for column, weight in zip(grid.columns, weights, strict=True):
            column.width = Cm(17 * weight / sum(weights))
            for cell in column.cells:
                cell.width = Cm(17 * weight / sum(weights))

    style = word.styles["Normal"]
    style.font.name, style.font.size, style.paragraph_format.space_after = "Times New Roman", Pt(13), Pt(4)
    for kind, block in doc.blocks:
        if kind == "table":
            assert isinstance(block, Table)
            grid = word.add_table(0, len(block.rows[0]))
            grid.style = "Table Grid"
            for cells in block.rows:
                for cell, text in zip(grid.add_row().cells, cells, strict=True):
                    cell.text = visible(text)
            body = block.rows[block.heads :]
            set_widths(grid, [min(max(len(visible(r[c])) for r in body) + 4, 34) for c in range(len(body[0]))])
            word.add_paragraph()
        elif kind == "two":
            grid = word.add_table(0, 2)
            grid.autofit = False
            for part in [list(g) for sep, g in itertools.groupby(block, lambda r: r == ("---",)) if not sep]:
                for column, cell in enumerate(grid.add_row().cells):
                    lines = [visible(row[column]) for row in part if len(row) > column and row[column].strip()]
                    cell.text = lines[0] if lines else ""
                    for text in lines[1:]:
                        cell.add_paragraph(text)
                    for paragraph in cell.paragraphs:
                        if not any(t.startswith("- ") for t in lines):
                            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            set_widths(grid, [40, 60])
        elif visible(block).strip():
            paragraph = word.add_paragraph(visible(block))
            if kind == "centre":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.runs[0].bold = True
    word.save(str(target))


def main() -> None:
    """Build everything."""
    splits: dict[str, list[str]] = {"dev": [], "test": []}
    for path in sorted((HERE / "sources").glob("[0-9][0-9][0-9]_*.txt")):
        doc = parse(path)
        lay_out(doc)
        gold = gold_of(doc)
        suffix = ".md" if doc.meta.get("markdown") else ".txt"
        (HERE / "texts" / (doc.name + suffix)).write_bytes(doc.text.encode())
        written = json.dumps(gold, ensure_ascii=False, indent=1) + "\n"
        (HERE / "gold" / f"{doc.name[:3]}.json").write_text(written, "utf-8")
        splits[doc.meta["split"]].append(doc.name[:3])
        if doc.meta.get("office") and "--office" in sys.argv:
            write_office(doc, HERE / "texts" / doc.name)
        verdicts = [c["verdict"] for c in gold["checks"]]
        print(
            doc.name,
            doc.meta["split"],
            f"{doc.text.count(chr(10))} lines,",
            ", ".join(f"{len(v)} {k}" for k, v in gold.items() if k != "header"),
            f"({verdicts.count('inconsistent')} inconsistent, {verdicts.count('suspect')} suspect)",
        )
    (HERE / "splits.json").write_text(json.dumps(splits, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
