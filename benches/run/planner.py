"""The planner beside planners that others wrote: published instances, one core, the shortest total distance."""

import csv
import json
import math
import pathlib
import subprocess
import time
from dataclasses import dataclass

import venvs
from common import CABAS, PEERS, ROOT, Options, Outcome, Refusal, cores, median, on_core, say

INSTANCES = ROOT / "testdata/vrptw"
QUICK = ("C104", "R104", "R112", "RC106", "R201", "R208", "R210", "RC202", "RC208", "RC1_4_4", "C1_10_2", "R1_10_1")
RIVALS = ("PyVRP", "VROOM", "OR-Tools", "vrp-cli")
OURS = "Cabas"
SECONDS = 10
# Of the solvers that are never to be ahead on an instance: half a tenth is a rounding.
NEVER_AHEAD = ("VROOM", "OR-Tools", "vrp-cli")


@dataclass
class Instance:
    """A depot (place 0), customers, one kind of carrier. Everything in tenths."""

    name: str
    file: pathlib.Path
    best: int
    times: list[list[int]]
    windows: list[list[int]]
    services: list[int]
    loads: list[int]
    capacity: int
    carriers: int

    def question(self) -> dict:
        shared = ("times", "windows", "services", "loads", "capacity", "carriers")
        return {key: getattr(self, key) for key in shared} | {"seconds": SECONDS, "seed": 1}


def measure_quick(options: Options) -> Outcome:
    return measure([read(name) for name in QUICK])


def measure_all(options: Options) -> Outcome:
    files = sorted(INSTANCES.glob("*/*.txt"))
    return measure([read(file.stem.upper()) for file in files])


def measure(instances: list[Instance]) -> Outcome:
    """Each instance by each solver in turn, so that whatever else the machine does touches all of them."""
    outcome, gaps = Outcome(), {name: {} for name in (OURS, *RIVALS)}
    for instance in instances:
        for solver in gaps:
            began = time.monotonic()
            routes = cabas(instance) if solver == OURS else rival(solver, instance)
            took = time.monotonic() - began
            distance = cost(instance, routes)
            gap = None if distance is None else 100 * (distance / instance.best - 1)
            gaps[solver][instance.name] = gap
            outcome.data.setdefault(instance.name, {})[solver] = {"distance": distance, "gap": gap, "seconds": took}
            say(f"{instance.name}: {solver} {'not feasible' if gap is None else f'{gap:.2f} % above'}, {took:.0f} s")
    for title, chosen, aim in (
        ("100 customers", [one for one in instances if len(one.times) <= 101], 0.5),
        ("200 to 1,000 customers", [one for one in instances if len(one.times) > 101], 2.5),
    ):
        for solver in gaps:
            outcome.report(f"{title}: {solver}, mean gap to the best known", shown([gaps[solver][one.name] for one in chosen]))
        ours = mean([gaps[OURS][one.name] for one in chosen])
        outcome.gate(f"{title}: Cabas, mean gap", shown_mean(ours), f"≤ {aim} %", ours is not None and ours <= aim)
    compare(outcome, gaps)
    return outcome


def compare(outcome: Outcome, gaps: dict[str, dict[str, float | None]]) -> None:
    ours, pyvrp = (mean(list(gaps[name].values())) for name in (OURS, "PyVRP"))
    if ours is None or pyvrp is None:
        outcome.gate("Cabas ÷ PyVRP, mean gap", "none", "≤ 0.5 ×", ours is not None)
    else:
        ratio = ours / pyvrp if pyvrp else math.inf
        outcome.gate("Cabas ÷ PyVRP, mean gap", f"{ratio:.2f} ×", "≤ 0.5 ×", ratio <= 0.5)
    for rival in NEVER_AHEAD:
        ahead = [name for name, gap in gaps[rival].items() if behind(gaps[OURS][name], gap)]
        figure = f"{len(ahead)} of {len(gaps[rival])}" + (f" ({', '.join(ahead)})" if ahead else "")
        outcome.gate(f"instances on which {rival} is ahead of Cabas", figure, "= 0", not ahead)


def behind(ours: float | None, theirs: float | None) -> bool:
    return theirs is not None and (ours is None or ours > theirs + 1e-9)


def mean(gaps: list[float | None]) -> float | None:
    """None where an answer was not feasible."""
    return None if None in gaps or not gaps else sum(gaps) / len(gaps)


def shown(gaps: list[float | None]) -> str:
    sound = [gap for gap in gaps if gap is not None]
    if not sound:
        return "no feasible answer"
    missed = len(gaps) - len(sound)
    figure = f"{sum(sound) / len(sound):.2f} % (median {median(sound):.2f}, worst {max(sound):.2f})"
    return figure + (f", {missed} not feasible" if missed else "")


def shown_mean(gap: float | None) -> str:
    return "not feasible" if gap is None else f"{gap:.2f} %"


# --- solvers ---------------------------------------------------------------------------------------------------------


def cabas(instance: Instance) -> list[list[int]]:
    command = [str(CABAS), "plan-instance", str(instance.file), "--seconds", str(SECONDS), "--seed", "1"]
    return answer(command, None)["routes"]


def rival(name: str, instance: Instance) -> list[list[int]]:
    command = [str(venvs.python("planner")), str(PEERS / "planner/plan.py"), name]
    return answer(command, json.dumps(instance.question()))["routes"]


def answer(command: list[str], asked: str | None) -> dict:
    core, _ = cores()
    done = subprocess.run([*on_core(core), *command], input=asked, capture_output=True, text=True, timeout=SECONDS * 20)
    if done.returncode:
        raise Refusal(f"{' '.join(command[:3])} failed: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout.splitlines()[-1])


# --- instances, read and costed without any of the solvers ------------------------------------------------------------


def read(name: str) -> Instance:
    family = "homberger" if "_" in name else "solomon"
    file = next(one for one in (INSTANCES / family).glob("*.txt") if one.stem.upper() == name)
    rows = [line.split() for line in file.read_text().splitlines()]
    carriers, capacity = next(map(int, row) for row in rows if len(row) == 2 and row[0].isdigit())
    places = [list(map(float, row)) for row in rows if len(row) == 7 and row[0].isdigit()]
    with (INSTANCES / "best_known.csv").open() as listed:
        best = next(row for row in csv.DictReader(listed) if row["instance"].upper() == name)
    return Instance(
        name=name,
        file=file,
        best=round(float(best["bks_distance_dimacs"]) * 10),
        times=[[math.floor(math.dist(a[1:3], b[1:3]) * 10 + 1e-9) for b in places] for a in places],
        windows=[[int(place[4] * 10), int(place[5] * 10)] for place in places],
        services=[int(place[6] * 10) for place in places],
        loads=[int(place[3]) for place in places],
        capacity=capacity,
        carriers=carriers,
    )


def cost(instance: Instance, routes: list[list[int]]) -> int | None:
    """The total distance in tenths; None where somebody is missing, late, or carries too much."""
    served = sorted(place for route in routes for place in route)
    if served != list(range(1, len(instance.times))) or len(routes) > instance.carriers:
        return None
    total = 0
    for route in routes:
        at, clock = 0, instance.windows[0][0]
        for place in [*route, 0]:
            total += instance.times[at][place]
            opens, closes = instance.windows[place]
            clock = max(clock + instance.times[at][place], opens)
            if clock > closes:
                return None
            clock += instance.services[place]
            at = place
        if sum(instance.loads[place] for place in route) > instance.capacity:
            return None
    return total
