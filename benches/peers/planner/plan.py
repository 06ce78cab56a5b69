"""Plans an instance with a planner that others wrote: `python plan.py NAME`, the question as JSON on standard input.

The question: `{times, windows, services, loads, capacity, carriers, seconds, seed}`, all numbers whole; place 0 is the depot.
The answer, on standard output: `{routes: [[place, …], …]}`. One thread, the total distance as the only aim.
"""

import datetime
import json
import sys


def pyvrp(ask):
    import numpy
    from pyvrp import Client, Depot, Location, ProblemData, VehicleType, solve
    from pyvrp.stop import MaxRuntime

    table = numpy.array(ask["times"])
    (opens, closes), *windows = ask["windows"]
    clients = [
        Client(at, delivery=[load], service_duration=service, tw_early=early, tw_late=late)
        for at, ((early, late), service, load) in enumerate(zip(windows, ask["services"][1:], ask["loads"][1:]), 1)
    ]
    carriers = VehicleType(ask["carriers"], capacity=[ask["capacity"]], tw_early=opens, tw_late=closes)
    places = [Location(0, 0)] * len(table)
    data = ProblemData(places, clients, [Depot(0, tw_early=opens, tw_late=closes)], [carriers], [table], [table])
    best = solve(data, MaxRuntime(ask["seconds"]), seed=ask["seed"], display=False, collect_stats=False).best
    return [visits(route) for route in best.routes()]


def visits(route):
    """Places of a route: its activities that serve a client, who is one place after its number."""
    return [activity.idx + 1 for activity in route if activity.is_client()]


def vroom(ask):
    import numpy
    import vroom as engine

    problem = engine.Input()
    problem.set_durations_matrix("car", numpy.array(ask["times"], dtype=numpy.uint32))
    problem.set_costs_matrix("car", numpy.array(ask["times"], dtype=numpy.uint32))
    opens, closes = ask["windows"][0]
    for at in range(ask["carriers"]):
        problem.add_vehicle(
            engine.Vehicle(at, start=0, end=0, capacity=[ask["capacity"]], time_window=engine.TimeWindow(opens, closes), profile="car")
        )
    for at in range(1, len(ask["times"])):
        window = engine.TimeWindow(*ask["windows"][at])
        problem.add_job(
            engine.Job(at, location=at, default_service=ask["services"][at], delivery=[ask["loads"][at]], time_windows=[window])
        )
    timeout = datetime.timedelta(seconds=ask["seconds"])
    answer = problem.solve(exploration_level=5, nb_threads=1, timeout=timeout)
    steps = answer.routes
    steps = steps[steps["type"] == "job"]
    return [list(map(int, route["id"])) for _, route in steps.groupby("vehicle_id", sort=True)]


def ortools(ask):
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    times, services = ask["times"], ask["services"]
    manager = pywrapcp.RoutingIndexManager(len(times), ask["carriers"], 0)
    model = pywrapcp.RoutingModel(manager)
    legs = model.RegisterTransitMatrix(times)
    model.SetArcCostEvaluatorOfAllVehicles(legs)
    with_service = [[times[a][b] + services[a] for b in range(len(times))] for a in range(len(times))]
    clock = model.RegisterTransitMatrix(with_service)
    horizon = ask["windows"][0][1]
    model.AddDimension(clock, horizon, horizon, False, "time")
    time = model.GetDimensionOrDie("time")
    for at in range(1, len(times)):
        time.CumulVar(manager.NodeToIndex(at)).SetRange(*ask["windows"][at])
    load = model.RegisterUnaryTransitVector(ask["loads"])
    model.AddDimension(load, 0, ask["capacity"], True, "load")
    how = pywrapcp.DefaultRoutingSearchParameters()
    how.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    how.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    how.time_limit.FromMilliseconds(int(ask["seconds"] * 1000))
    answer = model.SolveWithParameters(how)
    routes = []
    for carrier in range(ask["carriers"] if answer else 0):
        at, route = answer.Value(model.NextVar(model.Start(carrier))), []
        while not model.IsEnd(at):
            route.append(manager.IndexToNode(at))
            at = answer.Value(model.NextVar(at))
        if route:
            routes.append(route)
    return routes


def vrp_cli(ask):
    from vrp_cli import solve_pragmatic

    def at(second):
        moment = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(seconds=second)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    places = range(len(ask["times"]))
    jobs = [
        {
            "id": str(place),
            "deliveries": [
                {
                    "places": [
                        {
                            "location": {"index": place},
                            "duration": ask["services"][place],
                            "times": [[at(bound) for bound in ask["windows"][place]]],
                        }
                    ],
                    "demand": [ask["loads"][place]],
                }
            ],
        }
        for place in places[1:]
    ]
    opens, closes = (at(bound) for bound in ask["windows"][0])
    depot = {"index": 0}
    fleet = {
        "vehicles": [
            {
                "typeId": "carrier",
                "vehicleIds": [f"carrier_{number}" for number in range(ask["carriers"])],
                "profile": {"matrix": "way"},
                "costs": {"fixed": 0, "distance": 1, "time": 0},
                "shifts": [{"start": {"earliest": opens, "location": depot}, "end": {"latest": closes, "location": depot}}],
                "capacity": [ask["capacity"]],
            }
        ],
        "profiles": [{"name": "way"}],
    }
    problem = {
        "plan": {"jobs": jobs},
        "fleet": fleet,
        "objectives": [[{"type": "minimize-unassigned"}], [{"type": "minimize-distance"}]],
    }
    flat = [cell for row in ask["times"] for cell in row]
    matrix = {"profile": "way", "travelTimes": flat, "distances": flat}
    config = {
        "termination": {"maxTime": int(ask["seconds"])},
        "environment": {"parallelism": {"numThreadPools": 1, "threadsPerPool": 1}},
        "telemetry": {"progress": {"enabled": False}, "metrics": {"enabled": False}},
    }
    answer = json.loads(solve_pragmatic(json.dumps(problem), [json.dumps(matrix)], json.dumps(config)))
    stops = ([stop for stop in tour["stops"]] for tour in answer.get("tours", []))
    return [
        [int(act["jobId"]) for stop in tour for act in stop["activities"] if act["type"] == "delivery"] for tour in stops
    ]


PEERS = {"PyVRP": pyvrp, "VROOM": vroom, "OR-Tools": ortools, "vrp-cli": vrp_cli}

if __name__ == "__main__":
    print(json.dumps({"routes": PEERS[sys.argv[1]](json.load(sys.stdin))}))
