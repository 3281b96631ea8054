"""What happens at once or not at all: transactions at whose end what they touched is summed up, once.

A verb that changes what a summary is of says so with `touch`; whoever keeps summaries says with `at_the_end` what is to be
done about it. So a summary changes in the transaction of what it sums up, and three hundred rows that come in together
cost one summing up. Why not after the commit: a worker that is killed then would leave a figure that is wrong for good.
"""

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

touched_now: ContextVar[dict[str, set[int]] | None] = ContextVar("touched_now", default=None)
settling: dict[str, Callable[[Iterable[int]], object]] = {}


def at_the_end(kind, settle):
    """Let `settle(keys)` be called at the end of each transaction in which something of that `kind` was touched."""
    settling[kind] = settle


def touch(kind, key):
    """Say that what `key` names is changed. Raises RuntimeError outside of `at_once`: nobody would sum it up."""
    touched = touched_now.get()
    if touched is None:
        raise RuntimeError(f"{kind} {key} is changed outside of a transaction of `at_once`")
    touched.setdefault(kind, set()).add(key)


@contextmanager
def begun():
    with transaction.atomic():
        if touched_now.get() is not None:
            yield
            return
        touched: dict[str, set[int]] = {}
        token = touched_now.set(touched)
        try:
            yield
            if transaction.get_rollback():  # what was only tried out
                return
            for kind, keys in touched.items():
                settling[kind](sorted(keys))
        finally:
            touched_now.reset(token)


def at_once(verb=None):
    """A transaction whose touched things are summed up at its end: `with at_once():`, or `@at_once` over a verb.

    One in another is a part of it, as a savepoint.
    """
    return begun()(verb) if verb else begun()
