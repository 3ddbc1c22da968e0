"""ZIP packages of Office files looked at before anything in them is parsed: size, expansion, entities, passwords."""

from __future__ import annotations

import zipfile

from reportparse.config import Settings
from reportparse.errors import UnreadableFileError

_MEGA = 1_000_000
_FREE = 20_000_000  # bytes that may always be unpacked, however well they were packed
_ENCRYPTED = 0x1


def check_package(archive: zipfile.ZipFile, settings: Settings, what: str) -> None:
    """Refuse a package that unpacks too large or is encrypted; `what` names the kind of file for people.

    The sizes are those that the package claims; `zipfile` itself never unpacks more of a member.

    Raises:
        UnreadableFileError: `bomb` or `password`.
    """
    members = archive.infolist()
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise UnreadableFileError("password", f"{what} có mật khẩu", "bỏ mật khẩu, lưu lại rồi nạp lại")
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if unpacked > settings.max_unpacked:
        raise _bomb(what, unpacked, f"giới hạn {settings.max_unpacked / _MEGA:.0f} MB", "max_unpacked")
    if unpacked > _FREE and unpacked > packed * settings.max_expansion:
        raise _bomb(what, unpacked, f"gấp {unpacked // packed} lần kích thước tệp", "max_expansion")


def _bomb(what: str, unpacked: int, why: str, setting: str) -> UnreadableFileError:
    reason = f"{what} giải nén ra {unpacked / _MEGA:.0f} MB ({why})"
    return UnreadableFileError("bomb", reason, f"kiểm tra tệp gốc, hoặc tăng {setting}")
