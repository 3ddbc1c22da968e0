"""First letters of patterns: the short cut finds what the pattern finds."""

from __future__ import annotations

import pytest
import regex

from reportparse.lexicon import load_lexicon
from reportparse.lexicon.starts import Finder, first_letters
from reportparse.text.fold import lowered

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"(?<!\p{L})(?:hộ|Khẩu)(?!\p{L})", {"hộ", "khẩu"}),
        (r"(?P<a>tổng[ \t])?(?:số[ \t])?hộ", {"tổng ", "tổng\t", "số hộ", "hộ"}),
        (r"[Vv]ốn|\(|\d", {"vốn", "(", *"0123456789"}),
        (r"(?:từ)?.x", None),
        (r"(?:hộ nghèo){e<=2}", None),
        (r"\p{Lu}\w+", None),
    ],
)
def test_first_letters(source: str, expected: set[str] | None) -> None:
    found = first_letters(source)
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert all(any(one.startswith(letters) for letters in found) for one in expected)


@pytest.mark.parametrize("name", sorted(LEXICON.entries))
def test_a_finder_finds_what_its_pattern_finds(name: str) -> None:
    pattern = LEXICON.pattern(name)
    for text in (*LEXICON.entries[name].examples, " ".join(LEXICON.entries[name].examples)):
        found = LEXICON.finder(name).finditer(text, lowered(text), 0, len(text))
        assert [match.span() for match in found] == [match.span() for match in pattern.finditer(text)]


def test_starts_may_overlap() -> None:
    finder = Finder.of(regex.compile("aab|ab"))
    assert [match.span() for match in finder.finditer("aaab", "aaab", 0, 4)] == [(1, 4)]
