"""What stands in the containers (ZIP, mail ...) that an archive has read to their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportparse.archive.connect import transaction
from reportparse.archive.rows import storable


@dataclass(frozen=True, slots=True)
class KnownMember:
    """A file in a container; `name` goes behind the container's path, and is empty for the container itself.

    Without bytes there is no `sha256` but a `code` and a `reason`: why it was skipped, or could not be taken out.
    """

    name: str
    sha256: str | None
    skipped: bool = False
    code: str | None = None
    reason: str | None = None


def known_members(db: Any, container: str, *, version: str) -> list[KnownMember]:
    """The files in a container with this hash, none where this version has not read it to its end."""
    rows = db.execute(
        "SELECT name, sha256, skipped, code, reason FROM members WHERE container = ? AND version = ? ORDER BY position",
        [container, version],
    )
    return [KnownMember(name, sha256, bool(skipped), code, reason) for name, sha256, skipped, code, reason in rows]


def write_members(db: Any, container: str, members: Sequence[KnownMember], *, version: str) -> None:
    """Note that a container has been read to its end, and what stands in it."""
    with transaction(db):
        db.execute("DELETE FROM members WHERE container = ?", [container])
        db["members"].insert_all(
            {
                "container": container,
                "position": position,
                "name": storable(member.name),
                "sha256": member.sha256,
                "skipped": int(member.skipped),
                "code": member.code,
                "reason": storable(member.reason) if member.reason else None,
                "version": version,
            }
            for position, member in enumerate(members)
        )
