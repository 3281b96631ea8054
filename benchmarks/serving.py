"""Rows 9 to 11: what a real server does, gunicorn as it is deployed: how many pages, how much memory, how soon."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

from django.urls import reverse

from benchmarks.comparing import Comparison
from benchmarks.pages import EMPTY, plan_address
from benchmarks.visiting import Visitor

OURS, FLOOR, BARE = "benchmarks.wsgi", "benchmarks.floor:application", "benchmarks.bare.wsgi"
SECONDS, CLIENTS = 3.0, 4
WARM = 12
EARLY, LATE = 100, 2000


def comparisons(facts, databases):
    viewer = Visitor.of(facts["viewer"])
    plan, floor = plan_address(facts), f"/?plan={facts['plan']}"
    item = reverse("workplans:plan_item", args=["activity", facts["worked_on"]])
    mixed = [EMPTY, reverse("lmframework:home_team", args=[facts["team"]]), item, plan.partition("?")[0], EMPTY, EMPTY]
    return [
        Comparison(
            "9",
            "plan pages a second, 2 workers, 4 clients; the floor",
            lambda: pages_a_second(OURS, plan, viewer.cookie),
            lambda: pages_a_second(FLOOR, floor),
            1 / 3,
            at_least=True,
            unit="a second",
        ),
        *memory(mixed, viewer.cookie),
        Comparison(
            "11",
            "start to first page, compiled; bare Django",
            lambda: start_to_page(OURS, "/sign-in/"),
            lambda: start_to_page(BARE, "/"),
            2,
            unit="s",
        ),
    ]


@contextlib.contextmanager
def served(application, workers):
    """(gunicorn with so many workers, its port), ready or not yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command += [f"--workers={workers}", "--threads=4", "--graceful-timeout=1", "--log-level=error"]
    with subprocess.Popen(command, env=os.environ) as server:
        try:
            yield server, port
        finally:
            server.terminate()


def until_it_answers(server, port, address, cookie=""):
    """Wait for the first page at `address`. Raises AssertionError where there is none within a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            status, _content = ask(connection, address, cookie)
            connection.close()
            if status == 200:
                return
            raise AssertionError(f"{address} answers {status}")
        time.sleep(0.005)
    raise AssertionError(f"{address} does not answer")


def ask(connection, address, cookie=""):
    connection.request("GET", address, headers={"Host": "localhost", "Cookie": cookie})
    answer = connection.getresponse()
    return answer.status, answer.read()


def pages_a_second(application, address, cookie=""):
    """How many pages two workers send to four clients that each ask one after the other."""
    counts = [0] * CLIENTS
    with served(application, workers=2) as (server, port):
        until_it_answers(server, port, address, cookie)
        warm_up(port, address, cookie)
        end = time.monotonic() + SECONDS

        def keep_asking(client):
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            while time.monotonic() < end:
                status, _content = ask(connection, address, cookie)
                counts[client] += status == 200
            connection.close()

        clients = [threading.Thread(target=keep_asking, args=[client]) for client in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
    return sum(counts) / SECONDS


def warm_up(port, address, cookie):
    """Let both workers have made the page: what is made once a process is not what is measured."""
    for _number in range(WARM):
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        ask(connection, address, cookie)
        connection.close()


def memory(mixed, cookie):
    """What one worker has in memory after 2,000 requests for pages of all kinds, beside 100, and beside a bare one."""
    if not Path("/proc/self/smaps_rollup").exists():
        print("Row 10 is left out: this system does not tell how much memory a process has.")
        return []
    known: list[tuple[float, float]] = []

    def after_many():
        known.append(memory_of(OURS, mixed, cookie))
        return known[-1][1]

    def after_few():
        return known[-1][0] if known else memory_of(OURS, mixed[:1], cookie)[0]

    def of_bare():
        return memory_of(BARE, ["/"])[1]

    return [
        InOneGo("10", "memory of a worker after 2,000 requests; after 100", after_many, after_few, 1.1, unit="MB"),
        Comparison(
            "10b",
            "the same; a bare Django worker after as many",
            lambda: known[len(known) // 2][1],
            of_bare,
            2,
            unit="MB",
        ),
    ]


class InOneGo(Comparison):
    """One try gives both sides: the second is looked up after the first."""

    def run(self, rounds):
        for _number in range(rounds):
            self.rounds.append((self.measured(), self.against()))


def memory_of(application, addresses, cookie=""):
    """(bytes that are the worker's own after 100 requests, after 2,000)."""
    found = []
    with served(application, workers=1) as (server, port):
        until_it_answers(server, port, addresses[0], cookie)
        [worker] = children(server.pid)
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        for number in range(1, LATE + 1):
            status, _content = ask(connection, addresses[number % len(addresses)], cookie)
            if status != 200:
                raise AssertionError(f"{addresses[number % len(addresses)]} answers {status}")
            if number in (EARLY, LATE):
                found.append(memory_in_use(worker))
    return found[0], found[1]


def children(pid):
    return [int(key) for key in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory_in_use(pid):
    """The bytes of a process, of what it shares its share."""
    for row in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if row.startswith("Pss:"):
            return int(row.split()[1]) * 1024
    raise AssertionError("no Pss")


def start_to_page(application, address):
    """Seconds from the command to the first page."""
    start = time.monotonic()
    with served(application, workers=1) as (server, port):
        until_it_answers(server, port, address)
        return time.monotonic() - start
