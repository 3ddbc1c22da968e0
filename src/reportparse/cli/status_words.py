"""Texts of `status`, of lists of units and of watched folders, Vietnamese and English, by id."""

from __future__ import annotations

from collections.abc import Mapping

STATUS: Mapping[str, tuple[str, str]] = {
    "help.status": (
        "Cho biết các lần nạp, tốc độ, lý do không đọc được; với --units: đơn vị nào gửi đúng hạn, quá hạn, chưa gửi.",
        "Show the runs, their rates and why files failed; with --units: who sent in time, late, or not at all.",
    ),
    "help.units": (
        "Danh sách đơn vị phải gửi (.xlsx, .csv), cột: đơn vị, hạn nộp; có thể thêm kỳ báo cáo, tên tệp hoặc thư mục."
        " Dùng cho tệp không ghi rõ đơn vị, kỳ.",
        "The units that are to report (.xlsx, .csv), columns: unit, deadline; if wanted period, file or folder names."
        " They serve files that do not name their sender or period.",
    ),
    "help.units-status": (
        "Danh sách đơn vị phải gửi (.xlsx, .csv), cột: đơn vị, hạn nộp; có thể thêm kỳ báo cáo, tên tệp hoặc thư mục.",
        "The units that are to report (.xlsx, .csv), columns: unit, deadline; if wanted period, file or folder names.",
    ),
    "help.status-output": (
        "Ghi bảng theo dõi gửi báo cáo ra tệp Excel này (cần --units).",
        "Write the list of who has sent into this Excel file (needs --units).",
    ),
    "help.as-of": (
        "Tính đến hết ngày này (YYYY-MM-DD); mặc định là lúc chạy lệnh.",
        "As things stood at the end of this day (YYYY-MM-DD); by default as they are now.",
    ),
    "help.watch": (
        "Theo dõi thư mục: nạp tệp mới và tệp thay đổi khi đã ghi xong, cho đến khi bấm Ctrl-C.",
        "Watch the folders: read new and changed files once they are fully written, until Ctrl-C.",
    ),
    "help.interval": (
        "Với --watch: số giây giữa hai lần xem; tệp phải giữ nguyên suốt một lần như vậy mới được đọc.",
        "With --watch: seconds between two looks; a file must not change for that long before it is read.",
    ),
    "status.totals": (
        "Kho lưu trữ có {documents} văn bản ({current} bản hiện hành), {pages} trang: đã đọc {ok}, đọc một phần"
        " {partial}, không đọc được {failed}.",
        "The archive holds {documents} documents ({current} current), {pages} pages: {ok} read, {partial} partly,"
        " {failed} not.",
    ),
    "status.no-runs": ("Chưa nạp lần nào.", "Nothing has been ingested."),
    "status.earlier": ("… và {} lần nạp trước", "… and {} runs before"),
    "status.finished": ("Xong", "Finished"),
    "status.stopped": ("Dừng theo yêu cầu", "Stopped on request"),
    "status.running": ("Đang chạy", "Running"),
    "status.interrupted": ("Bị ngắt giữa chừng", "Interrupted"),
    "status.needs-units": ("--output cần có --units", "--output needs --units"),
    "status.written": ("Đã ghi {}", "{} written"),
    "status.cannot-write": (
        "không ghi được {path} ({why}); kiểm tra thư mục và đóng tệp nếu đang mở",
        "{path} cannot be written ({why}); check the folder, and close the file where it is open",
    ),
    "column.run": ("Lần", "Run"),
    "column.started": ("Bắt đầu", "Started"),
    "column.ended": ("Kết thúc", "Ended"),
    "column.state": ("Tình trạng", "State"),
    "column.documents": ("Văn bản", "Documents"),
    "column.pages": ("Trang", "Pages"),
    "column.documents-rate": ("Văn bản/giây", "Documents/s"),
    "column.pages-rate": ("Trang/giây", "Pages/s"),
    "column.read": ("Đã đọc", "Read"),
    "column.partial": ("Một phần", "Partly"),
    "column.failed": ("Không đọc được", "Failed"),
    "column.unchanged": ("Không đổi", "Unchanged"),
    "column.result": ("Kết quả", "Result"),
    "column.files": ("Số tệp", "Files"),
    "column.example": ("Ví dụ", "For example"),
    "column.number": ("STT", "No."),
    "column.deadline": ("Hạn gửi", "Deadline"),
    "column.sent": ("Ngày gửi", "Sent on"),
    "column.identifier": ("Số/ký hiệu", "Identifier"),
    "column.standing": ("Trạng thái", "Standing"),
    "column.note": ("Ghi chú", "Notes"),
    # who has sent
    "sent.title": ("BẢNG THEO DÕI GỬI BÁO CÁO", "REPORTS RECEIVED"),
    "sent.as-of": ("(Tính đến {})", "(As of {})"),
    "sent.moment": (
        "{hour:02} giờ {minute:02} phút ngày {day:02} tháng {month:02} năm {year}",
        "{year}-{month:02}-{day:02} {hour:02}:{minute:02}",
    ),
    "sent.end-of-day": ("hết ngày {day:02} tháng {month:02} năm {year}", "the end of {year}-{month:02}-{day:02}"),
    "sent.sheet": ("Theo dõi", "Received"),
    "sent.on-time": ("Đúng hạn", "In time"),
    "sent.late": ("Quá hạn {} ngày", "{} days late"),
    "sent.missing": ("Chưa gửi, quá hạn {} ngày", "Missing, {} days overdue"),
    "sent.not-due": ("Chưa gửi, chưa đến hạn", "Not yet due"),
    "sent.again": ("gửi lại {} lần", "sent again {} times"),
    "sent.dated": ("{identifier} ngày {date}", "{identifier} of {date}"),
    "sent.undated": ("ngày {}", "dated {}"),
    "sent.note-again": ("gửi lại ngày {}", "sent again on {}"),
    "sent.note-unread": ("có {} tệp không đọc được: {}", "{} files cannot be read: {}"),
    "sent.note-signed": ("văn bản ghi ngày trong hạn", "the document bears a date within the deadline"),
    "sent.note-others": ("có {} văn bản khác loại hoặc khác kỳ", "{} papers of another kind or period"),
    "sent.note-files": ("{} tệp", "{} files"),
    "sent.summary": (
        "Tổng số {total} dòng: đúng hạn {on_time}, quá hạn {late}, gửi lại {again}, chưa gửi {missing}, chưa đến hạn"
        " {not_due}.",
        "{total} rows: {on_time} in time, {late} late, {again} sent again, {missing} missing, {not_due} not yet due.",
    ),
    "sent.strangers": (
        "Có {} văn bản không thuộc đơn vị nào trong danh sách.",
        "{} documents are of no unit on the list.",
    ),
    # lists of units
    "units.row": (", dòng {}", ", row {}"),
    "units.unreadable": (
        "không đọc được danh sách đơn vị{detail}; lưu lại ở dạng .xlsx hoặc .csv (UTF-8)",
        "the list of units cannot be read{detail}; save it as .xlsx or .csv (UTF-8)",
    ),
    "units.no-head": (
        "không thấy dòng tiêu đề có cột “đơn vị” và cột “hạn nộp”; thêm dòng tiêu đề này",
        "there is no row with the heads “unit” and “deadline”; add one",
    ),
    "units.two-columns": (
        "hai cột có cùng ý nghĩa{detail}; đổi tên hoặc bỏ một cột",
        "two columns mean the same{detail}; rename or remove one",
    ),
    "units.no-units": ("danh sách không có đơn vị nào; thêm đơn vị", "the list holds no unit; add some"),
    "units.no-name": (
        "thiếu tên đơn vị; điền tên hoặc xóa dòng này",
        "the unit has no name; write one, or remove the row",
    ),
    "units.no-deadline": (
        "thiếu hạn nộp{detail}; điền ngày, hoặc xóa dòng này nếu không phải đơn vị",
        "there is no deadline{detail}; write a day, or remove the row if it is no unit",
    ),
    "units.bad-deadline": (
        "không hiểu hạn nộp{detail}; viết như 15/7/2024, 17h00 ngày 15/7/2024 hoặc 2024-07-15",
        "the deadline is no day{detail}; write 15/7/2024 (day first), or 2024-07-15",
    ),
    "units.bad-period": (
        "không hiểu kỳ báo cáo{detail}; viết như “6 tháng đầu năm 2024”, “quý I năm 2024” hoặc 2024-01/2024-06",
        "the period cannot be read{detail}; write 2024-Q1, 2024-01/2024-06 or 2024",
    ),
    "units.twice": (
        "đơn vị này đã có ở dòng khác với cùng kỳ{detail}; xóa một dòng, hoặc viết tên đủ dấu để phân biệt",
        "the unit stands in another row with the same period{detail}; remove one, or write the names with their marks",
    ),
    # watched folders
    "watch.begun": (
        "Đang theo dõi {}; bấm Ctrl-C để dừng.",
        "Watching {}; Ctrl-C ends it.",
    ),
    "watch.not-a-folder": (
        "--watch cần thư mục, “{}” không phải thư mục; chỉ ra thư mục nhận tệp",
        "--watch needs folders, and “{}” is none; name the folder that files come into",
    ),
    "watch.done": ("{path}: {result}", "{path}: {result}"),
    "watch.waiting": (
        "Lần nạp khác đang ghi vào kho lưu trữ; vẫn tiếp tục thử.",
        "Another ingest is writing to the archive; trying on.",
    ),
    "watch.lost": (
        "{path}: không mở được thư mục ({why}); vẫn tiếp tục thử",
        "{path}: the folder cannot be opened ({why}); trying on",
    ),
}
