"""The monitor room: what is reported of a plan while it is carried out."""

from workplans.models.monitor.entries import Entry

__all__ = ["Entry"]
