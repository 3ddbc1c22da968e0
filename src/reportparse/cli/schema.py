"""`reportparse schema`: the JSON Schema of a record."""

from __future__ import annotations

import json

from reportparse.cli.output import write_line
from reportparse.model.contract import Record


def schema() -> None:
    """Print the schema; the help text is in `help_words`."""
    write_line(json.dumps(Record.model_json_schema(by_alias=True), ensure_ascii=False, indent=2))
