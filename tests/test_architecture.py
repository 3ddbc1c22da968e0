"""The rules of the design that a program can check: imports go one way, files and functions stay small."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "reportparse"

# A part imports only parts of the rows above its own; parts of one row do not import each other.
LAYERS = (
    ("errors", "config"),
    ("model",),
    ("text", "lexicon"),
    ("formats", "structure", "archive"),
    ("extract", "checks"),
    ("pipeline",),
    ("nlp", "bulk"),
    ("web",),
    ("cli",),
)
LEVELS = {part: level for level, parts in enumerate(LAYERS) for part in parts}

MAX_FILE = 400
MAX_FUNCTION = 60

# Written so that the patterns do not find themselves.
_MACHINE = (r"/home/[a-z][\w-]*/", r"/Users/[A-Za-z][\w-]*/", r"[A-Z]:\\Users\\", r"(?<![\w.-])/roo[t]/")
_REGISTRIES = (
    r"py[p]i\.org", r"python[h]osted\.org", r"npm[j]s\.", r"anaconda\.or[g]", r"--(?:extra-)?index-ur[l]",
    r"https?://\S+/simpl[e]\b",
)  # fmt: skip


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def _sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _own_code() -> list[Path]:
    return [*_sources(), *sorted((ROOT / "scripts").rglob("*.py")), *sorted((ROOT / "tests").rglob("*.py"))]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _part(path: Path) -> str:
    """The part of the package that a file belongs to: "text" for text/fold.py, "nlp" for nlp.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every imported module with its line, also inside functions; names of packages resolved to modules."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)}:{node.lineno}: relative import"
            module = node.module or ""
            if module == "reportparse":
                yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, module


def _own_imports(path: Path) -> Iterator[tuple[int, str]]:
    """The parts of the package that a file imports, with the line."""
    for line, module in _imports(path):
        head, _, rest = module.partition(".")
        if head == "reportparse":
            yield line, rest.partition(".")[0]


def test_every_part_has_its_layer() -> None:
    parts = {_part(path) for path in _sources()} - {"__init__", "__main__"}
    assert parts <= set(LEVELS), f"not in the order of the design: {sorted(parts - set(LEVELS))}"


def test_imports_go_one_way() -> None:
    wrong = [
        f"{_name(path)}:{line} imports {imported}"
        for path in _sources()
        if _part(path) in LEVELS
        for line, imported in _own_imports(path)
        if imported != _part(path) and LEVELS.get(imported, len(LAYERS)) >= LEVELS[_part(path)]
    ]
    assert not wrong, "\n".join(wrong)


def test_only_nlp_imports_spacy() -> None:
    users = {_name(path) for path in _sources() for _, module in _imports(path) if module.partition(".")[0] == "spacy"}
    assert users == {"src/reportparse/nlp.py"}


def test_files_are_short() -> None:
    lengths = {_name(path): len(path.read_text("utf-8").splitlines()) for path in _own_code()}
    assert not {name: lines for name, lines in lengths.items() if lines > MAX_FILE}


def test_functions_are_short() -> None:
    lengths = {
        f"{_name(path)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in _own_code()
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION}


def test_no_global_state_is_written() -> None:
    assert not [
        f"{_name(path)}:{node.lineno}"
        for path in _own_code()
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Global)
    ]


def test_only_the_command_line_prints() -> None:
    assert not [
        f"{_name(path)}:{node.lineno}"
        for path in _sources()
        if _part(path) != "cli"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def test_only_bulk_catches_everything() -> None:
    """One place turns an unexpected error into a record; anywhere else it would hide a bug.

    `except BaseException` that cleans up and raises again (a rolled back transaction) hides nothing.
    """
    assert not [
        f"{_name(path)}:{node.lineno}"
        for path in _sources()
        if _part(path) != "bulk"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ExceptHandler) and _hides_errors(node)
    ]


def _hides_errors(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {each.id if isinstance(each, ast.Name) else each and ast.unparse(each) for each in caught}
    last = handler.body[-1]
    raises_again = isinstance(last, ast.Raise) and last.exc is None
    return bool(names & {None, "Exception"}) or ("BaseException" in names and not raises_again)


def test_no_machine_paths_and_no_registry_hosts() -> None:
    """Nothing in the repository depends on, or tells about, the machine that it was written on."""
    here = rf"(?<![\w.-]){re.escape(str(ROOT))}(?![\w-])"
    pattern = re.compile("|".join([here, *_MACHINE, *_REGISTRIES]))
    wrong = []
    for path in _tracked():
        data = path.read_bytes()
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
            wrong += [f"{_name(path)}:{number}: {match.group()}" for match in pattern.finditer(line)]
    assert not wrong, "\n".join(wrong)


def _tracked() -> list[Path]:
    """Files in git, and new ones that it does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return [path for path in (ROOT / name for name in listed if name) if path.is_file()]
