"""Where things are, what a measurement gives back, and the processes under measurement."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "benches/run"
PEERS = ROOT / "benches/peers"
RESULTS = ROOT / "benches/results"
CACHE = pathlib.Path(os.environ.get("CABAS_CACHE") or pathlib.Path.home() / ".cache/cabas") / "bench"
CABAS = pathlib.Path(os.environ.get("CABAS_BIN") or ROOT / "target/release/cabas")
TICK = os.sysconf("SC_CLK_TCK")


class Refusal(Exception):
    """What stands in the way of a measurement, in words for whoever asked for it."""


@dataclass
class Options:
    """What the command line chose."""

    databases: list[str]
    rounds: int
    seconds: float
    rows: int
    sheet: int
    stops: int

    @property
    def is_full(self) -> bool:
        """Only a run of full size may write the documentation's figures."""
        full = DEFAULTS
        large = self.rows >= full.rows and self.sheet >= full.sheet and self.stops >= full.stops
        long = self.rounds >= full.rounds and self.seconds >= full.seconds
        return large and long and self.databases == full.databases


DEFAULTS = Options(["sqlite", "postgres"], rounds=5, seconds=5.0, rows=200_000, sheet=10_000, stops=5_000)


@dataclass
class Line:
    """One line of the tables: what was measured, what was wanted, and whether that decides."""

    what: str
    figure: str
    aim: str = ""
    # None: reported only. Else whether it holds.
    gate: bool | None = None


@dataclass
class Outcome:
    """What a measurement found: lines for people, all else for the file of results."""

    lines: list[Line] = field(default_factory=list)
    data: dict = field(default_factory=dict)

    def report(self, what: str, figure: str, aim: str = "") -> None:
        self.lines.append(Line(what, figure, aim))

    def gate(self, what: str, figure: str, aim: str, holds: bool) -> None:
        self.lines.append(Line(what, figure, aim, holds))


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def median(values: list[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def spread(values: list[float], digits: int = 0) -> str:
    """Median and range, as the tables write them."""
    return f"{median(values):,.{digits}f} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def temporary() -> pathlib.Path:
    """A folder of this run; `remove` takes it away."""
    return pathlib.Path(tempfile.mkdtemp(prefix="cabas-bench-"))


def remove(folder: pathlib.Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


# --- cores -----------------------------------------------------------------------------------------------------------


def cores() -> tuple[int, int]:
    """The core of servers and databases, and the core of the load: never the same where there are two."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


def on_core(core: int | None) -> list[str]:
    return [] if core is None else ["taskset", "-c", str(core)]


# --- processes -------------------------------------------------------------------------------------------------------


def processes(root: int) -> list[int]:
    """A process and all its descendants."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (stat := read_stat(int(entry))):
            children.setdefault(int(stat[1]), []).append(int(entry))
    found, waiting = [], [root]
    while waiting:
        found.append(pid := waiting.pop())
        waiting.extend(children.get(pid, []))
    return found


def read_stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on; the name before it may hold anything."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def cpu_seconds(roots: list[int]) -> float:
    """CPU time, user and system, of some processes, their descendants, and those of them that have ended."""
    ticks = 0
    for root in roots:
        for pid in processes(root):
            if stat := read_stat(pid):
                ticks += sum(int(stat[field]) for field in (11, 12, 13, 14))
    return ticks / TICK


def settle(roots: list[int], most: float = 30.0) -> None:
    """Waits until some processes have nothing left to do: work put off by the load is part of the load."""
    end, quiet, last = time.monotonic() + most, 0, cpu_seconds(roots)
    while quiet < 3 and time.monotonic() < end:
        time.sleep(0.4)
        now = cpu_seconds(roots)
        quiet = quiet + 1 if now - last <= 2 / TICK else 0
        last = now


def proportional_bytes(roots: list[int]) -> int:
    """Memory of some processes and their descendants; what several share is divided between them (PSS)."""
    total = 0
    for root in roots:
        for pid in processes(root):
            for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


class Process:
    """A program that this run started: it ends with the run, and only by its own id."""

    def __init__(
        self,
        command: list[str],
        env: dict[str, str],
        log: pathlib.Path,
        folder: pathlib.Path | None = None,
        core: int | None = None,
        end: str = "TERM",
        account: str | None = None,
    ) -> None:
        self.log = log
        self.output = log.open("ab")
        # The signal at our death is set last: a change of account forgets it.
        guarded = [*on_core(core), "setpriv", *as_account(account), "--pdeathsig", end, *command]
        self.child = subprocess.Popen(
            guarded, env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=self.output, stderr=subprocess.STDOUT
        )

    @property
    def pid(self) -> int:
        return self.child.pid

    def wait_until(self, ready, seconds: float = 30.0, pause: float = 0.05) -> None:
        end = time.monotonic() + seconds
        while not ready():
            if self.child.poll() is not None or time.monotonic() > end:
                raise Refusal(f"it did not start: {' '.join(self.child.args)}\n{tail(self.log)}")
            time.sleep(pause)

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.child.poll() is None:
            self.child.send_signal(how)
            try:
                self.child.wait(25)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        self.output.close()


def as_account(account: str | None) -> list[str]:
    return [f"--reuid={account}", f"--regid={account}", "--clear-groups"] if account else []


def tail(log: pathlib.Path, lines: int = 12) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def run(command: list[str], what: str, stdin: bytes | None = None, **settings) -> str:
    """Runs a program to its end; its standard output."""
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, check=False, **settings)
    except subprocess.TimeoutExpired:
        raise Refusal(f"{what} did not end") from None
    if done.returncode:
        raise Refusal(f"{what} failed:\n{done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout.decode()
