"""Projects and sub-projects of the target programmes ("Dự án 6 - Tiểu dự án 1", "TDA 1 - DA 3").

A sub-project without its project takes the project of the nearest heading or list item that names one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from reportparse.lexicon.schema import Programme
from reportparse.model.mention import ProjectRef
from reportparse.model.span import Span
from reportparse.structure.view import View
from reportparse.text.fold import fold

_MAX_PROJECT = 15


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    project: int | None
    subproject: int | None


def extract(view: View) -> tuple[ProjectRef, ...]:
    """Every reference to a project by number, in text order."""
    found = sorted(_joined(view), key=lambda item: (item.start, item.end))
    programmes = _ProgrammeIndex.of(view)
    mentions: list[ProjectRef] = []
    heading: int | None = None
    current: int | None = None
    for item in found:
        opens = _opens_paragraph(view, item.start)
        mention = ProjectRef(
            span=view.flow.span(item.start, item.end),
            programme=programmes.at(item.start),
            project=item.project,
            subproject=item.subproject,
        )
        if item.project is None:
            mention = replace(mention, project=heading if heading is not None else current, from_context=True)
        elif opens:
            heading = item.project
        current = mention.project
        mentions.append(mention)
    return tuple(mentions)


def _joined(view: View) -> Iterator[_Found]:
    text = view.flow.text
    taken: list[Span] = []
    for name in ("subproject_of_project", "project_with_subprojects"):
        for match in view.lexicon.pattern(name).finditer(text):
            span = Span(*match.span())
            at = bisect_right(taken, span)
            if _plausible(match) and not any(span.overlaps(other) for other in taken[max(0, at - 1) : at + 1]):
                taken.insert(at, span)
                yield from _listed(match)
    starts = [span.start for span in taken]
    for match in view.lexicon.pattern("project_alone").finditer(text):
        at = bisect_right(starts, match.start()) - 1
        if (at < 0 or taken[at].end <= match.start()) and _plausible(match):
            yield from _listed(match)


def _plausible(match: regex.Match[str]) -> bool:
    project = match.groupdict().get("project")
    return project is None or 0 < int(project) <= _MAX_PROJECT


def _listed(match: regex.Match[str]) -> Iterator[_Found]:
    """One mention for every number listed: "Dự án 4 (Tiểu dự án 1, 3)" is two."""
    groups = match.groupdict()
    project = int(groups["project"]) if groups.get("project") else None
    if groups.get("dotted_project"):
        project = int(groups["dotted_project"])
    listed = groups.get("subprojects")
    if not listed:
        more = groups.get("projects")
        yield _Found(match.start(), match.end(), project, None)
        for number in regex.findall(r"\d{1,2}", more or ""):
            yield _Found(match.start("projects"), match.end("projects"), int(number), None)
        return
    numbers = [int(number) for number in regex.findall(r"\d{1,2}", listed)]
    if groups.get("dotted_project") or "." in listed:
        numbers = numbers[-1:]
    for number in numbers:
        yield _Found(match.start(), match.end(), project, number)


def _opens_paragraph(view: View, offset: int) -> bool:
    """Whether the reference stands at the head of its paragraph, after the marker: then it is a heading."""
    flow = view.flow
    paragraph = bisect_right(flow.starts, offset) - 1
    item = view.outline.item_of(paragraph)
    head = flow.starts[paragraph]
    start = item.start if item is not None and head <= item.start <= offset else head
    return offset - start <= 40 and not regex.search(r"[;.(]\s", flow.text[start:offset])


@dataclass(frozen=True, slots=True)
class _ProgrammeIndex:
    """Where programmes are named, and the one that a document is about."""

    offsets: tuple[int, ...]
    codes: tuple[str, ...]
    main: str | None

    @classmethod
    def of(cls, view: View) -> _ProgrammeIndex:
        folded = fold(view.flow.text)
        named: list[tuple[int, str]] = []
        for term in view.lexicon.terms("programmes"):
            assert isinstance(term, Programme)
            for form in term.forms:
                needle = fold(form)
                at = folded.find(needle)
                while at >= 0:
                    named.append((at, term.code))
                    at = folded.find(needle, at + len(needle))
        named.sort()
        codes = {code for _, code in named}
        counts = sorted(((sum(1 for _, c in named if c == code), code) for code in codes), reverse=True)
        clear = counts and (len(counts) == 1 or counts[0][0] >= 3 * counts[1][0])
        return cls(tuple(at for at, _ in named), tuple(code for _, code in named), counts[0][1] if clear else None)

    def at(self, offset: int) -> str | None:
        """The programme of a reference: the document's, or the one named last before it; None for others' projects."""
        code = self.main
        if code is None:
            index = bisect_right(self.offsets, offset) - 1
            code = self.codes[index] if index >= 0 else None
        return code if code in ("GNBV", "DTTS", "NTM") else None
