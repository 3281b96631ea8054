"""The monitor room: what is recorded while a plan is carried out, what shows it, and what comes of looking at it."""

from workplans.models.monitor.agreements import Agreement, Explanation
from workplans.models.monitor.entries import Entry, EntryPart
from workplans.models.monitor.evidence import Evidence
from workplans.models.monitor.fillings import Filling, Mapping
from workplans.models.monitor.plausible import Doubted, Impossible

__all__ = ["Agreement", "Doubted", "Entry", "EntryPart", "Evidence", "Explanation", "Filling", "Impossible", "Mapping"]
