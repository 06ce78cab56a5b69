"""Writing down: a file of all that was measured, and the tables of docs/benchmarks.md."""

import json
import time

from common import RESULTS, ROOT, Line, Options, Outcome

DOCUMENT = ROOT / "docs/benchmarks.md"


def keep(command: str, outcome: Outcome, options: Options, machine: dict[str, str]) -> None:
    """Everything, in a file that is no part of the project."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    written = {
        "command": command,
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "machine": machine,
        "options": vars(options),
        "lines": [vars(line) for line in outcome.lines],
        "data": outcome.data,
    }
    (RESULTS / f"{command}.json").write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n")


def show(command: str, outcome: Outcome) -> None:
    print(f"\n{command}\n{table(outcome.lines)}\n")


def document(command: str, outcome: Outcome, machine: dict[str, str]) -> None:
    """Puts the table of one command in the place kept for it."""
    stated = "; ".join(f"{name} {value}" for name, value in machine.items())
    text = f"Measured on {time.strftime('%Y-%m-%d')} by `./just bench {command}`. {stated}.\n\n{table(outcome.lines)}"
    start, end = f"<!-- figures: {command} -->", f"<!-- end: {command} -->"
    page = DOCUMENT.read_text()
    before, found, rest = page.partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise SystemExit(f"{DOCUMENT} has no place for the figures of {command}")
    DOCUMENT.write_text(f"{before}{start}\n\n{text}\n\n{end}{after}")


def table(lines: list[Line]) -> str:
    rows = [("what", "figure", "aim", "")]
    for line in lines:
        rows.append((line.what, line.figure, line.aim, {None: "", True: "holds", False: "**fails**"}[line.gate]))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    padded = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    head, *body = ["| " + " | ".join(row) + " |" for row in padded]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([head, rule, *body])
