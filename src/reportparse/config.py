"""Settings: one frozen object, passed as an argument and never global."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

OcrMode = Literal["auto", "never", "always"]
OfficeMode = Literal["auto", "never"]


class ExpectedUnit(BaseModel):
    """A unit that is to send a report, a row of the list given with `--units`; one unit may stand in several rows.

    `patterns` are words or globs that its files or folders are named by.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    deadline: datetime = Field(description="the last moment in time; the end of the day where only a day is given")
    period: str | None = Field(default=None, description="the reporting period, ISO 8601")
    patterns: tuple[str, ...] = ()


class Settings(BaseModel):
    """How documents are read. Every limit has a default that suits a commune's report many times over."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_bytes: int = Field(default=100_000_000, description="largest file that is opened, in bytes")
    max_pages: int = Field(default=5_000, description="largest number of pages that is read from one PDF")
    max_chars: int = Field(default=20_000_000, description="longest text that is parsed, in characters")
    max_cells: int = Field(default=500_000, description="largest number of cells that is read from one spreadsheet")
    max_unpacked: int = Field(default=1_000_000_000, description="largest size of a packed file unpacked, in bytes")
    max_expansion: int = Field(
        default=200, description="how many times its packed size a packed file may unpack to, above 20 MB"
    )
    max_members: int = Field(default=10_000, description="largest number of files that is read from one container")
    max_depth: int = Field(default=4, description="how deep containers (ZIP, mail ...) may be nested")
    allow_classified: bool = Field(default=False, description="whether files with a secrecy mark are read")
    office: OfficeMode = Field(default="auto", description="whether LibreOffice converts old formats")
    office_seconds: float = Field(default=60, gt=0, description="longest time that converting one file may take")
    ocr: OcrMode = Field(default="auto", description="when pages are read as pictures: where needed, never, always")
    ocr_cache: bool = Field(default=True, description="whether what was read from pictures is kept for the next run")
    max_pixels: int = Field(default=120_000_000, description="largest picture that is opened, in pixels")
    seconds: float = Field(default=600, gt=0, description="longest time that one file may take in `ingest`")
    megabytes: int = Field(
        default=2_000, ge=200, description="most memory that one file may take in `ingest`, programs it needs included"
    )
    unit: str | None = Field(default=None, description="the sending unit, for files that do not say")
    period: str | None = Field(default=None, description="the reporting period, for files that do not say")
    units: tuple[ExpectedUnit, ...] = Field(
        default=(), description="the units expected to report: they name the sender and period of files that do not"
    )
