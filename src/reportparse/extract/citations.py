"""Finds the documents a text cites: by number and symbol, by number alone ("Nghị định 27"), by title ("Luật Đất đai").

A citation is assembled around its identifier: the type word before it, the date and the issuer after it (or before
the verb that issued it), the provision, the subject. Identifiers of a list share the type word before the first and
the date and issuer after the last. The document's own number is not a citation. A date that the calendar does not have
("31/4/2024") leaves `date` empty with `date_span` on it: the dates found on their own keep its value for the check.
"""

from __future__ import annotations

from dataclasses import replace

import regex

from reportparse.extract.citation_context import Context, TypeWord
from reportparse.extract.citation_drafts import Draft, Taken
from reportparse.extract.citation_forms import Identifier, find_identifiers
from reportparse.extract.citation_lists import carry, listed_after, share
from reportparse.extract.citation_shorts import blanks, shorts
from reportparse.model.mention import Citation
from reportparse.structure.flow import Flow
from reportparse.text.dates import is_possible

_LAWS = ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp")
_LETTER = "Công văn"
_UNTYPED = "văn bản"
_CLAUSE = 300
_FIRST_LINES = 400
_HEAD = 2500
_LOOSE = 120
_LOOSE_LETTER = 28
_BROKEN = regex.compile(r"(?<=[A-ZĐ][-/]|\d/) (?=[A-ZĐ]{2}|\d)")
_LOOSE_GAP = regex.compile(r"[^,;:.()\n\d]{1,110}(?:số|Số) {0,2}:? {0,2}")


def find(context: Context, own: str | None) -> list[Draft]:
    """All citations of the document in text order, repeats too, none overlapping another; `own` is its identifier."""
    titled = _titled(context)
    drafts = _numbered(context, titled, own)
    taken = Taken(drafts)
    drafts += [draft for draft in titled.values() if taken.free(draft.start, draft.end)]
    taken = Taken(drafts)
    drafts += [*shorts(context, taken, {draft.start: draft for draft in drafts}), *blanks(context, taken)]
    drafts.sort(key=lambda draft: draft.start)
    drafts = share(context, drafts)
    ends = [*(draft.start for draft in drafts[1:]), len(context.text)]
    return carry([_complete(context, draft, end) for draft, end in zip(drafts, ends, strict=False)])


def _titled(context: Context) -> dict[int, Draft]:
    """Laws called by title, by the offset where the title ends; an amending law covers the law it amends."""
    found: dict[int, Draft] = {}
    last = 0
    for word in context.types:
        if word.start < last or (context.text[word.start].islower() and not _lower_law(context, word)):
            continue
        if context.pattern("cite_law_not_after").search(context.lower, max(0, word.start - 16), word.start):
            continue
        found_title = context.title_end(word)
        if found_title is None and word.kind.name not in _LAWS:
            continue
        stop, amending = found_title or (word.end, False)
        date = context.date_after(stop) or context.year_after(stop)
        if found_title is None and (date is None or context.text[date.start : date.start + 1].isdigit()):
            continue
        # After "Luật sửa đổi ... của Luật Giáo dục" a date may be that of either law: it is not part of the text.
        last = date.end if date and not amending else stop
        title = (word.end + 1, stop) if found_title else None
        found[stop] = Draft(start=word.start, end=last, doc_type=word.kind.name, word=word, title=title, date=date)
    return found


def _lower_law(context: Context, word: TypeWord) -> bool:
    """Whether a small type word stands before a known title with a capital letter, as in "luật Đất đai"."""
    titles = context.law_titles.get(word.kind.name)
    begin = word.end + 1
    return bool(titles and context.text[begin : begin + 1].isupper() and titles.match(context.lower, begin))


# --- By number and symbol -------------------------------------------------------------------------------------------


def _numbered(context: Context, titled: dict[int, Draft], own: str | None) -> list[Draft]:
    own_numbers = {own} if own else set()
    form: Draft | None = None
    drafts: list[Draft] = []
    for identifier in find_identifiers(context.text, context.lexicon, [word.end for word in context.types]):
        draft = _around(context, identifier, titled)
        if draft.word is None and draft.title is None and _is_own(context, draft, identifier):
            own_numbers.add(identifier.canonical)
        elif identifier.canonical in own_numbers and _attached(context, draft.start):
            continue
        elif draft.word is None and _is_form(context, draft, form):
            form = draft
        elif _acceptable(context, draft, drafts[-1] if drafts else None):
            drafts.append(draft)
    return drafts


