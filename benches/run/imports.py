"""`import`: a sheet of deliveries, read and written, and what somebody who reads meanwhile notices of it.

The base holds a day of deliveries already; every row of the sheet is a household that it does not know, so each is
sealed under a new key, with its delivery and its stops. The server runs on all cores, as it is installed.
"""

import http.client
import threading
import time
from contextlib import ExitStack

import people
import sheets
from cabas import Server
from common import Options, Outcome, Refusal, cpu_seconds, median, say, settle, spread
from postgres import Cluster
from seeds import Seeds

RATE_AIM, SLOWDOWN = 10_000, 2.0
# Another day than the one in the base, other households.
DAYS, FIRST = 20, 50_000
# Reads while nothing else happens, and the pause between two reads.
IDLE, PAUSE = 10.0, 0.1
API = "/api/v1/organisations/{organisation}"
READS = {
    f"GET {API}/members": "~/members?limit=50",
    f"GET {API}/recipients": "~/recipients?limit=50",
    f"GET {API}/days/{{date}}": "~/days/DAY",
}


def measure(options: Options) -> Outcome:
    outcome = Outcome()
    for database in options.databases:
        outcome.data[database] = on(database, options, outcome)
    return outcome


def on(database: str, options: Options, outcome: Outcome) -> dict:
    runs: dict[str, list] = {"alone": [], "read": []}
    with ExitStack() as stack:
        cluster = Cluster(None) if database == "postgres" else None
        if cluster:
            stack.callback(cluster.stop)
        seeds = Seeds(database, cluster)
        for number in range(options.rounds):
            for what, work in (("alone", alone), ("read", read_meanwhile)):
                with seeds.copy("cabas_day", options.stops) as copy:
                    server = Server(copy.folder, copy.url)
                    server.start()
                    try:
                        roots = [server.pid, cluster.pid] if cluster else [server.pid]
                        runs[what].append(work(server, roots, options, copy.facts["day"]))
                    finally:
                        server.stop()
            say(f"import on {database}: {number + 1} of {options.rounds}, {runs['alone'][-1]['cpu']}")
    report(database, runs, options, outcome)
    return runs


def sheet(options: Options, day: str) -> tuple[bytes, str]:
    other = time.strftime("%Y-%m-%d", time.gmtime(time.mktime(time.strptime(day, "%Y-%m-%d")) + DAYS * 86_400))
    return people.deliveries_sheet(other, FIRST, options.sheet), other


def alone(server: Server, roots: list[int], options: Options, day: str) -> dict:
    """CPU seconds of each part, with nobody else there."""
    content, other = sheet(options, day)
    server.token()
    settle(roots)
    taken, began = [cpu_seconds(roots)], time.monotonic()
    found = sheets.dry_run(server, content, kind="deliveries", date=other)
    previewed = time.monotonic()
    settle(roots)
    taken.append(cpu_seconds(roots))
    expect(found, options, "dry run")
    resumed = time.monotonic()
    found = sheets.apply(server, found["id"])
    applied = time.monotonic()
    settle(roots)
    taken.append(cpu_seconds(roots))
    expect(found, options, "application")
    cpu = {"dry run": taken[1] - taken[0], "application": taken[2] - taken[1], "both": taken[2] - taken[0]}
    wall = {"dry run": previewed - began, "application": applied - resumed}
    return {"cpu": cpu, "wall": wall, "bytes": len(content), "counts": found["counts"]}


def expect(found: dict, options: Options, part: str) -> None:
    counts = found["counts"]
    if (counts["rows"], counts["created"], counts["rejected"]) != (options.sheet, options.sheet, 0):
        raise Refusal(f"{part}: every row was to be new: {counts} {found['problems'][:3]}")


def read_meanwhile(server: Server, _: list[int], options: Options, day: str) -> dict:
    """Handler times of some reads, with nothing else going on and during the import of a sheet."""
    content, other = sheet(options, day)
    paths = [server.path(path.replace("DAY", day)) for path in READS.values()]
    with Reader(server, paths):
        time.sleep(1.0)
        start = server.log_position()
        time.sleep(IDLE)
        middle = server.log_position()
        found = sheets.dry_run(server, content, kind="deliveries", date=other)
        sheets.apply(server, found["id"])
        end = server.log_position()
    idle, busy = server.handler_times(start, middle), server.handler_times(middle, end)
    return {
        "idle": {route: idle.get(route, []) for route in READS},
        "busy": {route: busy.get(route, []) for route in READS},
    }


class Reader:
    """Somebody who reads one list after the other, unhurriedly, until told to stop."""

    def __init__(self, server: Server, paths: list[str]) -> None:
        self.server, self.paths, self.ends = server, paths, threading.Event()
        self.headers = {"Authorization": f"Bearer {server.token()}"}
        self.problem: str | None = None
        self.thread = threading.Thread(target=self.read, daemon=True)

    def __enter__(self) -> "Reader":
        self.thread.start()
        return self

    def __exit__(self, kind: type | None, *_: object) -> None:
        self.ends.set()
        self.thread.join(30)
        if self.problem and kind is None:
            raise Refusal(self.problem)

    def read(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        # At most as many as ten minutes hold.
        for number in range(int(600 / PAUSE)):
            if self.ends.wait(PAUSE):
                break
            path = self.paths[number % len(self.paths)]
            connection.request("GET", path, headers=self.headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                self.problem = f"GET {path}: {answer.status}"
                break
        connection.close()


def report(database: str, runs: dict[str, list], options: Options, outcome: Outcome) -> None:
    for part in ("dry run", "application", "both"):
        rates = [options.sheet / run["cpu"][part] for run in runs["alone"]]
        aim = f"≥ {RATE_AIM:,}" if part == "both" else ""
        outcome.report(f"{database}: {part}, rows per CPU second", spread(rates), aim)
    for part in ("dry run", "application"):
        walls = [run["wall"][part] for run in runs["alone"]]
        outcome.report(f"{database}: {part}, seconds until it is over", spread(walls, 1))
    for route in READS:
        idle = [ms for run in runs["read"] for ms in run["idle"][route]]
        busy = [ms for run in runs["read"] for ms in run["busy"][route]]
        if not idle or not busy:
            raise Refusal(f"{route}: {len(idle)} reads before the import, {len(busy)} during it")
        ratio, tail = median(busy) / median(idle), late(busy) / late(idle)
        what = f"{database}: {route.rpartition('}')[2] if route.endswith('s') else '/days/…'}, handler time"
        outcome.report(f"{what}, idle and during an import, ms", f"{median(idle):.1f} and {median(busy):.1f}")
        outcome.gate(f"{what}, median, during ÷ idle", f"{ratio:.1f} ×", f"≤ {SLOWDOWN:g} ×", ratio <= SLOWDOWN)
        outcome.report(f"{what}, p95, during ÷ idle", f"{tail:.1f} ×")


def late(values: list[float]) -> float:
    return sorted(values)[len(values) * 95 // 100]
