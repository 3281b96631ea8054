"""Two people answering at the same moment, a thousand times, on a database of each kind: none lost, none doubled."""

import os
import subprocess
import sys

PAIRS = 1000


def test_two_who_answer_at_once_are_both_counted_once(empty_database):
    done = subprocess.run(
        [sys.executable, "-m", "tests.assessments.two_at_once", str(PAIRS)],
        env={**os.environ, "DATABASE_URL": empty_database},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1000 pairs: no answer lost, none doubled" in done.stdout
