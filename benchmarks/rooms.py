"""Lines of code per room, without blank lines, comments and docstrings: `python benchmarks/rooms.py`."""

from __future__ import annotations

import ast
import statistics
import tokenize
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
PACKAGE = HERE / "src" / "qcloud_cos"


def code_lines(path: Path) -> int:
    with tokenize.open(path) as file:
        text = file.read()
    lines: set[int] = set()
    quiet = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    with path.open("rb") as raw:
        for token in tokenize.tokenize(raw.readline):
            if token.type not in quiet and token.type != tokenize.ENCODING:
                lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def main() -> None:
    rooms: dict[str, list[int]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE).parts
        rooms[inside[0] + "/" if len(inside) > 1 else "the package itself"].append(code_lines(path))
    tests = [code_lines(path) for path in (HERE / "tests").rglob("*.py")]
    print("| room | files | lines of code | median file | largest |\n|---|---|---|---|---|")
    for room, files in sorted(rooms.items(), key=lambda item: -sum(item[1])):
        print(f"| {room} | {len(files)} | {sum(files)} | {statistics.median(files):.0f} | {max(files)} |")
    every = [count for files in rooms.values() for count in files]
    print(f"| all of src | {len(every)} | {sum(every)} | {statistics.median(every):.0f} | {max(every)} |")
    print(f"| tests | {len(tests)} | {sum(tests)} | {statistics.median(tests):.0f} | {max(tests)} |")


if __name__ == "__main__":
    main()
