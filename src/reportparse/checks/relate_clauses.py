"""A total and its parts in one sentence, which no word announces: "56 hộ; 33 hộ lên cận nghèo, 23 hộ vượt hẳn", "58 căn
của 36 hộ nghèo, 14 hộ cận nghèo, 08 hộ người có công", "06 công trình, gồm 04 chuyển tiếp, 02 khởi công mới".

The parts follow their total up to the end of the clause, each with the unit of the total, without a unit, or all with
one unit of their own; a part that is told once for several places counts as often ("ba ấp A, B, C mỗi ấp 01 hộ").
Where they do not add up, and nothing says that some are left out, the difference is told if one slip explains it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

import regex

from reportparse.checks.clauses import Clause, is_bare, move, sentences, times_told
from reportparse.checks.figures import NO_COUNTS, FigureIndex, Placed, is_factor, last_digit, without_wholes
from reportparse.checks.relate_short import scaled
from reportparse.checks.share_words import MAKES_UP
from reportparse.checks.slips import explanation
from reportparse.checks.verify import holds
from reportparse.model.finding import Relation, Term
from reportparse.model.mention import HouseholdCount
from reportparse.model.quantity import ONE, ZERO
from reportparse.structure.units import money_unit

_LINK = regex.compile(r"[,;:()]|(?<!\p{L})(?:và|còn|rồi|cùng|với)(?!\p{L})", regex.IGNORECASE)
_OPENS = regex.compile(
    r"[,;:()–]|\s-\s|(?<!\p{L})(?:của|cho|gồm|có|trong\s?đó|thì|là|chia|giúp|với|ở|tại|do)(?!\p{L})", regex.IGNORECASE
)
# What is compared, planned or left is no part.
_OTHER = regex.compile(
    r"(?<!\p{L})(?:so\svới|cùng\skỳ|năm\s(?:trước|ngoái)|kế\shoạch|chỉ\stiêu|mục\stiêu|bình\squân|định\smức|trên\stổng|tổng|"
    r"cộng|tăng|giảm|bớt|còn(?:\slại)?|lên\s(?=\d)|xuống|từ\s(?=\d)|đến\s(?=\d)|vượt\s(?:\d|kế|chỉ|dự)|đạt\s(?=\d)|hơn|"
    r"ngoài\sra|riêng|trừ|"
    r"gấp|tương\sđương|bằng|mỗi|tiếp\stheo|khác\svới|trị\sgiá|thêm)(?!\p{L})",
    regex.IGNORECASE,
)
_REST_TAKEN = regex.compile(r"(?<!\p{L})(?:còn(?:\slại)?|riêng)(?!\p{L})", regex.IGNORECASE)
_SOME = regex.compile(
    r"trong\s?(?:số\s)?(?:đó|ấy|này)|nhất\slà|chủ\syếu|nhiều\snhất|điển\shình|tiêu\sbiểu|đặc\sbiệt|đáng\schú|(?<!\p{L})như(?!\p{L})|"
    r"tập\strung|kể\scả|có\scả|v\.v|\.\.\.|…|ưu\stiên|khoảng|hoặc|phần\slớn|trong\s\p{L}+\s\p{L}+\s(?:đó|này)",
    regex.IGNORECASE,
)
_ADJOINS = regex.compile(r"[^\d.;:]{0,40}(?:[:;,(]|\s(?:của|cho|gồm|chia|có)(?!\p{L}))[^\d]{0,60}")
_SHARE = regex.compile(
    rf"(?:(?:{MAKES_UP}|là)\s)?(?:tỷ\slệ\s)?\d+(?:,\d+)?\s?%",
    regex.IGNORECASE,
)
# Of these one household or person may be several.
_OVERLAPPING = regex.compile(
    r"(?<!\p{L})(?:thiếu|hụt|dột|(?<!nam[^.;]{0,30})nữ|dân\stộc|DTTS|khuyết\stật|đảng\sviên|trẻ\sem|ốm|bệnh|già)(?!\p{L})",
    regex.IGNORECASE,
)
_ANNOUNCED = regex.compile(r":|\(|(?<!\p{L})(?:gồm|chia|của|cho|trong\s?đó|có)(?!\p{L})", regex.IGNORECASE)
# "An ninh: xảy ra 17 vụ, ..." tells a total; "Theo ấp: Gò Dưa 08 hộ, ..." the first of a list.
_TELLS = regex.compile(
    r"(?<!\p{L})(?:có|xảy\sra|được|đạt|làm|bị|tổng|toàn|cấp|giảm|tăng|hỗ\strợ|tổ\schức|giải\squyết|vận\sđộng|xóa|trao|tặng|"
    r"huy\sđộng|thu|nhận|xây\sdựng|đào\stạo|thực\shiện|phát\ssinh|hoàn\sthành|bàn\sgiao)(?!\p{L})",
    regex.IGNORECASE,
)
_STOP = regex.compile(r"[^\d,;:()]*(?:\([^()]*\))?\s?(?:[;)]|,\strong\s?đó)")
_MEASURED = frozenset({"%", "words", "ngày", "tháng", "năm", "lần", "đợt", "tuổi", "giờ"})
_LEAST, _LEAST_MIXED, _LEAST_PREFIX, _MAX_GAP, _MAX_PARTS = 5, 10, 1000, 140, 24
_MANY, _LEAST_IN_LIST, _LEAST_NAMED, _TELLING = 3, 30, 4, 2
_NAMED = regex.compile(
    r"[\s,;]*(?:(?i:và|xã|thị\strấn|phường|thôn|xóm|ấp|bản|buôn|khóm|làng|khu|tổ)\s)*\p{Lu}[\p{L}\s\d']{0,30}:?\s"
)


class _Part(NamedTuple):
    """A figure that counts `times` times; `term`: with the unit that it leaves to its total."""

    placed: Placed
    times: int
    term: Term

    @property
    def value(self) -> Decimal:
        return (self.term.quantity.value or ZERO) * self.times


def relate(index: FigureIndex) -> Iterator[Relation]:
    """Such totals of all sentences, in text order."""
    for clause in sentences(index, least=3):
        yield from _of_clause(index, clause)


def _of_clause(index: FigureIndex, clause: Clause) -> Iterator[Relation]:
    text = index.view.flow.text
    figures = [p for p in without_wholes(clause.figures) if p.measure not in _MEASURED]
    at = 0
    while at < len(figures) - 2:
        total = figures[at]
        taken = 0
        if _may_be_total(text, total):
            inside = [
                p for p in figures[at + 1 :] if _depth(text, clause.start, p) == _depth(text, clause.start, total)
            ]
            for parts in _sets(index, total, inside):
                relation = _told(text, clause, total, parts, figures)
                if relation is not None:
                    yield relation
                    if holds(relation):
                        yield from _again(index, total, inside, relation)
                    taken = figures.index(parts[-1].placed) - at if holds(relation) else 0
                    break
        at += taken or 1


def _again(index: FigureIndex, total: Placed, inside: Sequence[Placed], first: Relation) -> Iterator[Relation]:
    """A second split behind the first: "145 đại biểu; nam 87, nữ 58; dân tộc Tày 65, Nùng 48, Kinh 32"."""
    last = max(term.span.end for term in first.terms)
    rest = [p for p in inside if p.figure.span.start >= last]
    end = max((p.end for p in inside if p not in rest), default=total.end)
    if len(rest) < 2 or ";" not in index.view.flow.text[end : rest[0].start]:
        return
    wanted = total.figure.quantity.value or ZERO
    for parts in _sets(index, total._replace(end=end), rest):
        face = sum((part.value for part in parts), ZERO)
        relation = _sum(total, parts)
        if not _one_kind(total, parts):
            continue
        if face == wanted:
            yield relation
            return
        slip = len(parts) >= _MANY and wanted / 2 <= face <= 2 * wanted and explanation(relation) >= _TELLING
        if slip and not _SOME.search(index.view.flow.text, end, parts[-1].placed.end):
            yield relation._replace(doubt="implied", weak=True)
            return


def _may_be_total(text: str, total: Placed) -> bool:
    value = total.figure.quantity.value or ZERO
    return not total.vague and bool(total.measure) and value >= _LEAST and not is_factor(text, total)


def _depth(text: str, start: int, placed: Placed) -> int:
    return text.count("(", start, placed.start) - text.count(")", start, placed.start)


def _sets(index: FigureIndex, total: Placed, following: Sequence[Placed]) -> Iterator[list[_Part]]:
    """The figures that may be parts: of the total's unit or of none; else all of one other unit of counting."""
    text, money = index.view.flow.text, total.measure == "đ"
    unit = money_unit(f"({total.figure.unit})", index.view.lexicon) if money else None
    scale = Decimal(unit.scale) if unit is not None else ONE
    same = [p for p in following if p.measure == total.measure or is_bare(p)]
    parts = _run(text, total, same, scale)
    if len(parts) > 1:
        yield parts
    if money:
        return
    counts = [p for p in following if p.measure not in NO_COUNTS]
    if counts and counts[0].measure != total.measure:
        for measure in list(dict.fromkeys(p.measure for p in counts))[:_MANY]:
            mixed = _run(text, total, [p for p in counts if p.measure == measure], ONE)
            if len(mixed) > 1:
                yield mixed
    elif len(counts) > len(same):
        # "11 công trình, trong đó 6 công trình đường, 3 công trình kênh, 2 nhà văn hóa"
        mixed = _run(text, total, counts, ONE)
        if len(mixed) > _MANY - 1:
            yield mixed


