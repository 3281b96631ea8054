"""People, the tree of units, the teams in it, and who holds which post."""

from teams.models.people import User
from teams.models.posts import Holding, Post
from teams.models.units import Level, Team, Unit
from teams.once import Receipt

__all__ = ["Holding", "Level", "Post", "Receipt", "Team", "Unit", "User"]
