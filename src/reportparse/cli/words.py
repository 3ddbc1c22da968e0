"""Every text that the command line shows to people, Vietnamese and English, by id.

Words for verdicts are those of an office that checks figures, never words of guilt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from reportparse.cli.help_words import HELP
from reportparse.cli.status_words import STATUS

Lang = Literal["vi", "en"]

_VI, _EN = 0, 1

TEXTS: Mapping[str, tuple[str, str]] = {
    **HELP,
    **STATUS,
    # verdicts, rules, status: the table of words that the whole project shares
    "verdict.consistent": ("Khớp", "Consistent"),
    "verdict.inconsistent": ("Không khớp", "Inconsistent"),
    "verdict.suspect": ("Chưa đủ căn cứ đối chiếu", "Cannot be decided"),
    "verdict.missing": ("Thiếu thông tin", "Information missing"),
    "rule.sum": ("Tổng và chi tiết", "Total and parts"),
    "rule.column": ("Cộng dọc", "Column total"),
    "rule.row": ("Tính ngang", "Across a row"),
    "rule.change": ("Tăng, giảm", "Increase, decrease"),
    "rule.ratio": ("Tỷ lệ", "Ratio"),
    "rule.product": ("Số lượng × mức", "Quantity × rate"),
    "rule.repeat": ("Số liệu giữa các phần", "Figures in different parts"),
    "rule.format": ("Cách viết số, ký hiệu, thể thức", "Form of numbers, symbols, layout"),
    "rule.date": ("Ngày tháng", "Dates"),
    "status.ok": ("Đã đọc", "Read"),
    "status.partial": ("Đọc một phần", "Partly read"),
    "status.failed": ("Không đọc được", "Cannot be read"),
    "quality.good": ("chất lượng tốt", "good quality"),
    "quality.fair": ("chất lượng trung bình", "fair quality"),
    "quality.poor": ("chất lượng kém", "poor quality"),
    "quality.pages": ("{quality}, trang {pages}", "{quality}, pages {pages}"),
    "rounding.exact": ("Khớp đúng từng số", "Equal as written"),
    "rounding.rounded": ("Khớp do làm tròn", "Equal within rounding"),
    "rounding.truncated": ("Chỉ khớp khi cắt phần lẻ", "Equal only when cut off"),
    "malformed": ("Viết không đúng dạng", "Not well formed"),
    # places
    "place.line": ("dòng {}", "line {}"),
    "place.page": ("trang {}", "page {}"),
    "place.table": ("bảng {}", "table {}"),
    "place.row": ("hàng {}", "row {}"),
    "place.column": ("cột {}", "column {}"),
    # one finding
    "finding.place": ("Vị trí", "Place"),
    "finding.stated": ("Số báo cáo", "Stated"),
    "finding.terms": ("Số chi tiết", "Terms"),
    "finding.elsewhere": ("Nơi khác ghi", "Elsewhere"),
    "finding.computed": ("Số tính lại", "Computed"),
    "finding.difference": ("Chênh lệch", "Difference"),
    "finding.rounding": ("Làm tròn", "Rounding"),
    "finding.range": (
        "từ {low} đến {high} vẫn coi là khớp",
        "{low} to {high} would count as equal",
    ),
    "finding.rounded-to": ("chỉ {} mới coi là khớp", "only {} would count as equal"),
    "finding.points": ("điểm %", "points"),
    "finding.also": ("Cũng vậy", "Likewise"),
    "finding.also-columns": (
        "{count} phép tính nữa từ các số khác có cùng giá trị",
        "{count} more from other figures of the same value",
    ),
    "finding.no-rounding": ("không có: các số chi tiết viết đầy đủ", "none: the terms are written in full"),
    "finding.likely": ("Khả năng ghi nhầm", "Likely error"),
    "finding.likely-if": ("Nếu đúng là vậy, khả năng ghi nhầm", "If so, likely error"),
    "finding.likely-text": (
        "“{written}” ({place}), có thể là {suggested}",
        "“{written}” ({place}), may be {suggested}",
    ),
    "finding.reason": ("Lý do", "Reason"),
    "finding.same-cause": ("Cùng nguyên nhân với mục {}", "Same cause as item {}"),
    # one document
    "document.coverage": (
        "Đã đối chiếu {checked}/{total} số; {rest} số chưa đối chiếu.",
        "{checked} of {total} figures took part in a check; {rest} did not.",
    ),
    "document.found": ("Có {count} chỗ cần xem: {parts}.", "{count} to look at: {parts}."),
    "document.hidden": (
        "Không cho xem {count} chỗ có chênh lệch dưới mức {limit}.",
        "{count} not shown: the difference is below {limit}.",
    ),
    "document.none": ("Không có chỗ nào cần xem.", "Nothing to look at."),
    "document.period": ("kỳ {}", "period {}"),
    "document.dated": ("ngày {}", "dated {}"),
    "document.issues": ("Lưu ý khi đọc tệp", "Notes on reading the file"),
    "document.reason": ("Lý do", "Reason"),
    # text summary of a record
    "summary.header": ("Thể thức", "Header"),
    "summary.doc_type": ("Loại văn bản", "Type"),
    "summary.identifier": ("Số, ký hiệu", "Identifier"),
    "summary.date": ("Ngày ban hành", "Date"),
    "summary.issuer": ("Cơ quan ban hành", "Issuer"),
    "summary.subject": ("Trích yếu", "Subject"),
    "summary.signer": ("Người ký", "Signer"),
    "summary.unit": ("Đơn vị", "Unit"),
    "summary.period": ("Kỳ báo cáo", "Period"),
    "summary.report_kind": ("Nội dung báo cáo", "Report kind"),
    "summary.quality": ("Chất lượng đọc", "Quality"),
    "summary.size": ("Dung lượng", "Size"),
    "summary.size-text": ("{pages} trang, {chars} ký tự", "{pages} pages, {chars} characters"),
    "summary.size-chars": ("{chars} ký tự", "{chars} characters"),
    "summary.more": ("… và {} mục nữa", "… and {} more"),
    "kind.citations": ("Văn bản viện dẫn", "Documents cited"),
    "kind.references": ("Tham chiếu rút gọn", "Short references"),
    "kind.dates": ("Ngày tháng", "Dates"),
    "kind.amounts": ("Số tiền", "Amounts"),
    "kind.rates": ("Định mức", "Rates"),
    "kind.projects": ("Dự án", "Projects"),
    "kind.households": ("Số hộ, khẩu", "Households"),
    "kind.counts": ("Số lượng khác", "Other counts"),
    "kind.percentages": ("Tỷ lệ phần trăm", "Percentages"),
    "kind.checks": ("Phép đối chiếu", "Checks"),
    # files that give nothing to read
    "problem.unsupported": ("bỏ qua: chưa biết đọc loại tệp này", "skipped: no reader for this kind of file"),
    "problem.mail-body": (
        "bỏ qua: lời thư gửi kèm, không phải báo cáo",
        "skipped: the letter that came with the files",
    ),
    "problem.empty-directory": ("thư mục không có tệp nào để đọc", "the folder holds no file to read"),
    "problem.unreadable-directory": ("không mở được thư mục", "the folder cannot be opened"),
    # archives
    "archive.missing": (
        "không có kho lưu trữ này{detail}; kiểm tra lại đường dẫn, hoặc tạo bằng `reportparse ingest`",
        "there is no such archive{detail}; check the path, or make one with `reportparse ingest`",
    ),
    "archive.not-an-archive": (
        "tệp này không phải kho lưu trữ của reportparse{detail}; chọn đường dẫn khác cho kho",
        "this file is not an archive of reportparse{detail}; give another path for the archive",
    ),
    "archive.newer": (
        "kho lưu trữ do phiên bản mới hơn ghi{detail}; cập nhật reportparse",
        "the archive was written by a newer version{detail}; update reportparse",
    ),
    "archive.locked": (
        "chương trình khác đang ghi vào kho lưu trữ{detail}; chờ xong rồi chạy lại",
        "another program is writing to the archive{detail}; wait until it has finished, then run again",
    ),
    "archive.read-only": (
        "không ghi được vào kho lưu trữ{detail}; cấp quyền ghi cho tệp và thư mục chứa nó",
        "the archive cannot be written{detail}; allow writing to the file and its folder",
    ),
    "archive.cannot-open": (
        "không mở được kho lưu trữ{detail}; kiểm tra thư mục chứa nó có tồn tại và có quyền đọc, ghi",
        "the archive cannot be opened{detail}; check that its folder is there and may be read and written",
    ),
    "archive.full": (
        "ổ đĩa đã đầy{detail}; giải phóng dung lượng rồi chạy lại",
        "there is no room left on the disk{detail}; make room, then run again",
    ),
    "archive.damaged": (
        "kho lưu trữ bị hỏng{detail}; khôi phục từ bản sao",
        "the archive is damaged{detail}; restore it from a copy",
    ),
    "ingest.reading": ("Đang đọc", "Reading"),
    "ingest.again": (
        "Tệp đã biết là không đọc được thì không đọc lại; thêm --retry-failed để đọc lại.",
        "Files known to be unreadable are not read again; add --retry-failed to do so.",
    ),
    "period.unreadable": (
        "không đọc được kỳ báo cáo “{}”; ghi như 2024, 2024-06, 2024-01/2024-06, 2024-Q1 hoặc “6 tháng đầu năm 2024”",
        "“{}” is no reporting period; write 2024, 2024-06, 2024-01/2024-06, 2024-Q1 or “6 tháng đầu năm 2024”",
    ),
    "ingest.nothing": (
        "không có tệp nào để nạp; chưa tạo kho lưu trữ {}",
        "no file to read; the archive {} has not been made",
    ),
    "ingest.new-versions": ("Bản mới của báo cáo đã có", "New versions of known reports"),
    "ingest.replaces": ("{new} thay cho {old}", "{new} replaces {old}"),
    "ingest.doubtful": ("Đọc được nhưng cần xem lại tệp", "Read, but the files need a look"),
    "ingest.rate": (
        "{documents} tệp/giây, {pages} trang/giây, còn {left}, không đọc được {failed}",
        "{documents} files/s, {pages} pages/s, {left} left, {failed} failed",
    ),
    "ingest.stopping": (
        "Đang dừng: đọc xong các tệp đang đọc rồi dừng; bấm Ctrl-C lần nữa để dừng ngay.",
        "Stopping: the files being read are finished first; Ctrl-C again stops at once.",
    ),
    "ingest.stopped": (
        "Đã dừng theo yêu cầu; chạy lại lệnh này để đọc tiếp.",
        "Stopped as asked; run the same command again to go on.",
    ),
    "ingest.log-failed": (
        "không ghi tiếp được nhật ký ({}); việc nạp vẫn tiếp tục",
        "the log cannot be written any more ({}); the run goes on",
    ),
    "ingest.log-not-opened": ("không mở được tệp nhật ký {} ({})", "the log file {} cannot be opened ({})"),
    "ingest.unchanged": ("Không thay đổi, không đọc lại", "Unchanged, not read again"),
    "ingest.skipped": ("Bỏ qua vì chưa biết đọc loại tệp", "Skipped, no reader for the kind of file"),
    "ingest.findings": ("Chỗ cần xem", "To look at"),
    "problem.not-found": ("không có tệp hoặc thư mục này", "there is no such file or folder"),
    "findings.nothing-chosen": (
        "Không có chỗ nào cần xem theo điều kiện đã chọn.",
        "Nothing to look at under the conditions given.",
    ),
    "findings.nothing": ("Không có chỗ nào cần xem.", "Nothing to look at."),
    "findings.not-a-date": ("“{}” không phải ngày dạng YYYY-MM-DD", "“{}” is not a date (YYYY-MM-DD)"),
    "search.nothing": ("Không tìm thấy.", "Nothing found."),
    "search.empty-query": (
        "câu tìm kiếm không có chữ hoặc số nào",
        "the query holds no letter or digit",
    ),
    "search.old-version": ("(bản cũ)", "(old version)"),
    "review.accept": ("Ghi nhận", "Accepted"),
    "review.dismiss": ("Bỏ qua", "Dismissed"),
    # columns of tables
    "column.file": ("Tệp", "File"),
    "column.document": ("Văn bản", "Document"),
    "column.unit": ("Đơn vị", "Unit"),
    "column.parent": ("Đơn vị cấp trên", "Unit above"),
    "column.period": ("Kỳ báo cáo", "Period"),
    "column.verdict": ("Kết luận", "Verdict"),
    "column.rule": ("Loại đối chiếu", "Rule"),
    "column.code": ("Mã", "Code"),
    "column.place": ("Vị trí", "Place"),
    "column.line": ("Dòng", "Line"),
    "column.page": ("Trang", "Page"),
    "column.table": ("Bảng", "Table"),
    "column.row": ("Hàng", "Row"),
    "column.table-column": ("Cột", "Column"),
    "column.stated": ("Số báo cáo", "Stated"),
    "column.computed": ("Số tính lại", "Computed"),
    "column.difference": ("Chênh lệch", "Difference"),
    "column.number-unit": ("Đơn vị tính", "Unit of measure"),
    "column.written": ("Nguyên văn", "As written"),
    "column.likely": ("Khả năng ghi nhầm", "Likely error"),
    "column.suggested": ("Có thể là", "May be"),
    "column.message": ("Nội dung", "Message"),
    "column.reason": ("Lý do", "Reason"),
    "column.cause": ("Nguyên nhân chung", "Shared cause"),
    "column.review": ("Ý kiến", "Review"),
    "column.review-note": ("Lý do bỏ qua", "Reviewer's note"),
    "column.passage": ("Đoạn", "Passage"),
    # optional engines
    "doctor.there": ("[có]   ", "[found]  "),
    "doctor.missing": ("[thiếu]", "[missing]"),
    "doctor.lost": ("Thiếu thì", "Without it"),
    "doctor.install": ("Cài đặt", "Install"),
    "engine.tesseract": ("không đọc được trang quét và ảnh", "scanned pages and pictures cannot be read"),
    "engine.vie": ("trang quét mất dấu tiếng Việt", "scanned pages lose their Vietnamese marks"),
    "engine.soffice": (
        "tệp .doc, .xls, .rtf mất bảng, phông và số thứ tự (chỉ còn chữ, nếu có antiword hoặc catdoc); "
        "không đọc được .odt, .ods",
        ".doc, .xls and .rtf lose tables, fonts and list numbers (bare text, with antiword or catdoc); "
        ".odt and .ods are not read",
    ),
    "engine.calc": (
        "không đọc được bảng tính .xls (chỉ còn chữ, nếu có catdoc), .xlsb, .ods",
        "spreadsheets .xls (bare text, with catdoc), .xlsb and .ods are not read",
    ),
    "engine.antiword": (
        "không có LibreOffice thì chữ của tệp .doc lấy bằng catdoc, kém hơn",
        "where LibreOffice is missing, the text of .doc files comes from catdoc, which loses more",
    ),
    "engine.catdoc": (
        "không có LibreOffice thì không đọc được .xls và .rtf, còn .doc phải có antiword",
        "where LibreOffice is missing, .xls and .rtf are not read, and .doc only with antiword",
    ),
    "engine.bsdtar": ("không mở được tệp nén RAR, 7z", "RAR and 7z archives cannot be opened"),
    "engine.spacy": (
        "không dùng được đường ống spaCy cho nghiên cứu; các lệnh khác không cần",
        "no spaCy pipeline for research; the other commands do not need it",
    ),
    "engine.ray": (
        "không chạy được trên cụm máy; trên một máy thì không cần",
        "no runs on a cluster; one machine does not need it",
    ),
    "rules.unknown": (
        "không có loại đối chiếu “{}”; có: {}, hoặc mã như SUM001",
        "no rule “{}”; there are: {}, or codes",
    ),
    "materiality.unknown": (
        "không hiểu mức “{}”; viết như 1000000, 1tr, 0,5% hoặc sum=1tr,ratio=0,5%",
        "“{}” is no limit; write 1000000, 1tr, 0.5% or sum=1tr,ratio=0.5%",
    ),
    # the command line itself
    "cli.usage": ("Sai cách dùng: {}", "Bad usage: {}"),
    "cli.see-help": ("Xem: {} --help", "See: {} --help"),
    "cli.error": ("Lỗi: {}", "Error: {}"),
    "cli.lexicon": (
        "dữ liệu của chương trình bị lỗi, không phải tệp được đọc: {}",
        "the data of the program are malformed, not the file that was read: {}",
    ),
    "cli.stopped": ("Đã dừng.", "Stopped."),
}

# Readers give their reasons in Vietnamese, with what they know of the file; in English the code speaks.
REASONS_EN: Mapping[str, str] = {
    "windows-1258": "read as Windows-1258 and converted to Unicode",
    "damaged-text": "characters that do not fit the encoding, shown as \ufffd",
    "lost-characters": "characters that were lost in the file",
    "legacy-encoding": "text of an old font encoding (TCVN3, VNI), not converted; save it with a Unicode font",
    "embedded-part": "embedded parts of the Word file are not read (altChunk)",
    "page-without-text": "pages without a text layer; they need OCR",
    "page-damaged": "damaged pages that cannot be read",
    "too-many-pages": "more pages than the limit; only the first were read",
    "internal-error": "an error inside the program; report it together with this file",
    "not-found": "no such file; check the path",
    "not-a-file": "not a file; name a file or a folder with files",
    "permission": "the file may not be read; allow reading it, then run again",
    "io": "the file cannot be read from the disk; check the disk and the path",
    "too-large": "the file is larger than the limit; split it",
    "too-long": "the text is longer than the limit; split the file",
    "empty": "the file is empty; check the original",
    "binary": "a binary file of no known kind; convert it to .docx, PDF or .txt",
    "classified": "the file bears a mark of secrecy; it is read only where that is allowed, with --allow-classified",
    "container": "the file holds other files; read them with parse_all",
    "bomb": "the file unpacks to far more than it should; check the original",
    "too-many-members": "more files inside than the limit; split it",
    "too-deep": "nested too deep; unpack it and give its files one by one",
    "needs-bsdtar": "bsdtar is missing; install the package libarchive-tools, then run again",
    "entities": "the file declares XML entities, which is not safe; open and save it in Word, then run again",
    "unsupported": "this kind of file cannot be read yet; convert it to .docx or PDF",
    "timeout": "reading took longer than the limit; save it as .docx or .xlsx or split it, or raise --timeout and run "
    "again with --retry-failed",
    "memory": "reading takes more memory than the limit; split it, or raise --memory and run again with --retry-failed",
    "crashed": "the program that read the file ended suddenly; save it in another format, then run again; report it",
    "password": "the file has a password; save it without one, then run again",
    "damaged": "the file is damaged or incomplete; fetch or export it again",
    "changed": "the file was written to while it was read; run again",
}


_COUNTED = frozenset({"damaged-text", "lost-characters", "page-without-text", "page-damaged", "too-many-pages"})
_FIGURES = re.compile(r"\d+(?:-\d+)?")


def reason_text(code: str | None, message: str | None, lang: Lang) -> str:
    """Why a file could not be read, and what to do, in the language asked for as far as there are words."""
    found = message or code or ""
    if lang == "vi" or code is None or code not in REASONS_EN:
        return found
    # The figures of the Vietnamese words say how many, or which pages.
    figures = _FIGURES.findall(found) if code in _COUNTED else []
    told = found.partition("(")[2].rpartition(")")[0] if code == "internal-error" else ", ".join(figures)
    return f"{REASONS_EN[code]} ({told})" if told else REASONS_EN[code]


def say(key: str, lang: Lang, *args: object, **values: object) -> str:
    """The text with this id, its places filled in."""
    text = TEXTS[key][_VI if lang == "vi" else _EN]
    return text.format(*args, **values) if args or values else text


def figure(value: Decimal | float | str | None, lang: Lang) -> str:
    """A number as people of the language write it; text stays text."""
    if value is None:
        return "?"
    if isinstance(value, str):
        return value
    plain = f"{Decimal(str(value)):,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.translate(str.maketrans(",.", ".,")) if lang == "vi" else plain


def verdict_text(verdict: str, reason: str | None, lang: Lang) -> str:
    """The word for a verdict. A blank number, day or year is missing information, whatever the verdict."""
    missing = (reason or "").lower().startswith(TEXTS["verdict.missing"][_VI].lower())
    return say("verdict.missing" if missing else f"verdict.{verdict}", lang)


def quality_text(quality: str, pages: Sequence[tuple[int, str]], lang: Lang) -> str:
    """The grade of a document, and the numbers of the pages that have it."""
    word = say(f"quality.{quality}", lang)
    numbers = ", ".join(str(number) for number, grade in pages if grade == quality)
    return say("quality.pages", lang, quality=word, pages=numbers) if numbers else word


def problem_line(path: str, code: str, detail: str, lang: Lang) -> str:
    """One line on a path that gives no file to read."""
    text = say(f"problem.{code}", lang)
    return f"{path}: {text} ({detail})" if detail else f"{path}: {text}"