def _run(text: str, total: Placed, figures: Sequence[Placed], scale: Decimal) -> list[_Part]:
    """The figures up to the first that something else than a list links to those before it."""
    run: list[_Part] = []
    end = total.end
    for placed in figures[:_MAX_PARTS]:
        words = text[end : placed.start]
        linked = (_LINK if run else _OPENS).search(words)
        if placed.vague or linked is None or len(words) > _MAX_GAP:
            break
        times = times_told(text, end, placed.start)
        if times == 1 and is_factor(text, placed):
            break
        if not times or "/" in text[placed.start - 1 : placed.start]:
            break
        run.append(_Part(placed, times, scaled(placed.term, scale) if is_bare(placed) else placed.term))
        end = placed.end
    return run


def _told(
    text: str, clause: Clause, total: Placed, parts: Sequence[_Part], figures: Sequence[Placed]
) -> Relation | None:
    wanted = total.figure.quantity.value or ZERO
    best: Relation | None = None
    running = ZERO
    for count, part in enumerate(parts, 1):
        running += part.value
        if count > 1 and running == wanted and _believed(text, clause, total, parts[:count], whole=count == len(parts)):
            best = _sum(total, parts[:count])
    if best is not None or not (_certain(text, clause, total, parts) or _named_list(text, clause, total, parts)):
        return best
    if _SOME.search(text, max(clause.start, total.start - 40), parts[-1].placed.end):
        return None
    failing = _sum(total, parts)
    face = sum((part.value for part in parts), ZERO)
    near = wanted / 2 <= face <= 2 * wanted
    if near and _named_list(text, clause, total, parts) and explanation(failing) >= _TELLING:
        return failing
    return failing._replace(doubt="implied", weak=True) if near and explanation(failing) else None


