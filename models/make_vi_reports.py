"""Makes models/vi_reports: the spaCy pipeline of this package, ready for `spacy.load("models/vi_reports")`.

Run from anywhere: `.venv/bin/python models/make_vi_reports.py`. Nothing is trained or fetched: the pipeline is a
Vietnamese tokenizer that splits at white space (`use_pyvi = false`) and the component `reportparse`.
"""

from pathlib import Path

import spacy
from spacy.language import Language

TARGET = Path(__file__).resolve().parent / "vi_reports"


def build() -> Language:
    """The pipeline, not yet saved."""
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.add_pipe("reportparse")
    nlp.meta.update(
        name="reports",
        version="0.1.0",
        description="Figures, citations and checks of Vietnamese commune reports (package reportparse)",
        license="MIT",
    )
    return nlp


if __name__ == "__main__":
    build().to_disk(TARGET)
    print(f"{TARGET.name}: {sum(path.stat().st_size for path in TARGET.rglob('*') if path.is_file())} bytes")
