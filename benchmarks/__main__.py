"""The bench: builds its data, and measures. `python3 run.py bench` calls it.

It knows no Django itself: that wants to be told of a database first, which is made here.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.gettempdir()) / f"lmf-bench-{os.getuid() if hasattr(os, 'getuid') else 0}"


def main():
    parser = argparse.ArgumentParser(prog="python3 run.py bench", description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the rows into a file")
    parser.add_argument("--small", action="store_true", help="120 teams and 40,000 entries, for a try")
    parser.add_argument("--rounds", type=int, default=9, help="how often each comparison is made, at least 7 (9)")
    parser.add_argument("--only", default="", help="only these rows: 1,2,9")
    parser.add_argument("--data", type=Path, default=FOLDER, help=f"where its data is kept ({FOLDER})")
    options = parser.parse_args()
    folder = options.data / ("small" if options.small else "large")
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'nation-many.sqlite3'}",
        "LMF_BENCH_FEW": str(folder / "nation-few.sqlite3"),
        "LMF_BENCH_STATIC": str(options.data / "static"),
    }
    run("manage.py", "collectstatic", "--noinput", "--verbosity=0")
    run("-m", "benchmarks.data", folder, *(["--small"] if options.small else []))
    more = ["--json", options.json] if options.json else []
    run("-m", "benchmarks.measure", folder, "--rounds", options.rounds, "--only", options.only, *more)


def run(*words):
    done = subprocess.run([sys.executable, *map(str, words)], check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
