"""`board`: the day of a coordinator, 5,000 stops in one answer."""

import json
from contextlib import ExitStack

from cabas import Server
from common import Options, Outcome, Refusal, say, spread
from postgres import Cluster
from seeds import Seeds

AIM, READS = 150.0, 20
ROUTE = "GET /api/v1/organisations/{organisation}/days/{date}"


def measure(options: Options) -> Outcome:
    outcome = Outcome()
    for database in options.databases:
        with ExitStack() as stack:
            cluster = Cluster(None) if database == "postgres" else None
            if cluster:
                stack.callback(cluster.stop)
            copy = stack.enter_context(Seeds(database, cluster).copy("cabas_day", options.stops))
            server = Server(copy.folder, copy.url)
            server.start()
            stack.callback(server.stop)
            outcome.data[database] = on(database, server, copy.facts["day"], options, outcome)
    return outcome


def on(database: str, server: Server, day: str, options: Options, outcome: Outcome) -> dict:
    path, headers = server.path(f"~/days/{day}"), {"Authorization": f"Bearer {server.token()}"}
    # The first answers find caches cold.
    answers = [server.get(path, headers) for _ in range(3)]
    start = server.log_position()
    answers += [server.get(path, headers) for _ in range(READS)]
    times = server.handler_times(start).get(ROUTE, [])
    if any(status != 200 for status, _, _ in answers) or len(times) != READS:
        raise Refusal(f"the board of {day} answered {sorted({s for s, _, _ in answers})}, {len(times)} times logged")
    body = answers[-1][1]
    stops = len(json.loads(body)["stops"])
    say(f"board on {database}: {spread(times)} ms")
    outcome.gate(f"{database}: stops in the answer", f"{stops:,}", f"= {options.stops:,}", stops == options.stops)
    outcome.report(f"{database}: handler time, ms", spread(times), f"≤ {AIM:.0f}")
    outcome.report(f"{database}: answer, KB", f"{len(body) / 1000:,.0f}")
    return {"stops": stops, "times": times, "bytes": len(body)}
