"""Help texts of commands and options, Vietnamese and English, by id."""

from __future__ import annotations

from collections.abc import Mapping

HELP: Mapping[str, tuple[str, str]] = {
    "help.app": (
        "Đọc báo cáo, kế hoạch của xã, phường: trích số liệu, đối chiếu, lưu trữ và tìm kiếm.",
        "Reads the reports and plans of Vietnamese communes: extracts, checks, archives and searches them.",
    ),
    "help.version": ("In phiên bản rồi thoát.", "Print the version and exit."),
    "help.help": ("In hướng dẫn này rồi thoát.", "Show this message and exit."),
    "help.extract": (
        "In nội dung trích được của từng tệp ra đầu ra chuẩn, mỗi tệp một bản ghi JSON.",
        "Print what each file holds on standard output, one JSON record per file.",
    ),
    "help.check": (
        "Đối chiếu số liệu và cho xem những chỗ cần xem, có vị trí và phép tính.",
        "Check the figures and show what needs a look, with its place and the arithmetic.",
    ),
    "help.ingest": (
        "Đọc tệp, thư mục và ghi vào kho lưu trữ; chạy lại không làm thay đổi gì.",
        "Read files and folders into an archive; running it again changes nothing.",
    ),
    "help.findings": ("Liệt kê những chỗ cần xem trong kho lưu trữ.", "List the findings of an archive."),
    "help.search": (
        "Tìm trong toàn văn: gõ có dấu thì tìm đúng dấu, gõ không dấu thì tìm mọi cách bỏ dấu.",
        "Search the full text: with marks exactly, without marks regardless of them.",
    ),
    "help.schema": ("In JSON Schema của bản ghi.", "Print the JSON Schema of a record."),
    "help.doctor": (
        "Cho biết công cụ tùy chọn nào có trên máy, thiếu thì mất gì và cài thế nào.",
        "Say which optional engines are there, what is lost without them and how to install them.",
    ),
    "help.files": ("Tệp hoặc thư mục cần đọc.", "Files or folders to read."),
    "help.archive": ("Tệp kho lưu trữ.", "The archive file."),
    "help.archive-option": ("Tệp kho lưu trữ, tạo mới nếu chưa có.", "The archive file, made if it is not there."),
    "help.query": ('Từ cần tìm; đặt trong "..." để tìm cả cụm từ.', 'Words to find; "..." for a phrase.'),
    "help.lang": ("Ngôn ngữ của thông báo.", "Language of messages."),
    "help.format": ("Dạng kết quả.", "Form of the output."),
    "help.ocr": (
        "Nhận dạng chữ của trang quét: auto khi trang không có lớp chữ, never không bao giờ, always mọi trang.",
        "OCR of scanned pages: auto where a page has no text layer, never, or always.",
    ),
    "help.unit": (
        "Đơn vị gửi báo cáo, dùng cho tệp không ghi rõ.",
        "The sending unit, for files that do not say.",
    ),
    "help.period": (
        "Kỳ báo cáo (vd. 2024-01/2024-06), dùng cho tệp không ghi rõ.",
        "The reporting period (e.g. 2024-01/2024-06), for files that do not say.",
    ),
    "help.allow-classified": (
        "Đọc cả tệp có dấu chỉ độ mật (MẬT, TỐI MẬT, TUYỆT MẬT); mặc định là từ chối, không lưu gì của tệp.",
        "Read files with a mark of secrecy (MẬT, TỐI MẬT, TUYỆT MẬT), too; else they are refused and nothing is kept.",
    ),
    "help.quality": (
        "Chỉ lấy tệp đọc được với chất lượng này: good (tốt), fair (trung bình), poor (kém).",
        "Only documents that were read with this quality: good, fair, poor.",
    ),
    "help.with-text": ("Kèm toàn văn đã chuẩn hóa (khóa text).", "Add the normalised text (key text)."),
    "help.all": ("Cho xem cả những phép đối chiếu khớp.", "Show the checks that agree, too."),
    "help.strict": (
        "Kết thúc với mã 4 nếu có chỗ cần xem được cho xem.",
        "End with exit code 4 where findings are shown.",
    ),
    "help.min-difference": (
        "Chỉ cho xem chênh lệch từ mức này: số đồng (1000000, 1tr), phần trăm (0,5%), hoặc theo loại"
        " (sum=1tr,ratio=0,5%). Chỗ nhỏ hơn vẫn được lưu và được đếm.",
        "Show only differences from this on: đồng (1000000, 1tr), per cent (0.5%), or by rule"
        " (sum=1tr,ratio=0.5%). Smaller ones are kept and counted.",
    ),
    "help.jobs": (
        "Số tệp đọc cùng lúc; mặc định theo số lõi và bộ nhớ của máy.",
        "Number of files read at the same time; by default as many as the machine has cores and memory for.",
    ),
    "help.timeout": (
        "Số giây nhiều nhất để đọc một tệp; quá thì dừng tệp đó và đọc tiếp tệp khác.",
        "Most seconds that one file may take; it is stopped then, and the others go on.",
    ),
    "help.log": (
        "Ghi thêm vào tệp này mỗi tệp một dòng: giờ, kết quả, mã, số giây, số trang, đường dẫn, lý do.",
        "Add a line for every file to this one: time, result, code, seconds, pages, path, reason.",
    ),
    "help.ingest-format": (
        "text: bản tổng hợp cho người đọc; json: mỗi tệp một dòng JSON, cuối cùng một dòng tổng hợp.",
        "text: a summary for people; json: a line of JSON for every file, and one at the end.",
    ),
    "help.memory": (
        "Số MB bộ nhớ nhiều nhất để đọc một tệp; quá thì dừng tệp đó và đọc tiếp tệp khác.",
        "Most memory in MB that one file may take; it is stopped then, and the others go on.",
    ),
    "help.retry-failed": ("Đọc lại cả những tệp lần trước không đọc được.", "Read files again that failed before."),
    "help.verdict": ("Chỉ lấy kết luận này.", "Only this verdict."),
    "help.rule": (
        "Chỉ lấy loại đối chiếu này: sum, column, row, change, ratio, product, repeat, format, date hoặc mã (SUM001).",
        "Only this rule: sum, column, row, change, ratio, product, repeat, format, date, or a code such as SUM001.",
    ),
    "help.decimal": (
        "Dấu thập phân trong CSV: comma (mặc định với tiếng Việt) hoặc point.",
        "Decimal sign in CSV: comma (the default in Vietnamese) or point.",
    ),
    "help.since": (
        "Chỉ lấy tệp nạp từ ngày này (YYYY-MM-DD).",
        "Only files ingested on or after this date (YYYY-MM-DD).",
    ),
    "help.all-versions": (
        "Lấy cả những bản đã có bản mới thay thế.",
        "Versions that were replaced by newer ones, too.",
    ),
    "help.type": ("Loại văn bản, vd. “Báo cáo”.", "Document type, e.g. “Báo cáo”."),
    "help.area": ("Đơn vị hoặc địa bàn, vd. “Phường 2”.", "Unit or area, e.g. “Phường 2”."),
    "help.year": ("Năm của kỳ báo cáo hoặc của văn bản.", "Year of the period or of the document."),
    "help.limit": ("Số kết quả nhiều nhất.", "Largest number of results."),
}
