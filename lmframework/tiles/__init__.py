"""The eight tiles of home: for each practice its word, the facts in sentences, and the next step.

What is not recorded yet is said to be unknown; every figure leads to what it counts.
"""

from lmframework.practices import Side
from lmframework.tiles.implementing import plan_time
from lmframework.tiles.leading import leading_tile
from lmframework.tiles.managing import first_to_add, managing_tile, results_step
from lmframework.tiles.tile import Step, Tile

__all__ = ["Step", "Tile", "first_to_add", "framework_of", "plan_time", "results_step"]


def framework_of(home):
    """(the four tiles of leading, the four of managing)."""
    leading = [leading_tile(guide, home) for guide in home.guides if guide.side == Side.LEADING]
    managing = [managing_tile(guide, home) for guide in home.guides if guide.side == Side.MANAGING]
    return leading, managing
