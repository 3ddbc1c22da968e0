"""Making a scanned page ready to be read: one resolution, upright, level, and its ruling lines found and taken out."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from reportparse.formats.pdf_grid import Ruling

DPI = 200
_POINTS = 72
_A4_LONG = 11.69  # inches: a picture that does not say its resolution is taken for a page of this height
_DARK = 190  # of 255: thin lines are grey once a page has been turned
_CONTRAST = 40  # between ink and paper
_UNIT = 64  # what the weights of neighbouring pixels add up to
_MIN_LINE = 0.35  # inches: a shorter stroke may be part of a letter
_SOLID = 0.92  # of a line's pixels are dark; a scan leaves gaps
_MAX_THICK = 0.06  # inches
_MAX_SKEW, _MIN_SKEW = 4, 0.2  # degrees
_SKEW_STEPS = (0.25, 0.1)  # degrees, behind whole ones
_SMALL = 600  # pixels wide: enough to find how far a page is turned
_SLENDER = 4  # times as high as wide; what is more so is no page, and would become huge at that width

Pixels = Any  # numpy array of booleans, rows by columns, True for ink


@dataclass(frozen=True, slots=True)
class Lines:
    """Ruling lines of a page in pixels."""

    horizontal: tuple[Ruling, ...]
    vertical: tuple[Ruling, ...]


def at_one_resolution(picture: Image.Image) -> Image.Image:
    """A picture of a page in grey at about 200 dots an inch, turned as its camera says."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "P"):
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright.convert("RGBA"))
    grey = _grey(upright)
    factor = DPI / _resolution(picture)
    if 0.9 <= factor <= 1.1:
        return grey
    size = (max(round(grey.width * factor), 1), max(round(grey.height * factor), 1))
    return grey.resize(size, Image.Resampling.LANCZOS)


def _grey(picture: Image.Image) -> Image.Image:
    """The picture with 256 shades: of 65,536 the library would take all but the darkest 256 for white."""
    if picture.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    return picture.convert("L")


def _resolution(picture: Image.Image) -> float:
    """Dots an inch: what the file says where that gives a page of a sane size, else as for A4."""
    long_side = max(picture.size)
    told = picture.info.get("dpi", (0, 0))[0]
    if told and 5 <= long_side / float(told) <= 24:
        return float(told)
    return long_side / _A4_LONG


def levelled(picture: Image.Image) -> Image.Image:
    """The page turned by up to four degrees so that its lines of text are level."""
    angle = skew(picture)
    return _turned(picture, angle) if abs(angle) >= _MIN_SKEW else picture


