"""What leading keeps: what a team reflects on, what it focuses on, what it promises itself."""

from assessments.models.box import Box, Invited
from assessments.models.focus import Challenge, MonthValue, Vision
from assessments.models.inspire import Commitment
from assessments.models.reflection import Round
from assessments.models.statements import Statement, Wording

__all__ = ["Box", "Challenge", "Commitment", "Invited", "MonthValue", "Round", "Statement", "Vision", "Wording"]
