"""Which old Vietnamese code a run of a Word file is typed in, by the name of the font it is shown in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reportparse.formats.docx_package import W
from reportparse.text.legacy import FontCode, code_of_font

_FONTS, _STYLE = W + "rFonts", f"{W}pPr/{W}pStyle"
# Letters beyond ASCII are shown in the font "hAnsi"; where it is not named, in that of the others.
_ATTRIBUTES = (W + "hAnsi", W + "ascii")
_MAX_DEPTH = 20  # of styles based on styles; a file may make a circle of them


@dataclass(frozen=True)
class Fonts:
    """Fonts of the document's styles. Empty where no font of the file is of an old code, so that nothing is asked."""

    by_style: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None
    paragraph_default: str | None = None
    any_legacy: bool = False

    def code(self, run: Any, paragraph: Any) -> FontCode | None:
        """The code of a run of that paragraph."""
        if not self.any_legacy:
            return None
        properties = run.find(W + "rPr")
        named = _named(properties) if properties is not None else None
        if named is None and properties is not None:
            named = self._of_style(properties.find(W + "rStyle"))
        return code_of_font(named or self._of_paragraph(paragraph))

    def _of_paragraph(self, paragraph: Any) -> str | None:
        style = paragraph.find(_STYLE)
        found = self._of_style(style) if style is not None else self.paragraph_default
        return found or self.default

    def _of_style(self, style: Any | None) -> str | None:
        return self.by_style.get(style.get(W + "val")) if style is not None else None


def read_fonts(document: Any, styles: Any | None, notes: tuple[Any | None, ...] = ()) -> Fonts:
    """The fonts of a document's styles; `notes` are the roots of its footnotes and endnotes."""
    roots = [root for root in (document, styles, *notes) if root is not None]
    any_legacy = any(code_of_font(_name(fonts)) for root in roots for fonts in root.iter(_FONTS))
    if not any_legacy or styles is None:
        return Fonts(any_legacy=any_legacy)
    own: dict[str, str | None] = {}
    based: dict[str, str | None] = {}
    paragraph_default: str | None = None
    for style in styles.iter(W + "style"):
        name = style.get(W + "styleId", "")
        own[name] = _named(style.find(W + "rPr"))
        parent = style.find(W + "basedOn")
        based[name] = parent.get(W + "val") if parent is not None else None
        if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true"):
            paragraph_default = name
    by_style = {name: font for name in own if (font := _inherited(name, own, based))}
    default = _named(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
    return Fonts(by_style, default, by_style.get(paragraph_default or ""), any_legacy)


def _inherited(name: str | None, own: Mapping[str, str | None], based: Mapping[str, str | None]) -> str | None:
    for _ in range(_MAX_DEPTH):
        if name is None:
            return None
        if own.get(name):
            return own[name]
        name = based.get(name)
    return None


def _named(properties: Any | None) -> str | None:
    fonts = properties.find(_FONTS) if properties is not None else None
    return _name(fonts) if fonts is not None else None


def _name(fonts: Any) -> str | None:
    return next((name for attribute in _ATTRIBUTES if (name := fonts.get(attribute))), None)
