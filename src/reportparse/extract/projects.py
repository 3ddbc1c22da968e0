"""Projects and sub-projects of the target programmes ("Dự án 6 - Tiểu dự án 1", "TDA 1 - DA 3").

A sub-project without its project takes the project of the reference that it is joined to ("Tiểu dự án 1 và Tiểu dự án
2 của Dự án 5"), else that of the nearest heading or list item that names one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from reportparse.extract.programmes import Programmes
from reportparse.model.mention import ProjectRef
from reportparse.model.span import Span
from reportparse.structure.view import View

_MAX_PROJECT = 15
_ALIAS = 3
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_NUMBER = regex.compile(r"\d{1,2}|[IVX]+")
_JOINED = regex.compile(r"\s?(?:,|và|;)?\s?")
_THIS = regex.compile(r"[^.;\n]{0,60}?(?:của|thuộc)\s[Dd]ự\sán\s(?:này|trên|nói\strên)")


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    project: int | None
    subproject: int | None


def extract(view: View) -> tuple[ProjectRef, ...]:
    """Every reference to a project by number, in text order."""
    found = _with_shared_project(view.flow.text, sorted(_joined(view), key=lambda item: (item.start, item.end)))
    programmes = Programmes(view)
    mentions: list[ProjectRef] = []
    heading: int | None = None
    current: int | None = None
    decided: dict[int, str | None] = {}
    for position, item in enumerate(found):
        project = item.project
        if project is None:
            this = heading is None or _THIS.match(view.flow.text, item.end) is not None
            project = current if this else heading
        elif _opens_paragraph(view, item.start):
            heading = project
        programme = None
        if project is not None:
            until = _until(view, found, position)
            parent = decided.get(project) if item.project is None else None
            key = (project, item.subproject)
            programme = decided[project] = programmes.of(item.start, item.end, max(until, item.end), key, parent)
        current = project
        mentions.append(
            ProjectRef(
                span=view.flow.span(item.start, item.end),
                programme=programme,
                project=project,
                subproject=item.subproject,
                from_context=item.project is None,
                name=programmes.name(programme, (project, item.subproject)) if project is not None else None,
            )
        )
    return tuple(mentions)


def _until(view: View, found: Sequence[_Found], position: int) -> int:
    """Where the next other project begins; "Dự án 1 (DA1): ..." is one."""
    item, following = found[position], found[position + 1 : position + 3]
    if following and (following[0].project, following[0].subproject) == (item.project, item.subproject):
        following = following[following[0].start - item.end <= _ALIAS :]
    return following[0].start if following else len(view.flow.text)


def _with_shared_project(text: str, found: Sequence[_Found]) -> list[_Found]:
    """ "Tiểu dự án 1, Tiểu dự án 2 của Dự án 5": what is joined to the next reference has its project."""
    done: list[_Found] = []
    for item in reversed(found):
        after = done[-1] if done else None
        joined = after is not None and after.subproject is not None and item.end <= after.start
        if item.project is None and after is not None and joined and _JOINED.fullmatch(text, item.end, after.start):
            done.append(replace(item, project=after.project))
        else:
            done.append(item)
    return done[::-1]


def _joined(view: View) -> Iterator[_Found]:
    text, lower = view.flow.text, view.flow.lower
    taken: list[Span] = []
    for name in ("subproject_of_project", "project_with_subprojects"):
        for match in view.lexicon.finder(name).finditer(text, lower, 0, len(text)):
            span = Span(*match.span())
            at = bisect_right(taken, span)
            if _plausible(match) and not any(span.overlaps(other) for other in taken[max(0, at - 1) : at + 1]):
                taken.insert(at, span)
                yield from _headed(view, match) or _listed(match)
    starts = [span.start for span in taken]
    for match in view.lexicon.finder("project_alone").finditer(text, lower, 0, len(text)):
        at = bisect_right(starts, match.start()) - 1
        if (at < 0 or taken[at].end <= match.start()) and _plausible(match):
            yield from _listed(match)


def _headed(view: View, match: regex.Match[str]) -> tuple[_Found, ...]:
    """ "Dự án 3: Tiểu dự án 1 ...; Tiểu dự án 2 ...": the project is the head of a list, the sub-projects its items."""
    text, groups = view.flow.text, match.groupdict()
    if ":" not in text[match.end("project") : match.start("subprojects")] or match.start("subprojects") < match.end(
        "project"
    ):
        return ()
    word, end = view.lexicon.pattern("subproject_word"), text.find("\n", match.end())
    item = word.search(text, match.end("project"), match.end())
    if item is None or word.search(text, match.end(), len(text) if end < 0 else end) is None:
        return ()
    first = _Found(match.start(), match.end("project"), _number(groups["project"]), None)
    return (first, *(replace(found, start=item.start(), project=None) for found in _listed(match)))


def _plausible(match: regex.Match[str]) -> bool:
    project = match.groupdict().get("project")
    return project is None or 0 < _number(project) <= _MAX_PROJECT


def _number(written: str) -> int:
    return int(written) if written.isdigit() else _ROMANS.index(written) + 1


def _listed(match: regex.Match[str]) -> Iterator[_Found]:
    """One mention for every number listed: "Dự án 4 (Tiểu dự án 1, 3)" is two, so is "Dự án 2, 5"."""
    groups = match.groupdict()
    project = _number(groups["project"]) if groups.get("project") else None
    if groups.get("dotted_project"):
        project = int(groups["dotted_project"])
    listed = groups.get("subprojects")
    if not listed:
        more = groups.get("projects") or ""
        yield _Found(match.start(), match.end("project"), project, None)
        for number in _NUMBER.finditer(more):
            at = match.start("projects")
            yield _Found(at + number.start(), at + number.end(), _number(number.group()), None)
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
