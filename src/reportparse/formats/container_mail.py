"""Electronic mail: what is attached, and the letter itself where it is a report of its own."""

from __future__ import annotations

import email
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import compat32

import regex

from reportparse.formats.container_base import Budget, Member, clean_name, damaged

BODY = "noi-dung-thu"
_DECORATION = 30_000  # bytes: a smaller picture inside the letter is a logo or a smiley, not a page
_MIN_BODY, _MIN_FIGURES = 400, 6
_QUOTED = regex.compile(r"(?m)^[ \t]*>.*$")
_HEADER = regex.compile(rb"\s*[A-Za-z][\w-]*:")
_TAGS = regex.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", regex.DOTALL | regex.IGNORECASE)
_FIGURE = regex.compile(r"(?<![\w./@-])\d[\d.,]*(?![\w/@-])")
_FORM = regex.compile(
    r"(?i:cộng\s+h[oò]a\s+xã\s+hội\s+chủ\s+nghĩa)|(?i:số\s*:)\s*\d*\s*[/-]\s*[A-ZĐ]{2,}"
    r"|(?m:^\W*(?:BÁO CÁO|KẾ HOẠCH|TỜ TRÌNH|NGHỊ QUYẾT|QUYẾT ĐỊNH|THÔNG BÁO|BIÊN BẢN)\b)"
)


@dataclass(frozen=True)
class MailContainer:
    """Reads `.eml`; a message attached to a message is a container of its own."""

    suffixes: tuple[str, ...] = (".eml",)
    media_type: str = "message/rfc822"

    def sniff(self, data: bytes, suffix: str) -> bool:
        """Whether a file of this name begins with a header; any text may."""
        return suffix in self.suffixes and _HEADER.match(data) is not None

    def members(self, data: bytes, budget: Budget) -> Iterator[Member]:
        """The letter, then what is attached.

        Raises:
            UnreadableFileError: `damaged`, `bomb` or `too-many-members`.
        """
        try:
            message = email.message_from_bytes(data, policy=compat32)
            leaves = list(_leaves(message))
        except RecursionError as error:  # parts within parts, hundreds deep
            raise damaged("thư điện tử") from error
        if not message.keys():
            raise damaged("thư điện tử")
        bodies: dict[str, Message] = {}
        attached: list[Member] = []
        for part in leaves:
            kind = part.get_content_type()
            if kind in ("text/plain", "text/html") and not _is_attached(part):
                bodies.setdefault(kind, part)
                continue
            budget.member()
            found = _attached(part, len(attached) + 1)
            budget.take(len(found.data))
            if len(found.data) > budget.max_bytes:
                found = Member(found.name, error=budget.too_large(len(found.data)))
            if not _is_decoration(part, found):
                attached.append(found)
        plain, html = (_text(bodies[kind]) if kind in bodies else "" for kind in ("text/plain", "text/html"))
        yield from body_members(plain, html, alone=not attached)
        yield from attached


MAIL = MailContainer()


def body_members(plain: str, html: str, *, alone: bool) -> Iterator[Member]:
    """The letter as a member: to be read where it is a report itself or nothing is attached, else to be skipped.

    A page with tables says more than the plain text that stands beside it.
    """
    as_page = bool(html.strip()) and ("<table" in html.lower() or not plain.strip())
    text = html if as_page else plain
    if not text.strip():
        return
    name = f"{BODY}.html" if as_page else f"{BODY}.txt"
    if alone or is_report_like(_TAGS.sub("\n", html) if as_page else plain):
        # The mark tells the encoding, whatever the page says of the one that it came in.
        yield Member(name, ("\ufeff" + text if as_page else text).encode("utf-8", "replace"))
    else:
        yield Member(name, skip="mail-body")


def is_report_like(letter: str) -> bool:
    """Whether a letter is itself a report: in the form of one, or long and with several figures; quotes aside."""
    own = _QUOTED.sub("", letter)
    if _FORM.search(own):
        return True
    return len(own.strip()) >= _MIN_BODY and len(_FIGURE.findall(own)) >= _MIN_FIGURES


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold no others; an attached message is one part."""
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _attached(part: Message, number: int) -> Member:
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inner = part.get_payload(0)
        data = inner.as_bytes() if isinstance(inner, Message) else b""
        return Member(_file_name(part, f"thu-{number}", ".eml"), data)
    payload = part.get_payload(decode=True)
    suffix = mimetypes.guess_extension(kind) or ""
    return Member(_file_name(part, f"dinh-kem-{number}", suffix), payload if isinstance(payload, bytes) else b"")


def _is_decoration(part: Message, found: Member) -> bool:
    inside = part.get_content_disposition() == "inline" or part.get("Content-ID") is not None
    return part.get_content_maintype() == "image" and inside and len(found.data) < _DECORATION


def _file_name(part: Message, instead: str, suffix: str) -> str:
    """The name of an attachment, in whichever of the ways it was coded; a made one where it has none."""
    name = _decoded(part.get_filename() or "").strip()
    if not name:
        return instead + suffix
    return clean_name(name if suffix != ".eml" or name.lower().endswith(".eml") else name + suffix)


def _decoded(name: str) -> str:
    try:
        pieces = decode_header(name)
    except (HeaderParseError, ValueError):
        return name
    return "".join(_piece(piece, charset) for piece, charset in pieces)


def _piece(piece: bytes | str, charset: str | None) -> str:
    data = piece.encode("utf-8", "surrogateescape") if isinstance(piece, str) else piece
    for encoding in (charset, "utf-8", "cp1258"):
        try:
            return data.decode(encoding or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return _piece(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""
