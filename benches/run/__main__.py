"""The benchmarks of Cabas: `just bench [what]`. Method and figures: docs/benchmarks.md.

Ratios, bytes and counts decide (the run fails when one does not hold); times are reported.
"""

import argparse
import sys

import board
import browser
import geo
import imports
import lists
import machine
import planner
import report
import seeds
import start
import weight
from common import CABAS, DEFAULTS, Options, Outcome, Refusal, say
from postgres import Cluster

MEASURES = {
    "list": lambda options: lists.measure("list", options),
    "sealed": lambda options: lists.measure("sealed", options),
    "import": imports.measure,
    "board": board.measure,
    "browser": browser.measure,
    "start": start.measure_start,
    "memory": start.measure_memory,
    "bytes": weight.measure,
    "streets": geo.measure_streets,
    "addresses": geo.measure_addresses,
    "planner": planner.measure_quick,
    "planner-all": planner.measure_all,
}

# Too long for every run.
APART = ("planner-all",)


def main() -> int:
    asked = arguments()
    if "clean" in asked.what:
        forget()
        return 0
    if not CABAS.exists():
        raise Refusal(f"no server at {CABAS}: `just bench` builds it, or set CABAS_BIN")
    databases = DEFAULTS.databases if asked.database == "both" else [asked.database]
    options = Options(databases, asked.rounds, asked.seconds, asked.rows, asked.sheet, asked.stops)
    wanted = [what for what in MEASURES if what not in APART] if "all" in asked.what else dict.fromkeys(asked.what)
    about, failed = machine.describe(), []
    for what in wanted:
        outcome = attempt(what, options)
        report.show(what, outcome)
        report.keep(what, outcome, options, about)
        if options.is_full and not asked.keep_document and all(line.figure for line in outcome.lines):
            report.document(what, outcome, about)
        failed += [f"{what}: {line.what}" for line in outcome.lines if line.gate is False]
    for line in failed:
        say(f"does not hold: {line}")
    return 1 if failed else 0


def attempt(what: str, options: Options) -> Outcome:
    """A measurement; one that cannot take place fails by itself and lets the others go on."""
    try:
        return MEASURES[what](options)
    except Refusal as refusal:
        outcome = Outcome()
        outcome.gate(f"not measured: {str(refusal).splitlines()[0][:100]}", "", "", False)
        say(str(refusal))
        return outcome


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="just bench", description=__doc__)
    parser.add_argument("what", nargs="*", default="all", choices=[*MEASURES, "all", "clean"], help="default: all")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--rounds", type=int, default=DEFAULTS.rounds, help="blocks of each subject")
    parser.add_argument("--seconds", type=float, default=DEFAULTS.seconds, help="length of a block under load")
    parser.add_argument("--rows", type=int, default=DEFAULTS.rows, help="rows of the two lists")
    parser.add_argument("--sheet", type=int, default=DEFAULTS.sheet, help="rows of the sheet that is imported")
    parser.add_argument("--stops", type=int, default=DEFAULTS.stops, help="stops of the day")
    parser.add_argument("--keep-document", action="store_true", help="leave docs/benchmarks.md as it is")
    asked = parser.parse_args()
    asked.what = [asked.what] if isinstance(asked.what, str) else asked.what
    return asked


def forget() -> None:
    """Takes away the filled databases, which the next run makes anew."""
    try:
        cluster = Cluster(None)
    except Refusal:
        seeds.forget(None)
        return
    seeds.forget(cluster)
    cluster.stop()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        say(str(refusal))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
