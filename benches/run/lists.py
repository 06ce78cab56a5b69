"""`list` and `sealed`: fifty rows of a long list, asked for by somebody signed in, beside two peers.

The three servers run side by side on one core, idle but for the one under load; short blocks are interleaved (A B C,
B C A…). What counts is requests per second of CPU that the server and its database took, until they had nothing left to
do. Each block is compared with those beside it, and the median of these ratios decides: other people's work on the machine
comes and goes more slowly than a turn.
"""

import json
import random
import sys
from contextlib import ExitStack

from common import HERE, Options, Outcome, Refusal, cores, cpu_seconds, median, on_core, run, say, settle, spread
from postgres import Cluster
from seeds import Seeds
from subjects import SUBJECTS, Subject

PAGE, CONNECTIONS, WARM = 50, 16, 1.0
# A round of the options is so many turns, each of a part of its seconds.
TURNS = 4
# Rows of a page while the list is gone through; pages under load, at most.
WALK, MOST_TARGETS = 100, 1_000
# A block in which the server got less than this of its core says more about the machine than about the server.
BUSY, TRIES = 0.8, 6
AIMS = {"list": {"Django REST": 15.0, "FastAPI": 2.4}, "sealed": {"Django REST": 12.0, "FastAPI": 2.0}}
# Fields that Cabas leaves out where there is no value, and the versions that only Cabas gives.
OPTIONAL = {"paused_until", "last_delivery", "etag"}
SHOWN = {
    "list": "id user_id email display_name roles state joined_at last_seen_at invited_by etag",
    "sealed": "id external_ref display_name household_size street postal_code city geo_state status paused_until "
    "last_delivery",
}


def measure(which: str, options: Options) -> Outcome:
    outcome = Outcome()
    for database in options.databases:
        outcome.data[database] = on(which, database, options, outcome)
    return outcome


def on(which: str, database: str, options: Options, outcome: Outcome) -> dict:
    with ExitStack() as stack:
        cluster = Cluster(cores()[0]) if database == "postgres" else None
        if cluster:
            stack.callback(cluster.stop)
        seeds, subjects = Seeds(database, cluster), []
        for what, kind in SUBJECTS.items():
            subject = kind(stack.enter_context(seeds.copy(what, options.rows)), cluster, cores()[0])
            subject.start()
            stack.callback(subject.stop)
            subjects.append(subject)
        pages = {subject.name: targets(which, subject, options.rows) for subject in subjects}
        for subject in subjects:
            load(subject, pages[subject.name], WARM)
        blocks = interleaved(which, subjects, pages, options)
    report(which, database, blocks, outcome)
    return blocks


def targets(which: str, subject: Subject, rows: int) -> list[str]:
    """Pages from everywhere in the list, in an order of chance that is the same at each run.

    Going through it once also shows that all three hold the same rows and show the same fields.
    """
    wanted, cursors, count, fields = set(SHOWN[which].split()), [], 0, set()
    for items, cursor in subject.walk(which, WALK):
        count += len(items)
        fields.update(*items)
        cursors.append(cursor)
    # One more member: whoever asks.
    expected = rows + (which == "list")
    if count != expected or not fields <= wanted or wanted - fields - OPTIONAL:
        raise Refusal(f"{subject.name} shows {count} rows, not {expected}, or {sorted(fields)}, not {sorted(wanted)}")
    # The last cursor leads to what is left, and after that there is none.
    starts = [None, *cursors[:-2]]
    random.Random(1).shuffle(starts)
    return [subject.target(which, PAGE, cursor) for cursor in starts[:MOST_TARGETS]]


def interleaved(
    which: str, subjects: list[Subject], pages: dict[str, list[str]], options: Options
) -> dict[str, list[dict]]:
    blocks: dict[str, list[dict]] = {subject.name: [] for subject in subjects}
    for number in range(options.rounds * TURNS):
        turn = number % len(subjects)
        for subject in subjects[turn:] + subjects[:turn]:
            found = block(subject, which, pages[subject.name], options.seconds / TURNS)
            blocks[subject.name].append(found)
            rate, busy = found["requests"] / found["cpu"], found["busy"]
            say(f"{which}: {subject.name} {rate:,.0f} requests per CPU second, {busy:.0%} of its core")
    return blocks


def block(subject: Subject, which: str, pages: list[str], seconds: float) -> dict:
    """One block under load. The clear list keeps a server busy; the sealed one waits for the disk too."""
    for _ in range(TRIES):
        subject.token()
        looks = subject.looks() if which == "sealed" else 0
        settle(subject.roots)
        before = cpu_seconds(subject.roots)
        found = load(subject, pages, seconds)
        during = cpu_seconds(subject.roots) - before
        settle(subject.roots)
        found["cpu"] = cpu_seconds(subject.roots) - before
        found["busy"] = during / found["wall"]
        if which == "sealed" and subject.looks() - looks != found["requests"]:
            noted = subject.looks() - looks
            raise Refusal(f"{subject.name} noted {noted} looks for {found['requests']} lists")
        if which == "sealed" or found["busy"] >= BUSY:
            return found
        say(f"block of {subject.name} left out: it got {found['busy']:.0%} of a core")
    raise Refusal("this machine is too busy to measure anything: the server did not get its core")


def load(subject: Subject, pages: list[str], seconds: float) -> dict:
    words = [f"127.0.0.1:{subject.port}", subject.token(), str(CONNECTIONS), str(seconds), str(PAGE)]
    command = [*on_core(cores()[1]), sys.executable, str(HERE / "load.py"), *words]
    found = json.loads(run(command, "the load", stdin="\n".join(pages).encode(), timeout=seconds + 60))
    if found["problem"]:
        raise Refusal(f"{subject.name}: {found['problem']}")
    return found


def report(which: str, database: str, blocks: dict[str, list[dict]], outcome: Outcome) -> None:
    rates = {name: [b["requests"] / b["cpu"] for b in found] for name, found in blocks.items()}
    for name, found in rates.items():
        outcome.report(f"{database}: {name}, requests per CPU second", spread(found))
    for peer, aim in AIMS[which].items():
        ratio = median([ours / theirs for ours, theirs in zip(rates["Cabas"], rates[peer], strict=True)])
        outcome.gate(f"{database}: Cabas ÷ {peer}", f"{ratio:.1f} ×", f"≥ {aim:g} ×", ratio >= aim)
