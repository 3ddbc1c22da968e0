"""The names in a path: of the file, of the archive it is in and of its folders, as words."""

from __future__ import annotations

import regex

from reportparse.model.mention import ValueSource

_SUFFIX = regex.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_HUMP, _SEPARATOR = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})"), regex.compile(r"[_+]|(?<!\d)[-.]|[-.](?!\d)")
_MAX_FOLDERS = 3


def path_names(path: str) -> list[tuple[str, ValueSource]]:
    """The names of a file, of the archive it is in and of its folders, the nearest first, without suffixes."""
    *folders, name = path.replace("\\", "/").replace("!", "/").split("/")
    nearest = [*reversed(folders)][:_MAX_FOLDERS]
    sources: list[tuple[str, ValueSource]] = [(name, "filename"), *((folder, "folder") for folder in nearest)]
    return [(_SUFFIX.sub("", each), source) for each, source in sources]


def name_words(name: str) -> str:
    """A file's name as words: separators and the joints of "XaTanLap" become spaces."""
    words: str = _SEPARATOR.sub(" ", _HUMP.sub(" ", name))
    return words
