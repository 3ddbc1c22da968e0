"""Making a scanned page ready to be read: one resolution, upright, level, and its ruling lines found and taken out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from reportparse.formats.pdf_grid import Ruling

DPI = 200
_POINTS = 72
_A4_LONG = 11.69  # inches: a picture that does not say its resolution is taken for a page of this height
_DARK = 190  # of 255: thin lines are grey once a page has been turned
_GRAIN = 0.8  # pixels
_CONTRAST = 40  # between ink and paper
_MIN_LINE = 0.35  # inches: a shorter stroke may be part of a letter
_SOLID = 0.92  # of a line's pixels are dark; a scan leaves gaps
_MAX_THICK = 0.06  # inches
_MAX_SKEW, _SKEW_STEP = 4, 0.25  # degrees
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
    return picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255) if abs(angle) >= _SKEW_STEP else picture


def skew(picture: Image.Image) -> float:
    """By how many degrees to the left the page must be turned to be level.

    Of all angles the right one makes the rows of the page most unlike each other: lines of text and gaps.
    """
    factor = _SMALL / max(picture.width, picture.height / _SLENDER)
    small = picture.resize((max(round(picture.width * factor), 1), max(round(picture.height * factor), 1)))
    scores: dict[float, float] = {}

    def best(angles: Sequence[float]) -> float:
        for angle in angles:
            if angle not in scores:
                scores[angle] = _contrast(ink(small.rotate(angle, fillcolor=255)))
        return max(angles, key=scores.__getitem__)

    coarse = best([float(angle) for angle in range(-_MAX_SKEW, _MAX_SKEW + 1)])
    fine = best([coarse + number * _SKEW_STEP for number in range(-3, 4)])
    # A page that is level to the eye is left as it is: turning blurs it.
    return fine if scores[fine] > 1.03 * scores[0.0] else 0.0


def _contrast(dark: Pixels) -> float:
    rows = dark.sum(axis=1).astype(float)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def is_sideways(dark: Pixels) -> bool:
    """Whether the lines of text seem to run up or down the page: its columns differ more than its rows."""
    return bool(_contrast(dark.T) * dark.shape[0] > 1.5 * _contrast(dark) * dark.shape[1])


def ink(picture: Image.Image) -> Pixels:
    """Which pixels are darker than the paper, the grain of a scan aside."""
    smooth = np.asarray(picture.filter(ImageFilter.GaussianBlur(_GRAIN)))
    return smooth < min(_DARK, float(np.median(smooth)) - _CONTRAST)


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
    near = dark.copy()
    near[1:] |= dark[:-1]
    near[:-1] |= dark[1:]
    sums = np.cumsum(near, axis=1, dtype=np.int32)
    solid = (sums[:, length:] - sums[:, :-length]) >= _SOLID * length
    open_runs: list[tuple[int, int, int, int]] = []  # first row, last row, start, end
    for row in np.flatnonzero(solid.any(axis=1)):
        runs = [(start, end + length) for start, end in _runs(solid[row])]
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
