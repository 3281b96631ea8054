"""Where the keys of open boxes lie: a folder beside the database that backups leave out.

A key is a file of its own, made for one round and destroyed when it closes. Whoever has the database alone, or a
backup of it, can open no box. The folder carries a CACHEDIR.TAG (https://bford.info/cachedir/), which tar
--exclude-caches, borg and restic leave out by themselves.
"""

import os
import time
import uuid

from cryptography.fernet import Fernet
from django.conf import settings

TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Keys of reflections that are still open. Never back this up.\n"
ORPHANED = 24 * 3600
"""Seconds after which a key whose round never came to be is swept away."""


class KeyLost(Exception):
    """The box can no longer be opened by anybody: its key is gone."""


def folder():
    """The folder of keys, for this server's own account alone; made where it is missing."""
    settings.KEYS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    tag = settings.KEYS_DIR / "CACHEDIR.TAG"
    if not tag.exists():
        tag.write_text(TAG)
    return settings.KEYS_DIR


def path_of(name):
    return folder() / f"{uuid.UUID(str(name)).hex}.key"


def fresh():
    """The name, a UUID, of a new key."""
    name = uuid.uuid4()
    handle = os.open(path_of(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(Fernet.generate_key())
        file.flush()
        os.fsync(file.fileno())
    return name


def read(name):
    """The Fernet of the key `name`; raises KeyLost."""
    try:
        return Fernet(path_of(name).read_bytes())
    except (FileNotFoundError, ValueError) as gone:
        raise KeyLost from gone


def destroy(name):
    """Write over the key and remove it; nothing where it is gone already."""
    path = path_of(name)
    try:
        with path.open("r+b") as file:
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def sweep(names):
    """Destroy keys that are none of `names`; how many: left by a round that never came to be, or that was cut short."""
    kept = {uuid.UUID(str(name)).hex for name in names}
    old = time.time() - ORPHANED
    orphans = [path.stem for path in folder().glob("*.key") if path.stem not in kept and path.stat().st_mtime < old]
    for name in orphans:
        destroy(name)
    return len(orphans)