def _around(context: Context, identifier: Identifier, titled: dict[int, Draft]) -> Draft:
    """The identifier with its type word or law title, and the date that follows it."""
    date = context.date_after(identifier.end)
    end = date.end if date else identifier.end
    word = context.type_before(identifier.start)
    law = _law_before(context, identifier, titled)
    if law is not None:
        return replace(law, end=end, identifier=identifier, date=date, number=identifier.number, year=identifier.year)
    issuer = None
    if word is not None and not _adjacent(context, word.end, identifier.start):
        issuer = _issuer_between(context, word, identifier.start)
        if issuer is None and not _loosely(context, word, identifier):
            word = None
    if word is not None:
        word = _fitting(context, word, identifier)
    start = word.start if word else _so_before(context, identifier.start)
    return Draft(
        start=start,
        end=end,
        doc_type=_doc_type(context, identifier, word),
        identifier=identifier,
        number=identifier.number,
        year=identifier.year,
        word=word,
        date=date,
        issuer=issuer,
        listed=word is None,
    )


def _law_before(context: Context, identifier: Identifier, titled: dict[int, Draft]) -> Draft | None:
    so = context.pattern("cite_gap")
    for length in range(1, 12):
        at = identifier.start - length
        if at in titled:
            return titled[at] if so.fullmatch(context.text, at, identifier.start) else None
    return None


def _so_before(context: Context, start: int) -> int:
    """Start of "số" or "QĐ số" right before an identifier without a type word."""
    so = context.pattern("cite_so_before").search(context.text, max(context.paragraph_start(start), start - 16), start)
    if so is None:
        return start
    if so["code"] is None or so["code"] in context.codes.types:
        return int(so.start())
    return int(so.start("so")) if so["so"] else start


def _adjacent(context: Context, end: int, start: int) -> bool:
    return start - end < 20 and context.pattern("cite_gap").fullmatch(context.text, end, start) is not None


def _issuer_between(context: Context, word: TypeWord, start: int) -> tuple[int, int] | None:
    """The issuer of "Quyết định của Thủ tướng Chính phủ số 90/QĐ-TTg", "Nghị quyết HĐND tỉnh số 5/NQ-HĐND"."""
    if start - word.end > 120:
        return None
    of = context.pattern("cite_of").match(context.text, word.end)
    begin = of.end() if of else word.end + 1
    if of is None and context.known_issuer.match(context.lower, begin) is None:
        return None
    end = context.issuer_end(begin)
    return (begin, end) if end is not None and _adjacent(context, end, start) else None


def _loosely(context: Context, word: TypeWord, identifier: Identifier) -> bool:
    """A few other words between the type word and "số" where the code confirms the type, or "Công văn khẩn số"."""
    code, gap = identifier.type_code, identifier.start - word.end
    if code is None and (word.kind.regime != "letter" or gap > _LOOSE_LETTER):
        return False
    if (code is not None and code not in word.kind.codes) or gap > _LOOSE:
        return False
    return _LOOSE_GAP.fullmatch(context.text, word.end, identifier.start) is not None


def _fitting(context: Context, word: TypeWord, identifier: Identifier) -> TypeWord:
    """Of two adjoining type words the one that the code confirms: "Thông báo kết luận số 12/TB-VPCP"."""
    if identifier.type_code is None or identifier.type_code in word.kind.codes:
        return word
    before = context.type_before(word.start)
    if before is not None and word.start - before.end <= 1 and identifier.type_code in before.kind.codes:
        return before
    return word


def _doc_type(context: Context, identifier: Identifier, word: TypeWord | None) -> str:
    """The type as the text names it, even where the code says otherwise; without a type word, what the code says."""
    if word is not None:
        return word.kind.name
    code = identifier.type_code
    if code is None:
        assembly = identifier.symbol.startswith(("QH", "UBTVQH"))
        return _UNTYPED if assembly or identifier.year else _LETTER
    kinds = [kind for kind in context.kinds if code in kind.codes]
    if "/" in identifier.symbol:
        kinds.sort(key=lambda kind: kind.regime != "party")
    elif identifier.year is not None:
        kinds.sort(key=lambda kind: kind.regime != "normative")
    else:
        kinds.sort(key=lambda kind: kind.regime == "party")
    return kinds[0].name


