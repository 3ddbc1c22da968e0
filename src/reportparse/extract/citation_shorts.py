"""Papers called by their number alone ("Nghị định 27", "NQ 111") and papers whose number is left blank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import regex

from reportparse.extract.citation_context import Context, TypeWord
from reportparse.extract.citation_drafts import Draft, Taken
from reportparse.extract.citation_forms import Identifier

# Kinds that are called by their bare number ("Nghị định 27"); others only with the word "số".
_BY_NUMBER = frozenset({"Nghị định", "Thông tư", "Nghị quyết", "Quyết định", "Chỉ thị", "Pháp lệnh"})
_BY_NUMBER_WITH_SO = frozenset(
    {"Kết luận", "Công văn", "Kế hoạch", "Báo cáo", "Hướng dẫn", "Công điện", "Thông báo", "Tờ trình"}
)


def shorts(context: Context, taken: Taken, numbered: Mapping[int, Draft]) -> list[Draft]:
    """Citations by number alone, outside the stretches that are taken; `numbered` are the others by their start."""
    drafts = []
    for word in context.types:
        match = context.pattern("cite_short").match(context.text, word.end)
        if match is not None and _is_short(context, word, match) and taken.free(word.start, match.end()):
            drafts += _list(context, _short(context, word.start, match, word.kind.name, word), numbered)
    for match in context.pattern("cite_short_code").finditer(context.text):
        counted = context.pattern("cite_counted").match(context.text, match.end())
        if counted is None and taken.free(match.start(), match.end()):
            kind = next(kind for kind in context.kinds if match["code"] in kind.codes)
            drafts.append(_short(context, match.start(), match, kind.name, None))
    return drafts


def blanks(context: Context, taken: Taken) -> Iterable[Draft]:
    """Papers cited with a symbol but no number yet: "Quyết định số …/QĐ-UBND ngày … tháng 6 năm 2024"."""
    pattern = context.pattern("cite_blank")
    for word in context.types:
        match = pattern.match(context.text, word.end)
        if match is not None and taken.free(word.start, match.end()):
            date = context.date_after(match.end())
            end = date.end if date else match.end()
            yield Draft(start=word.start, end=end, doc_type=word.kind.name, word=word, date=date, blank=True)


def _list(context: Context, first: Draft, numbered: Mapping[int, Draft]) -> list[Draft]:
    """A short citation and the numbers that share its type word: "các Nghị định 27 và 38".

    Where the list ends in a full identifier, all take its symbol: "các Quyết định số 12, 13, 14/QĐ-UBND".
    """
    members = [first]
    cued = True
    while (match := context.pattern("cite_short_more").match(context.text, members[-1].end)) is not None:
        if context.pattern("cite_counted").match(context.text, match.end()):
            break
        cued = cued and match["so"] is not None
        start = match.start("so") if match["so"] else match.start("number")
        members.append(_short(context, start, match, first.doc_type, first.word))
    gap = context.pattern("cite_list").match(context.text, members[-1].end)
    last = numbered.get(gap.end("list")) or numbered.get(gap.end()) if gap else None
    if last is not None and last.identifier is not None and last.word is None and last.title is None:
        return [_with_symbol(member, last.identifier) for member in members]
    several = context.pattern("anaphora_several").search(context.lower, max(0, first.start - 8), first.start)
    return members if cued or several else [first]


def _with_symbol(draft: Draft, shared: Identifier) -> Draft:
    number = draft.number or ""
    whole = replace(
        shared,
        start=draft.end - len(number),
        end=draft.end,
        number=number,
        canonical=number + shared.canonical[len(shared.number) :],
    )
    return replace(
        draft, identifier=whole, year=shared.year, listed=draft.word is None or draft.start > draft.word.start
    )


def _is_short(context: Context, word: TypeWord, match: regex.Match[str]) -> bool:
    name, so = word.kind.name, match["so"] is not None
    if not (name in _BY_NUMBER or (so and name in _BY_NUMBER_WITH_SO)):
        return False
    if context.pattern("cite_counted").match(context.text, match.end()):
        return False
    if so:
        return True
    is_year = len(match["number"]) == 4 and match["number"][:2] in ("19", "20")
    return context.text[word.start].isupper() and not is_year


def _short(context: Context, start: int, match: regex.Match[str], doc_type: str, word: TypeWord | None) -> Draft:
    date = context.date_after(match.end())
    year = int(match["year"]) if match["year"] else None
    end = date.end if date else match.end()
    return Draft(start=start, end=end, doc_type=doc_type, number=match["number"], year=year, word=word, date=date)
