"""A record as a person reads it: `extract --format text`."""

from __future__ import annotations

from collections.abc import Iterator

from reportparse.cli.words import Lang, figure, quality_text, say
from reportparse.model.contract import MENTION_KINDS, Json

_SHOWN = 20
_SHORT = 100


def summary(record: Json, lang: Lang) -> str:
    """The whole record in lines: how the file was read, its header, then every kind of mention with its lines."""
    return "\n".join(_lines(record, lang))


def _lines(record: Json, lang: Lang) -> Iterator[str]:
    document = record["document"]
    yield document["source"]
    yield f"  {say('status.' + document['status'], lang)}"
    for issue in document["issues"]:
        yield f"  - {issue['message']}"
    if document["status"] == "failed":
        return
    for name, value in _facts(record, lang):
        if value:
            yield f"  {say('summary.' + name, lang)}: {value}"
    for kind in MENTION_KINDS:
        yield from _mentions(kind, record[kind], lang)
    checks = record["checks"]
    if checks:
        counts = [
            f"{say('verdict.' + verdict, lang)} {sum(check['verdict'] == verdict for check in checks)}"
            for verdict in ("consistent", "inconsistent", "suspect")
        ]
        yield f"  {say('kind.checks', lang)}: {len(checks)} ({'; '.join(counts)})"


def _facts(record: Json, lang: Lang) -> Iterator[tuple[str, str | None]]:
    document, header, unit = record["document"], record["header"], record["unit"]
    chars = figure(document["chars"], lang)
    if document["pages"]:
        yield "size", say("summary.size-text", lang, pages=document["pages"], chars=chars)
    else:
        yield "size", say("summary.size-chars", lang, chars=chars)
    if document["quality"] != "good":
        pages = [(page["page"], page["quality"]) for page in document["page_quality"]]
        yield "quality", quality_text(document["quality"], pages, lang)
    yield "doc_type", header["doc_type"]
    yield "identifier", "/".join(part for part in (header["number"], header["symbol"]) if part)
    yield "date", header["date"]
    yield "issuer", header["issuer"]
    yield "subject", header["subject"]
    yield "signer", ", ".join(part for part in (header["signer_title"], header["signer_name"]) if part)
    yield "unit", ", ".join(part for part in (unit["name"], unit["parent"]) if part)
    yield "period", record["period"]["value"]
    yield "report_kind", record["report_kind"]


def _mentions(kind: str, mentions: list[Json], lang: Lang) -> Iterator[str]:
    if not mentions:
        return
    yield f"  {say('kind.' + kind, lang)}: {len(mentions)}"
    for mention in mentions[:_SHOWN]:
        text = " ".join(mention["text"].split())
        text = text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
        yield f"    {say('place.line', lang, mention['line'])}: {text}{_meaning(kind, mention, lang)}"
    if len(mentions) > _SHOWN:
        yield f"    {say('summary.more', lang, len(mentions) - _SHOWN)}"


def _meaning(kind: str, mention: Json, lang: Lang) -> str:
    """What was understood, where it says more than the text itself."""
    if kind in ("citations", "references"):
        meant = mention.get("identifier") or mention.get("resolves_to")
    elif kind == "amounts":
        meant = f"{figure(mention['value'], lang)} đồng" if mention["value"] is not None else say("malformed", lang)
    elif kind == "households":
        meant = f"{mention['category']}: {figure(mention['value'], lang)} {mention['unit']}"
    elif kind == "dates":
        meant = mention["value"]
    else:
        meant = None
    return f" → {meant}" if meant else ""