def _turned(picture: Image.Image, angle: float) -> Image.Image:
    """The page turned to the left by a few degrees: its columns moved up or down, then its rows to the side.

    Columns move by parts of a pixel, so that level lines become level (Catmull-Rom between four pixels); rows by whole
    ones. That is as good to read as turning every pixel and takes a fifth of the time.
    """
    slope = math.tan(math.radians(angle))
    pixels = np.asarray(picture)
    height, width = pixels.shape
    moves = (np.arange(width) - width / 2) * slope
    reach = int(abs(moves).max()) + 3
    padded = np.pad(pixels, ((reach, reach), (0, 0)), constant_values=255)
    risen = np.empty_like(pixels)
    whole = np.floor(moves).astype(int)
    for move, first, last in _stretches(whole):
        weights = _weights(moves[first:last] - move)
        source = padded[:, first:last].astype(np.int16)
        top = reach + move - 1
        total = sum(weights[tap] * source[top + tap : top + tap + height] for tap in range(4))
        risen[:, first:last] = np.clip((total + _UNIT // 2) // _UNIT, 0, 255)
    turned = np.full_like(pixels, 255)
    for move, first, last in _stretches(np.rint((np.arange(height) - height / 2) * -slope).astype(int)):
        start, end = max(-move, 0), min(width - move, width)
        turned[first:last, start:end] = risen[first:last, start + move : end + move]
    return Image.fromarray(turned)


def _stretches(values: Pixels) -> Iterator[tuple[int, int, int]]:
    """Stretches of one value: the value, first and end."""
    edges = [0, *(np.flatnonzero(np.diff(values)) + 1), len(values)]
    for first, last in pairwise(edges):
        yield int(values[first]), int(first), int(last)


def _weights(part: Pixels) -> Pixels:
    """What each of four neighbouring pixels adds to a place so far behind the second, in parts of `_UNIT`."""
    square, cube = part**2, part**3
    taps = (2 * square - part - cube, 2 - 5 * square + 3 * cube, part + 4 * square - 3 * cube, cube - square)
    weights = np.rint(np.stack(taps) * (_UNIT / 2)).astype(np.int16)
    weights[1] += _UNIT - weights.sum(axis=0, dtype=np.int16)  # paper stays as white as it is
    return weights


def skew(picture: Image.Image) -> float:
    """By how many degrees to the left the page must be turned to be level.

    Of all angles the right one makes the rows of the page most unlike each other: lines of text and gaps. The page is
    not turned for each: the dark pixels of every row that leans by the angle are counted.
    """
    down, across = np.nonzero(
        ink(picture.reduce(max(round(max(picture.width, picture.height / _SLENDER) / _SMALL), 1)))
    )
    if not len(down):
        return 0.0
    scores: dict[float, float] = {}

    def best(angles: Sequence[float]) -> float:
        for angle in angles:
            if angle not in scores:
                turn = math.radians(angle)
                rows = np.rint(down * math.cos(turn) - across * math.sin(turn)).astype(np.int32)
                scores[angle] = _unlike(np.bincount(rows - rows.min()))
        return max(angles, key=scores.__getitem__)

    found = best([float(angle) for angle in range(-_MAX_SKEW, _MAX_SKEW + 1)])
    for step in _SKEW_STEPS:
        found = best([round(found + number * step, 2) for number in range(-3, 4)])
    # A page that is level to the eye is left as it is: turning blurs it.
    return found if scores[found] > 1.03 * scores[0.0] else 0.0


def _unlike(rows: Pixels) -> float:
    """How much the counts of neighbouring rows differ."""
    counts = rows.astype(float)
    return float(((counts[1:] - counts[:-1]) ** 2).sum())


def is_sideways(dark: Pixels) -> bool:
    """Whether the lines of text seem to run up or down the page: its columns differ more than its rows."""
    return bool(_unlike(dark.sum(axis=0)) * dark.shape[0] > 1.5 * _unlike(dark.sum(axis=1)) * dark.shape[1])


def ink(picture: Image.Image) -> Pixels:
    """Which pixels are darker than the paper, the grain of a scan aside: each counts with its neighbours."""
    paper = bisect_left(list(accumulate(picture.histogram())), picture.width * picture.height / 2)  # the median
    pixels = np.asarray(picture).astype(np.uint16)
    dark = np.zeros(pixels.shape, dtype=bool)
    if min(pixels.shape) > 2:
        across = pixels[:, :-2] + 2 * pixels[:, 1:-1] + pixels[:, 2:]
        smooth = across[:-2] + 2 * across[1:-1] + across[2:]
        dark[1:-1, 1:-1] = smooth < 16 * max(min(_DARK, paper - _CONTRAST), 0)
    return dark


def find_lines(dark: Pixels, dpi: int = DPI) -> Lines:
    """The ruling lines of a level page."""
    return Lines(tuple(_rulings(dark, dpi)), tuple(_rulings(dark.T, dpi)))


def without_lines(picture: Image.Image, lines: Lines, dpi: int = DPI) -> Image.Image:
    """The page with its ruling lines painted over, which the engine would take for letters."""
    pixels = np.array(picture)
    reach = max(round(0.018 * dpi), 2)
    for ruling in lines.horizontal:
        _paint(pixels, ruling, reach)
    for ruling in lines.vertical:
        _paint(pixels.T, ruling, reach)
    return Image.fromarray(pixels)


def _paint(pixels: Any, ruling: Ruling, reach: int) -> None:
    at = round(ruling.at)
    pixels[max(at - reach, 0) : at + reach + 1, max(round(ruling.start), 0) : round(ruling.end) + 1] = 255


def _rulings(dark: Pixels, dpi: int) -> Iterator[Ruling]:
    """Level lines: stretches that are dark nearly throughout, in rows close together, and not thick."""
    length = max(round(_MIN_LINE * dpi), 2)
    if dark.shape[1] <= length:
        return
    # A line that leans by a pixel or two over its length is dark in the row above or below.
    dark = np.ascontiguousarray(dark)
    near = dark.copy()
    near[1:] |= dark[:-1]
    near[:-1] |= dark[1:]
    # Wherever a line that long begins, it covers one of these blocks, and may lack no more there than in all.
    block = length // 2
    blocks = near[:, : near.shape[1] // block * block].reshape(len(near), -1, block).sum(axis=2, dtype=np.uint16)
    rows = np.flatnonzero(blocks.max(axis=1) >= block - (1 - _SOLID) * length)
    sums = np.cumsum(near[rows], axis=1, dtype=np.int32)
    solid = (sums[:, length:] - sums[:, :-length]) >= _SOLID * length
    open_runs: list[tuple[int, int, int, int]] = []  # first row, last row, start, end
    for row, found in zip(rows, solid, strict=True):
        if not found.any():
            continue
        runs = [(start, end + length) for start, end in _runs(found)]
        for run in [run for run in open_runs if run[1] < row - 2]:
            open_runs.remove(run)
            yield from _closed(run, dpi)
        for start, end in runs:
            for index, (first, _, other_start, other_end) in enumerate(open_runs):
                if start <= other_end and end >= other_start:
                    open_runs[index] = (first, int(row), min(start, other_start), max(end, other_end))
                    break
            else:
                open_runs.append((int(row), int(row), start, end))
    for run in open_runs:
        yield from _closed(run, dpi)


def _closed(run: tuple[int, int, int, int], dpi: int) -> Iterator[Ruling]:
    first, last, start, end = run
    if last - first <= _MAX_THICK * dpi:
        yield Ruling((first + last) / 2, float(start), float(end))


def _runs(row: Any) -> Iterator[tuple[int, int]]:
    """Where the row is True: (first, last) of every stretch."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], row.astype(np.int8), [0]))))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield int(start), int(end) - 1


def in_points(rulings: Sequence[Ruling], dpi: int = DPI) -> list[Ruling]:
    """Rulings in PDF points."""
    factor = _POINTS / dpi
    return [Ruling(ruling.at * factor, ruling.start * factor, ruling.end * factor) for ruling in rulings]
