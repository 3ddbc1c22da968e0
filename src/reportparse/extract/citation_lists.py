"""Lists of citations: the members share the type word before the first, the date and the issuer after the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportparse.extract.citation_context import Context
from reportparse.extract.citation_drafts import Draft


def listed_after(context: Context, before: Draft, draft: Draft) -> bool:
    """Whether only list marks ("," and "và", the word "số") stand between two identifiers."""
    if before.identifier is None or draft.start - before.end > 16:
        return False
    return context.pattern("cite_list").fullmatch(context.text, before.end, draft.start) is not None


def share(context: Context, drafts: Sequence[Draft]) -> list[Draft]:
    """Members of a list take the type from the member before them, date and issuer from the one after them."""
    result = list(drafts)
    for index in range(1, len(result)):
        before, draft = result[index - 1], result[index]
        if not draft.listed or not listed_after(context, before, draft):
            continue
        code = draft.identifier.type_code if draft.identifier else None
        if before.word is not None and (code is None or code in before.word.kind.codes):
            draft = replace(draft, doc_type=before.doc_type, word=before.word)
        result[index] = replace(draft, joined=True)
    for index in range(len(result) - 1, 0, -1):
        if result[index].joined and ";" not in context.text[result[index - 1].end : result[index].start]:
            result[index - 1] = _take_over(context, result[index - 1], result[index])
    return result


def carry(drafts: Sequence[Draft]) -> list[Draft]:
    """A date and an issuer before a list ("ngày 1/2/2023 UBND huyện ban hành các ...") are those of all members."""
    result = list(drafts)
    for index in range(1, len(result)):
        before, draft = result[index - 1], result[index]
        if not draft.joined:
            continue
        if draft.date is None and before.date is not None and before.date.end <= before.start:
            draft = replace(draft, date=before.date)
        if draft.issuer is None and before.issuer is not None and before.issuer[1] <= before.start:
            draft = replace(draft, issuer=before.issuer)
        result[index] = draft
    return result


def _take_over(context: Context, draft: Draft, following: Draft) -> Draft:
    date = draft.date
    if date is None and following.date is not None:
        fits = draft.year is None or following.date.value.startswith(str(draft.year))
        date = following.date if fits else None
    issuer = draft.issuer or following.issuer or context.issuer_after(following.end)
    return replace(draft, date=date, issuer=issuer)
