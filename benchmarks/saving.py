"""Row 8: what it costs that summaries are kept true, to eight who save at the same time on PostgreSQL."""

import contextlib
import os
import subprocess
import sys
from typing import IO

from benchmarks.comparing import Comparison
from tests.postgres import UnavailableError, database_url

CLIENTS, SAVES = 8, 6
"""So many people at once, and so often does each of them save four entries in one try."""


def comparisons(facts, databases):
    try:
        clients = Clients()
    except UnavailableError as error:
        print(f"Row 8 is left out: {error}")
        return []
    return [
        Comparison(
            "8",
            "saving four entries, 8 at once, PostgreSQL; without summaries",
            lambda: clients.save("with"),
            lambda: clients.save("without"),
            2.5,
        )
    ]


class Clients:
    """Eight processes over one PostgreSQL, each with a team of its own; they end with this one."""

    def __init__(self):
        self.stack = contextlib.ExitStack()
        url = self.stack.enter_context(database_url())
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "LMF_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "lmframework.settings",
        }
        for command in (["migrate"], ["seed_demo", "--teams", str(CLIENTS), "--activities", "63"]):
            full = [sys.executable, "manage.py", *command]
            subprocess.run(full, env=environment, check=True, stdout=subprocess.DEVNULL)
        self.pipes: list[tuple[IO[str], IO[str]]] = []
        for place in range(CLIENTS):
            command = [sys.executable, "-m", "benchmarks.saver", str(place)]
            client = subprocess.Popen(
                command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            self.stack.enter_context(client)
            assert client.stdin is not None
            assert client.stdout is not None
            self.pipes.append((client.stdin, client.stdout))

    def save(self, how):
        """Seconds for one saving of four entries, while all others save too."""
        for told, _said in self.pipes:
            print(how, SAVES, file=told, flush=True)
        taken = [float(said.readline()) for _told, said in self.pipes]
        return sum(taken) / CLIENTS

    def __del__(self):
        for told, _said in self.pipes:
            told.close()
        self.stack.close()
