"""People, the tree of units, the teams in it, who holds which post, and what they are told."""

from teams.models.digests import Digest
from teams.models.notices import Notice
from teams.models.passes import Pass
from teams.models.people import User
from teams.models.posts import Holding, Post
from teams.models.units import Level, Team, Unit
from teams.models.uploads import ListFile, Upload
from teams.once import Receipt

__all__ = [
    "Digest",
    "Holding",
    "Level",
    "ListFile",
    "Notice",
    "Pass",
    "Post",
    "Receipt",
    "Team",
    "Unit",
    "Upload",
    "User",
]
