"""What befalls good files on their way: cut off, bits turned over, holes, pieces twice or in the wrong place.

Everything is decided by the arguments: the same good file gives the same bad ones.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

Named = tuple[str, bytes]

_SHARES = (0.0, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 1.0)
_HOLE = 512


def cut(name: str, data: bytes, *, every: tuple[float, ...] = _SHARES) -> Iterator[Named]:
    """The file cut off behind these shares of its bytes, never empty and never whole."""
    stem, suffix = _parts(name)
    for share in every:
        length = min(max(round(len(data) * share), 9), len(data) - 1)
        yield f"{stem}-cut-{length:06d}{suffix}", data[:length]


def turned(name: str, data: bytes, *, files: int, bits: int = 12) -> Iterator[Named]:
    """The file with some of its bits turned over, the first bytes left as they are so that it keeps its kind."""
    stem, suffix = _parts(name)
    for number in range(files):
        chance = random.Random(f"{name} {number}")
        changed = bytearray(data)
        for _ in range(bits * (number + 1)):
            changed[chance.randrange(8, len(changed))] ^= 1 << chance.randrange(8)
        yield f"{stem}-bits-{number}{suffix}", bytes(changed)


def torn(name: str, data: bytes) -> Iterator[Named]:
    """The file with a hole, a hole of zeros, without its first bytes, twice, back to front, and with strange ends."""
    stem, suffix = _parts(name)
    middle = len(data) // 2
    yield f"{stem}-hole{suffix}", data[:middle] + data[middle + _HOLE :]
    yield f"{stem}-zeros{suffix}", data[:middle] + bytes(_HOLE) + data[middle + _HOLE :]
    yield f"{stem}-headless{suffix}", data[16:]
    yield f"{stem}-twice{suffix}", data + data
    yield f"{stem}-halves{suffix}", data[middle:] + data[:middle]
    yield f"{stem}-before{suffix}", b"\r\n" * 300 + data
    yield f"{stem}-behind{suffix}", data + b"\0" * 70_000
    yield f"{stem}-as-text{suffix}", data.decode("latin-1").encode("utf-8")
    yield f"{stem}-line-ends{suffix}", data.replace(b"\n", b"\r\n")


def _parts(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return stem, dot + suffix
