"""A worker that is killed while it reminds and sends: nothing is missing afterwards, and nothing is said twice."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("messages", "kills"), [(60, 5), pytest.param(1000, 100, marks=pytest.mark.long)], ids=["short", "long"]
)
def test_each_message_is_in_the_inbox_once_and_in_the_mail_servers_log(messages, kills, empty_database):
    done = subprocess.run(
        [sys.executable, "-m", "tests.teams.killed_worker", str(messages), str(kills)],
        env={**os.environ, "DATABASE_URL": empty_database},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{messages} messages, {kills} kills: each in the inbox once, each in the mail server's log" in done.stdout
    sys.stdout.write(done.stdout)
