"""What one document may take, and what is said of one that takes more."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Literal

from reportparse.bulk import kernel
from reportparse.errors import UnreadableFileError

StopReason = Literal["timeout", "memory", "crashed"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one task, and when a process is replaced by a new one.

    `megabytes` counts what the process and the programs that it has started hold together. A process is replaced after
    `tasks` tasks, or once it holds `growth` megabytes more than at its start.
    """

    seconds: float = 600
    megabytes: int = 2_000
    tasks: int = 200
    growth: int = 400


@dataclass(frozen=True, slots=True)
class Stopped:
    """A task that was not done: it was stopped at a limit, or its process ended by itself with `status`.

    `status` is an exit code, or minus the number of a signal.
    """

    reason: StopReason
    seconds: float
    status: int = 0

    def error(self, limits: Limits) -> UnreadableFileError:
        """The reason and the remedy, as any file that cannot be read has them."""
        if self.reason == "timeout":
            return UnreadableFileError(
                "timeout",
                f"đọc quá {limits.seconds:g} giây nên bị dừng",
                "chia nhỏ tệp, hoặc tăng --timeout rồi nạp lại với --retry-failed",
            )
        if self.reason == "memory":
            return UnreadableFileError(
                "memory",
                f"cần quá {limits.megabytes} MB bộ nhớ nên bị dừng",
                "chia nhỏ tệp, hoặc tăng --memory rồi nạp lại với --retry-failed",
            )
        return UnreadableFileError(
            "crashed",
            f"chương trình đọc tệp dừng đột ngột ({_told(self.status)})",
            "mở tệp, lưu lại ở dạng khác rồi nạp lại; báo lỗi kèm tệp này cho người phát triển",
        )


def sensible_jobs(megabytes: int) -> int:
    """As many processes as there are processors, but no more than fit the machine if all reach their limit."""
    return max(1, min(kernel.usable_processors(), int(kernel.physical_megabytes() // megabytes)))


def _told(status: int) -> str:
    if status >= 0:
        return f"mã {status}"
    try:
        return f"tín hiệu {signal.Signals(-status).name}"
    except ValueError:
        return f"tín hiệu {-status}"
