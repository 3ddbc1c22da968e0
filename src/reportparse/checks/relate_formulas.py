"""Relations that a spreadsheet states itself: its formulas.

The stored result of a formula agrees with its cells unless it is out of date, or a cell of the sum is text that looks
like a number. A cell with a formula was computed, not typed: where other parts seem to belong to it and do not add up,
they are no parts of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reportparse.checks.figures import FigureIndex
from reportparse.checks.verify import holds
from reportparse.model.document import Formula
from reportparse.model.finding import Relation, Rule, Term
from reportparse.model.mention import Figure, Percentage
from reportparse.model.span import Span
from reportparse.structure.column_kinds import number_cell

_CODES: Mapping[Rule, str] = {"column": "COL001", "row": "ROW001"}


def relate(index: FigureIndex) -> Iterator[Relation]:
    """A relation for every sum or share whose cells are figures of one kind."""
    if index.view.document.formulas:
        cells = _Cells(index)
        for formula in index.view.document.formulas:
            make = {"sum": _sum, "quotient": _share}.get(formula.operation)
            relation = make(cells, formula) if make else None
            if relation is not None:
                yield relation


def without_guesses(index: FigureIndex, relations: Iterable[Relation]) -> Iterator[Relation]:
    """The relations of other finders without those that fail for a cell with a formula."""
    formulas = index.view.document.formulas
    if not formulas:
        yield from relations
        return
    cells = _Cells(index)
    computed = {figure.span for formula in formulas if (figure := cells.figure(formula.stated)) is not None}
    for relation in relations:
        if relation.stated.span not in computed or holds(relation):
            yield relation


@dataclass(frozen=True)
class _Cells:
    """The figures of cells, by the spans of the cells."""

    index: FigureIndex

    @cached_property
    def _figures(self) -> Sequence[Figure]:
        return [self.index.by_span[span] for span in sorted(self.index.by_span)]

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [figure.span.start for figure in self._figures]

    @cached_property
    def places(self) -> Mapping[Span, tuple[int, int]]:
        """Row and column of every cell that holds something."""
        return {
            cell.span: (cell.row, cell.column)
            for table in self.index.view.document.tables
            for cell in table.cells
            if cell.span.end > cell.span.start
        }

    def figure(self, cell: Span) -> Figure | None:
        """The figure of a cell, None where it has none with a value."""
        at = bisect_left(self._starts, cell.start)
        figure = self._figures[at] if at < len(self._figures) else None
        inside = figure is not None and cell.covers(figure.span) and figure.quantity.value is not None
        return figure if inside else None

    def is_number(self, cell: Span) -> bool:
        """Whether the cell holds a number, be it no figure (a year, a row's number)."""
        return number_cell(cell.of(self.index.view.document.text))


def _sum(cells: _Cells, formula: Formula) -> Relation | None:
    stated = cells.figure(formula.stated)
    if stated is None:
        return None
    terms: list[Term] = []
    places = [cells.places.get(formula.stated)]
    for span, weight in formula.terms:
        figure = cells.figure(span)
        if figure is None:
            if cells.is_number(span):
                return None
            continue  # words count nothing in a sum
        if cells.index.measure(figure) != cells.index.measure(stated):
            return None
        terms.append(Term.of(figure, weight=weight))
        places.append(cells.places.get(span))
    if len(terms) < 2:
        return None
    rule = _rule(places)
    return Relation(_CODES.get(rule, "SUM001"), rule, "sum", Term.of(stated), tuple(terms), stated.unit)


def _share(cells: _Cells, formula: Formula) -> Relation | None:
    """A percentage that is the first figure by the second; a quotient of another kind is a rate or an index."""
    stated = cells.figure(formula.stated)
    part, whole = (cells.figure(span) for span, _ in formula.terms)
    if not isinstance(stated, Percentage) or part is None or whole is None or not whole.quantity.value:
        return None
    if cells.index.measure(part) != cells.index.measure(whole):
        return None
    return Relation("RAT001", "ratio", "quotient", Term.of(stated), (Term.of(part), Term.of(whole)), "%")


def _rule(places: Sequence[tuple[int, int] | None]) -> Rule:
    known = [place for place in places if place is not None]
    if len(known) == len(places) and len({column for _, column in known}) == 1:
        return "column"
    if len(known) == len(places) and len({row for row, _ in known}) == 1:
        return "row"
    return "sum"
