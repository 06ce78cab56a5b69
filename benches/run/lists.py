"""`list` and `sealed`: fifty rows of a long list, asked for by somebody signed in, beside two peers.

The three servers run side by side on one core, idle but for the one under load; blocks are interleaved (A B C, B C A…).
What counts is requests per second of CPU that the server and its database took, until they had nothing left to do.
"""

import http.client
import json
import subprocess
import sys
import urllib.parse
from contextlib import ExitStack

from common import HERE, Options, Outcome, Refusal, cores, cpu_seconds, median, on_core, say, settle, spread
from postgres import Cluster
from seeds import Seeds
from subjects import SUBJECTS, Subject

PAGE, CONNECTIONS, WARM = 50, 16, 1.0
# A block in which the server got less than this of its core says more about the machine than about the server.
BUSY, TRIES = 0.8, 6
AIMS = {"list": {"Django REST": 15.0, "FastAPI": 2.4}, "sealed": {"Django REST": 12.0, "FastAPI": 2.0}}
SHOWN = {
    "list": "id user_id email display_name roles state joined_at last_seen_at invited_by",
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
        check(which, subjects)
        blocks = interleaved(which, subjects, options)
    report(which, database, blocks, outcome)
    return blocks


def check(which: str, subjects: list[Subject]) -> None:
    """All three must show the same fields of as many rows."""
    wanted = set(SHOWN[which].split())
    for subject in subjects:
        load(subject, which, WARM)
        shown = page(subject, which)
        fields = set().union(*shown)
        if len(shown) != PAGE or not fields <= wanted or wanted - fields - {"paused_until", "last_delivery"}:
            raise Refusal(f"{subject.name} shows {len(shown)} rows with {sorted(fields)}, not {sorted(wanted)}")


def page(subject: Subject, which: str) -> list[dict]:
    connection = http.client.HTTPConnection("127.0.0.1", subject.port, timeout=30)
    connection.request("GET", subject.target(which, PAGE), headers={"Authorization": f"Bearer {subject.token()}"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer.get("items", answer.get("results", []))


def interleaved(which: str, subjects: list[Subject], options: Options) -> dict[str, list[dict]]:
    blocks: dict[str, list[dict]] = {subject.name: [] for subject in subjects}
    for number in range(options.rounds):
        turn = number % len(subjects)
        for subject in subjects[turn:] + subjects[:turn]:
            found = block(subject, which, options.seconds)
            blocks[subject.name].append(found)
            rate, busy = found["requests"] / found["cpu"], found["busy"]
            say(f"{which}: {subject.name} {rate:,.0f} requests per CPU second, {busy:.0%} of its core")
    return blocks


def block(subject: Subject, which: str, seconds: float) -> dict:
    """One block under load. The clear list keeps a server busy; the sealed one waits for the disk too."""
    for _ in range(TRIES):
        subject.token()
        looks = subject.looks() if which == "sealed" else 0
        settle(subject.roots)
        before = cpu_seconds(subject.roots)
        found = load(subject, which, seconds)
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


def load(subject: Subject, which: str, seconds: float) -> dict:
    target = subject.target(which, PAGE)
    words = [f"127.0.0.1:{subject.port}", target, subject.token(), str(CONNECTIONS), str(seconds), str(PAGE)]
    command = [*on_core(cores()[1]), sys.executable, str(HERE / "load.py"), *words]
    done = subprocess.run(command, capture_output=True, check=False, timeout=seconds + 60)
    if done.returncode:
        raise Refusal(f"the load failed: {done.stderr.decode()[-600:]}")
    found = json.loads(done.stdout)
    if found["problem"]:
        raise Refusal(f"{subject.name}, {urllib.parse.urlsplit(target).path}: {found['problem']}")
    return found


def report(which: str, database: str, blocks: dict[str, list[dict]], outcome: Outcome) -> None:
    rates = {name: [b["requests"] / b["cpu"] for b in found] for name, found in blocks.items()}
    for name, found in rates.items():
        outcome.report(f"{database}: {name}, requests per CPU second", spread(found))
    for peer, aim in AIMS[which].items():
        ratio = median(rates["Cabas"]) / median(rates[peer])
        outcome.gate(f"{database}: Cabas ÷ {peer}", f"{ratio:.1f} ×", f"≥ {aim:g} ×", ratio >= aim)
