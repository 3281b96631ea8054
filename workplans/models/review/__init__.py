"""The review room: calls for plans, versions that were sent, remarks, approvals on paper."""

from workplans.models.review.calls import Call
from workplans.models.review.versions import PaperApproval, Remark, Version

__all__ = ["Call", "PaperApproval", "Remark", "Version"]