def _believed(text: str, clause: Clause, total: Placed, parts: Sequence[_Part], *, whole: bool) -> bool:
    """Whether parts that add up are parts: up to the end of what is listed, or too large to do so by chance."""
    wanted = total.figure.quantity.value or ZERO
    last = parts[-1].placed
    if not _one_kind(total, parts) or _flows(text, total, parts):
        return False
    mixed = {_kind(part.placed) for part in parts if not is_bare(part.placed)}
    least = _LEAST_MIXED if mixed - {_kind(total)} and len(mixed) < len(parts) else _LEAST
    size = wanted / last_digit([total, *(part.placed for part in parts)]) if total.measure == "đ" else wanted
    if _listed(text, clause, total, parts[0].placed):
        least = _LEAST_IN_LIST if whole and not _siblings(clause, total) else _LEAST_PREFIX
    # "A 19 hộ; B 12 hộ; C 07 hộ; D 05 hộ": what separates the total from the first part separates the rest too.
    apart = _ANNOUNCED.search(text, total.end, parts[0].placed.start) or not _parted(text, total, parts)
    if whole or (apart and _STOP.match(text, last.end, clause.end)):
        return size >= least
    return size >= _LEAST_PREFIX


def _parted(text: str, total: Placed, parts: Sequence[_Part]) -> bool:
    """Whether semicolons part the total and all parts alike."""
    ends = [total.end, *(part.placed.end for part in parts)]
    return all(";" in text[end : part.placed.start] for end, part in zip(ends, parts, strict=False))