def _is_own(context: Context, draft: Draft, identifier: Identifier) -> bool:
    """Whether this is the number line of the form: "Số: 45/BC-UBND" with a capital letter and no type word.

    Below the first lines a date right after it shows an item of a list of papers.
    """
    start = context.paragraph_start(identifier.start)
    own = context.pattern("cite_own_number").search(context.text, max(start, identifier.start - 12), identifier.start)
    if own is None or (draft.date is not None and identifier.start > _FIRST_LINES):
        return False
    return not context.text[start : own.start()].strip(" -*(") or identifier.start < _HEAD


def _attached(context: Context, start: int) -> bool:
    begin = max(context.paragraph_start(start), start - 24)
    return context.pattern("cite_attached").search(context.text, begin, start) is not None


def _is_form(context: Context, draft: Draft, before: Draft | None) -> bool:
    """Whether this is the number of a form ("Mẫu số 03/BC-HN") or the next in a list of such numbers."""
    begin = max(context.paragraph_start(draft.start), draft.start - 24)
    if context.pattern("cite_form_number").search(context.text, begin, draft.start):
        return True
    return before is not None and listed_after(context, before, draft)


def _acceptable(context: Context, draft: Draft, before: Draft | None) -> bool:
    """Whether an identifier is one: without a type word it needs the code of one ("CV số 118/BCĐ"), a second code that
    is known, or a list to stand in."""
    identifier = draft.identifier
    if identifier is None or draft.word is not None or draft.title is not None:
        return True
    if before is not None and listed_after(context, before, draft):
        return True
    if context.text[draft.start : identifier.start].partition(" ")[0] in context.codes.types:
        return True
    if identifier.loose:
        # "số 428/qđ-ubnd": two known codes in small letters behind "số", or "NQ số".
        said = draft.start < identifier.start and identifier.type_code is not None
        return said and any(code in context.codes.issuers for code in identifier.symbol.split("-")[1:2])
    if identifier.parts > 1:
        known = identifier.type_code is not None or identifier.symbol.split("-")[0] in context.codes.issuers
        return known or draft.start < identifier.start
    return identifier.year is not None and identifier.symbol.startswith(("QH", "UBTVQH"))


# --- The rest -------------------------------------------------------------------------------------------------------


def _complete(context: Context, draft: Draft, following: int) -> Draft:
    """Add issuer, provision and, where it stands elsewhere in the clause, the date."""
    issuer, date, end = draft.issuer, draft.date, draft.end
    if issuer is None and (draft.title is None or draft.identifier is not None):
        issuer = context.issuer_after(draft.end)
        if issuer is not None and date is None:
            date = context.date_after(issuer[1])
            end = date.end if date and date.start - issuer[1] <= 3 else end
    if draft.identifier is not None and (issuer is None or date is None):
        subject = context.issuer_before(draft.start)
        if subject is not None:
            issuer = issuer or subject[:2]
            date = date or subject[2]
    if draft.identifier is not None and date is None:
        date = context.date_in_clause(draft.end, min(following, draft.end + _CLAUSE))
        if date is not None and draft.year is not None and not date.value.startswith(str(draft.year)):
            date = None
    provision = context.provision_before(draft.start)
    if provision is None and following - draft.end > 3:
        provision = context.provision_after(draft.end)
    title = draft.title
    if draft.identifier is not None and title is None:
        title = context.subject_after(max(end, issuer[1] if issuer else 0))
    return replace(draft, end=end, issuer=issuer, date=date, provision=provision, title=title)


def citation_of(draft: Draft, flow: Flow) -> Citation:
    """The mention of a draft in the document."""
    identifier, text = draft.identifier, flow.text
    return Citation(
        span=flow.span(draft.start, draft.end),
        doc_type=draft.doc_type,
        number=draft.number,
        symbol=identifier.symbol if identifier else None,
        year=draft.year,
        identifier=identifier.canonical if identifier else None,
        date=draft.date.value if draft.date and is_possible(draft.date.value) else None,
        issuer=_squeeze(text, draft.issuer),
        provision=draft.provision,
        title=_squeeze(text, draft.title),
        identifier_span=flow.span(identifier.start, identifier.end) if identifier else None,
        date_span=flow.span(draft.date.start, draft.date.end) if draft.date else None,
    )


def _squeeze(text: str, span: tuple[int, int] | None) -> str | None:
    """The text on one line, a symbol that was broken over two put together again."""
    return _BROKEN.sub("", " ".join(text[span[0] : span[1]].split())) if span else None
