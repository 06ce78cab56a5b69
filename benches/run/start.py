"""`start` and `memory`: how long until the server is ready, and what it takes while nobody asks anything."""

import http.client
import signal
import subprocess
import time
from contextlib import ExitStack

from cabas import Server
from common import CABAS, Options, Outcome, Refusal, cpu_seconds, free_port, proportional_bytes, say, spread
from postgres import Cluster
from seeds import Copy, Seeds

START_AIM, MEMORY_AIM = 500.0, 80_000_000
# Seconds of quiet before memory is read, and over which idle CPU is.
QUIET = 10.0
USES = 300


def measure_start(options: Options) -> Outcome:
    """A second start, on a base in use: the schema is there, the caches of the system are warm."""
    outcome = Outcome()
    for database in options.databases:
        with ExitStack() as stack:
            copy = used(stack, database, options)[1]
            times = [start_once(copy) for _ in range(2 * options.rounds)]
        say(f"start on {database}: {spread(times)} ms")
        outcome.report(f"{database}: start to ready, ms", spread(times), f"≤ {START_AIM:.0f}")
        outcome.data[database] = times
    return outcome


def start_once(copy: Copy) -> float:
    server = Server(copy.folder, copy.url)
    server.port = free_port()
    with server.log.open("ab") as log:
        began = time.perf_counter()
        child = subprocess.Popen([str(CABAS), "serve"], env=server.environment(), stdout=log, stderr=log)
        try:
            while not is_ready(server.port):
                if child.poll() is not None or time.perf_counter() - began > 30:
                    raise Refusal("the server did not start")
                time.sleep(0.001)
            return 1000 * (time.perf_counter() - began)
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(30)


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def measure_memory(options: Options) -> Outcome:
    outcome = Outcome()
    for database in options.databases:
        with ExitStack() as stack:
            cluster, copy = used(stack, database, options)
            server = Server(copy.folder, copy.url)
            server.start()
            stack.callback(server.stop)
            outcome.data[database] = on(database, server, cluster, copy.facts["day"], outcome)
    return outcome


def on(database: str, server: Server, cluster: Cluster | None, day: str, outcome: Outcome) -> dict:
    time.sleep(QUIET)
    idle, before = proportional_bytes([server.pid]), cpu_seconds([server.pid])
    time.sleep(QUIET)
    share = (cpu_seconds([server.pid]) - before) / QUIET
    headers = {"Authorization": f"Bearer {server.token()}"}
    for number in range(USES):
        path = f"~/days/{day}" if number % 10 == 0 else "~/recipients?limit=50"
        status, answer, _ = server.get(server.path(path), headers)
        if status != 200:
            raise Refusal(f"GET {path}: {status} {answer.decode()[:300]}")
    time.sleep(QUIET)
    used_up = proportional_bytes([server.pid])
    say(f"memory on {database}: {idle / 1e6:.0f} MB idle, {used_up / 1e6:.0f} MB after use")
    aim = f"≤ {MEMORY_AIM / 1e6:.0f}"
    outcome.gate(f"{database}: idle after its start, MB (PSS)", f"{idle / 1e6:.1f}", aim, idle <= MEMORY_AIM)
    outcome.report(f"{database}: idle after {USES} lists and boards, MB (PSS)", f"{used_up / 1e6:.1f}")
    outcome.report(f"{database}: idle, share of a core", f"{share:.2%}")
    return {"idle": idle, "after_use": used_up, "idle_cpu": share}


def used(stack: ExitStack, database: str, options: Options) -> tuple[Cluster | None, Copy]:
    """A base with a day of deliveries in it."""
    cluster = Cluster(None) if database == "postgres" else None
    if cluster:
        stack.callback(cluster.stop)
    return cluster, stack.enter_context(Seeds(database, cluster).copy("cabas_day", options.stops))