def _kind(placed: Placed) -> str:
    return placed.figure.category if isinstance(placed.figure, HouseholdCount) else placed.measure


def _listed(text: str, clause: Clause, total: Placed, first: Placed) -> bool:
    """Whether a total may be an item of the list that its parts are items of: nothing sets them apart."""
    if _ANNOUNCED.search(text, total.end, first.start):
        return False
    colon = text.rfind(":", clause.start, total.start)
    return bool(_siblings(clause, total)) or (colon >= 0 and not _TELLS.search(text, colon, total.start))


def _siblings(clause: Clause, total: Placed) -> list[Placed]:
    return [p for p in clause.figures if p.end <= total.start and p.measure == total.measure]


def _flows(text: str, total: Placed, parts: Sequence[_Part]) -> bool:
    """Whether the words between tell a change, a plan or what is left: these have finders of their own."""
    end = total.end
    for number, part in enumerate(parts):
        words = _SHARE.sub("", text[end : part.placed.start])
        other = _OTHER.search(words)
        taken = (
            number == len(parts) - 1 and len(parts) > 2 and other is not None and _REST_TAKEN.fullmatch(other.group())
        )
        if other is not None and not taken and part.times == 1:
            return True
        end = part.placed.end
    return False


def _one_kind(total: Placed, parts: Sequence[_Part]) -> bool:
    """Not a level of which some came and some left; poor households have no near-poor ones among them."""
    moves = {move(part.placed) for part in parts}
    if len(moves - {""}) > 1 or (moves - {""} and not move(total) and moves != {move(parts[0].placed)}):
        return False
    kinds = {part.placed.figure.category for part in parts if isinstance(part.placed.figure, HouseholdCount)}
    whole = total.figure.category if isinstance(total.figure, HouseholdCount) else ""
    if whole in ("hộ nghèo", "hộ cận nghèo") and move(total) == "":
        return not {"hộ nghèo", "hộ cận nghèo"} & (kinds - {whole})
    return True


def _certain(text: str, clause: Clause, total: Placed, parts: Sequence[_Part]) -> bool:
    """Whether what follows a total can be nothing but all of its parts."""
    last = parts[-1].placed
    first = parts[0].placed
    if _SOME.search(text, max(clause.start, total.start - 40), last.end) or _flows(text, total, parts):
        return False
    if not _one_kind(total, parts) or _ADJOINS.fullmatch(text, total.end, first.start) is None:
        return False
    behind_last = min(clause.end, last.end + 40)
    if _listed(text, clause, total, first) or _OVERLAPPING.search(text, total.end, behind_last):
        return False
    if any(p.measure == total.measure and total.start < p.start < first.start for p in clause.figures):
        return False
    inside = sum(total.start < p.start <= last.start for p in clause.figures)
    if len(parts) < _MANY and inside > len(parts):
        return False
    units = {part.placed.measure for part in parts if not is_bare(part.placed)}
    if units - {total.measure} and (len(units) > 1 or len(parts) < _MANY):
        return False
    before = [p for p in clause.figures if p.end <= total.start and p.measure == total.measure]
    behind = [p for p in clause.figures if p.start > last.end and p.measure == total.measure]
    return not behind and (not before or len(parts) >= _MANY)


def _named_list(text: str, clause: Clause, total: Placed, parts: Sequence[_Part]) -> bool:
    """Whether a colon leads from the one total of a sentence to a list of names, each with its figure, and nothing
    says that the list leaves some out."""
    first, last = parts[0].placed, parts[-1].placed
    colon = text.rfind(":", total.end, first.start)
    own = [p for p in clause.figures if p.measure == total.measure and p.start < first.start]
    if colon < 0 or len(parts) < _LEAST_NAMED or len(own) != 1 or any(part.times != 1 for part in parts):
        return False
    ends = [colon + 1, *(part.placed.end for part in parts)]
    names = [text[end : part.placed.start] for end, part in zip(ends, parts, strict=False)]
    return all(_NAMED.fullmatch(name) for name in names) and not text[last.end : clause.end].strip(" .;)")


def _sum(total: Placed, parts: Sequence[_Part]) -> Relation:
    terms: list[Term] = [part.term for part in parts for _ in range(part.times)]
    return Relation("SUM016", "sum", "sum", total.term, tuple(terms), total.figure.unit)
