#!/usr/bin/env python3
"""One door to the project: `python3 run.py demo`, `test`, `check`, `fix`, `bench`, `screenshots`, `lock`.

It needs nothing but Python: whatever a command runs on is installed into .venv, from requirements files with hashes.
This file must stay readable to old Pythons (3.6), so that they can say that they are too old.
"""

import argparse
import contextlib
import errno
import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")

# What the shell may have set for another purpose, and no command may take over by accident.
UNSET = dict.fromkeys(
    ("LMF_DEMO", "LMF_TESTING", "LMF_URL", "LMF_EMAIL_URL", "LMF_EMAIL_FROM", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
)
DEMO = {**UNSET, "LMF_DEMO": "1"}
# What a server that faces the network is given: the checks look at the settings as such a server sees them.
PRODUCTION = {**UNSET, "LMF_SECRET_KEY": secrets.token_urlsafe(60), "LMF_HOSTS": "example.org"}


COMPILED = ("assessments", "benchmarks", "lmframework", "teams", "workplans")


# The commands: each reads as a list of steps.


def demo(options):
    """Fill a database with a made-up district and open it in this computer's browser."""
    if options.serve:
        require_free_port(options.port)
    install("requirements.txt")
    must("migrate the database", manage("migrate", "--verbosity=0", **DEMO))
    must("make the demonstration data", manage("seed_demo", **DEMO))
    must("do what is due", manage("run_due", "--verbosity=0", **demo_at(options.port)))
    if options.serve:
        serve(options.port)


def test(options):
    """Run the tests, on SQLite all, on PostgreSQL those that reach a database (and need no browser)."""
    install("requirements-dev.txt")
    # One more than there are processors: who waits for a browser or a database leaves its own to another.
    workers = "-n{}".format(min((os.cpu_count() or 1) + 1, 8))
    # Those in a browser take longest and come last: who has nothing left to do takes over some of another's.
    pytest = (PYTHON, "-m", "pytest", workers, "--dist=worksteal")
    environment = {**UNSET, "LMF_LONG": "1" if options.long else None}
    heading("Tests on SQLite")
    sqlite = run(*pytest, *options.arguments, **environment)
    heading("Tests on PostgreSQL")
    environment["DATABASE_URL"] = os.environ.get("DATABASE_URL")
    arguments = ("-m", "not browser", *options.arguments)
    postgres = run(PYTHON, "-m", "tests.postgres", "--", *pytest, *arguments, **environment)
    print("\nSQLite: {}. PostgreSQL: {}.".format(result_of_pytest(sqlite), result_of_pytest(postgres)), flush=True)
    # Someone who asks for a single test may well ask for one that runs on one of the two alone.
    none_is_fine = bool(options.arguments) and sqlite != postgres
    sys.exit(any(code and not (code == 5 and none_is_fine) for code in (sqlite, postgres)))


def check(options):
    """Look at everything that needs no test to be seen, as many things at a time as there are processors."""
    install("requirements-dev.txt")
    steps = [
        ("types", (PYTHON, "-m", "mypy")),  # it takes longest, so it begins
        ("format", (PYTHON, "-m", "ruff", "format", "--check", "--quiet")),
        ("lint", (PYTHON, "-m", "ruff", "check", "--quiet")),
        ("imports", (tool("lint-imports"), "--no-cache")),
        ("templates: form", (tool("djade"), "--check", *templates())),
        ("templates: lint", (tool("djlint"), "--lint", "--quiet", "templates")),
        ("migrations", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")),
        ("deployment", (PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING")),
        ("translations", (PYTHON, "-m", "tools.catalogues")),
        ("handout", (PYTHON, "-m", "tools.handout", "--check")),
    ]
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        passed = list(pool.map(lambda step: passes(*step), steps))
    failed = [name for (name, _command), well in zip(steps, passed, strict=True) if not well]
    sys.exit("Failed: {}. `python3 run.py fix` mends some of it.".format(", ".join(failed)) if failed else 0)


def fix(options):
    """Mend what `check` finds and a program can mend."""
    install("requirements-dev.txt")
    run(PYTHON, "-m", "ruff", "check", "--fix", "--quiet")
    run(PYTHON, "-m", "ruff", "format", "--quiet")
    run(tool("djade"), *templates())
    run(PYTHON, "-m", "tools.catalogues", "--write", **PRODUCTION)
    sys.exit(run(PYTHON, "-m", "tools.handout", "--write"))


def bench(options):
    """Measure how fast pages are, against others; docs/performance.md says what, `bench -- --help` how."""
    install("requirements-dev.txt")
    sys.exit(
        run(PYTHON, "-m", "compileall", "-q", *COMPILED) or run(PYTHON, "-m", "benchmarks", *options.arguments, **UNSET)
    )


def screenshots(options):
    """Take the pictures of the documentation anew."""
    install("requirements-dev.txt")
    sys.exit(run(PYTHON, "-m", "tools.screenshots", *options.arguments))


def lock(options):
    """Choose the versions of what requirements*.in ask for; `lock -- --upgrade` takes newer ones."""
    install("requirements-dev.txt")
    for name in ("requirements", "requirements-dev"):
        how = ("--quiet", "--generate-hashes", "--no-header", "--universal", "--python-version", "3.11")
        source, target = name + ".in", name + ".txt"
        compiled = run(tool("uv"), "pip", "compile", *how, *options.arguments, source, "-o", target)
        must("lock " + source, compiled)


# The steps, in the order in which the commands use them.


def require_free_port(port):
    with socket.socket() as probe:
        if not WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            reason = "in use" if error.errno == errno.EADDRINUSE else "not to be had ({})".format(error.strerror)
            sys.exit("Port {} is {}. Choose another: python3 run.py demo --port {}".format(port, reason, port + 1))


def install(requirements):
    """Make .venv hold what a requirements file lists; do nothing where it does already.

    The stamp names what was installed. It goes before anything changes and comes back last, so an installation that
    was interrupted is done again. The development requirements contain the others.
    """
    wanted = {name: stamp_of(name) for name in (requirements, "requirements-dev.txt")}
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() in wanted.values():
        return
    if shutil.which(str(PYTHON)) is None or quietly(PYTHON, "-m", "pip", "--version"):
        make_virtual_environment()
    with contextlib.suppress(FileNotFoundError):
        STAMP.unlink()
    print("Installing {} (the first time takes a minute or two) ...".format(requirements), flush=True)
    pip = (PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--retries", "2")
    if run(*pip, "--require-hashes", "-r", requirements):
        sys.exit(
            "\nCould not install {}; pip's own words are above. If it could not reach its package index: "
            "connect to the internet and run the same command again.".format(requirements)
        )
    STAMP.write_text(wanted[requirements])


def stamp_of(requirements):
    return "{} {}\n".format(requirements, hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest())


def make_virtual_environment():
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "This Python has no ensurepip, so it cannot make a virtual environment. "
            "On Debian and Ubuntu: apt install python3-venv"
        )
    print("Making a virtual environment in .venv ...", flush=True)
    if run(sys.executable, "-m", "venv", "--clear", str(VENV)):
        sys.exit("Could not make a virtual environment in {}; the reason is above.".format(VENV))


def manage(*arguments, **environment):
    return run(PYTHON, "manage.py", *arguments, **environment)


def serve(port):
    """Serve until Ctrl-C, which is the way to end it and no failure."""
    address = "127.0.0.1:{}".format(port)
    command = ["manage.py", "runserver", "--noreload", address]
    if not WINDOWS:
        command = ["-m", "gunicorn", "lmframework.wsgi", "--bind", address, "--no-control-socket"]
        command += ["--workers=2", "--threads=4", "--graceful-timeout=3", "--log-level=warning"]
    # As on a real server a worker stands beside it, which reminds people; its e-mails are files in var/demo-mails.
    worker = started(PYTHON, "manage.py", "run_worker", "--verbosity=0", **demo_at(port))
    with started(PYTHON, *command, **demo_at(port)) as server, worker:
        while server.poll() is None and not answers(port):
            time.sleep(0.1)
        if server.poll() is None:
            print("\nOpen {}/ in a browser. Ctrl-C stops it.".format(site_of(port)), flush=True)
        try:
            code = server.wait()
        except KeyboardInterrupt:
            end(server)
            print("\nStopped.")
        else:
            sys.exit("The server ended by itself (exit code {}).".format(code))


def site_of(port):
    return "http://127.0.0.1:{}".format(port)


def demo_at(port):
    """The environment of a demo whose e-mails lead to where it is served."""
    return {**DEMO, "LMF_URL": site_of(port)}


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def result_of_pytest(code):
    return {0: "passed", 5: "no test was chosen"}.get(code, "failed")


def tool(name):
    """A program that a package brought into .venv."""
    return PYTHON.with_name(name + PYTHON.suffix)


def templates():
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def passes(name, command):
    """Run one check and print how it went; what it said is shown where it failed, or was left out."""
    start = time.monotonic()
    with started(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **PRODUCTION) as process:
        said = process.communicate()[0].decode(errors="replace").strip()
    skipped = process.returncode == 0 and said.startswith("Skipped")
    outcome = "FAILED" if process.returncode else "skipped" if skipped else "ok"
    told = "{:20} {:8} {:5.1f} s".format(name, outcome, time.monotonic() - start)
    if process.returncode or skipped:
        told += "\n    " + said.replace("\n", "\n    ")
    print(told, flush=True)
    return process.returncode == 0


# Running other programs.


@contextlib.contextmanager
def started(*command, stdout=None, stderr=None, **environment):
    """A running program, in the project's folder, which never outlives this one; `None` unsets a variable."""
    full = {key: value for key, value in {**os.environ, **environment}.items() if value is not None}
    words = [str(word) for word in command]
    process = subprocess.Popen(words, cwd=str(ROOT), env=full, stdout=stdout, stderr=stderr)
    try:
        yield process
    finally:
        end(process)


def end(process):
    """Ask a program to stop, and insist where it does not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run(*command, **environment):
    with started(*command, **environment) as process:
        return process.wait()


def quietly(*command):
    """The exit code alone, of a program whose words do not matter."""
    return subprocess.call([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def must(step, code):
    if code:
        sys.exit("Could not {}; the reason is above.".format(step))


def heading(text):
    print("\n== {} ==".format(text), flush=True)


# The command line.


def port_number(text):
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError(text)
    return number


def command_line():
    parser = argparse.ArgumentParser(
        prog="python3 run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(metavar="COMMAND", dest="command")
    for command in (demo, test, check, fix, bench, screenshots, lock):
        added = commands.add_parser(command.__name__, help=command.__doc__, description=command.__doc__)
        added.set_defaults(command=command)
        if command is demo:
            added.add_argument("--port", type=port_number, default=8000, help="where it is served (8000)")
            added.add_argument("--no-serve", dest="serve", action="store_false", help="only prepare it")
        if command is test:
            added.add_argument("--long", action="store_true", help="also what takes long: every page, drills, ...")
    return parser


def main(arguments):
    own, passed_on = arguments, []
    if "--" in arguments:
        own, passed_on = arguments[: arguments.index("--")], arguments[arguments.index("--") + 1 :]
    parser = command_line()
    options, unknown = parser.parse_known_args(own)
    if options.command is None:
        parser.print_help()
        sys.exit(2)
    if (unknown or passed_on) and options.command not in (test, bench, screenshots, lock):
        parser.error("this is more than the command takes: {}".format(" ".join(unknown + passed_on)))
    options.arguments = unknown + passed_on
    options.command(options)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is read by older Pythons, to say just this
        sys.exit("This project needs Python 3.11 or newer, this is {}.{}.{}.".format(*sys.version_info))
    # A shell that starts this in the background has it ignore Ctrl-C's signal; whoever sends one still means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        sys.exit(130)
