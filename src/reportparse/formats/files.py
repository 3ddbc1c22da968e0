"""A file's bytes from the disk, with every way this can fail named."""

from __future__ import annotations

import stat
from pathlib import Path

from reportparse.errors import UnreadableFileError

_MEGA = 1_000_000


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """The bytes of a regular file of at most `max_bytes`.

    Raises:
        UnreadableFileError: `not-found`, `not-a-file`, `permission`, `io` or `too-large`.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFileError("not-a-file", "không phải là tệp", "chỉ ra một tệp hoặc thư mục có tệp")
        _check_size(status.st_size, max_bytes)
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UnreadableFileError("not-found", "không tìm thấy tệp", "kiểm tra lại đường dẫn") from error
    except PermissionError as error:
        raise UnreadableFileError("permission", "không có quyền đọc tệp", "cấp quyền đọc rồi nạp lại") from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        why = error.strerror if isinstance(error, OSError) else "đường dẫn sai"
        raise UnreadableFileError("io", f"không đọc được tệp từ đĩa ({why})", "kiểm tra ổ đĩa và đường dẫn") from error
    _check_size(len(data), max_bytes)
    return data


def _check_size(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise UnreadableFileError(
            "too-large",
            f"tệp lớn {size / _MEGA:.1f} MB, quá giới hạn {max_bytes / _MEGA:.1f} MB".replace(".", ","),
            "chia nhỏ tệp hoặc tăng max_bytes",
        )
