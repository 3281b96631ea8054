"""The review room: a plan on its way up and back, its versions side by side, remarks, quarters that are closed."""

from workplans.views.review.acts import (
    review_amend,
    review_approve,
    review_close,
    review_leave,
    review_reopen,
    review_return,
    review_send,
    review_take_back,
)
from workplans.views.review.calls import (
    review_call,
    review_call_add,
    review_call_begin,
    review_call_change,
    review_calls,
)
from workplans.views.review.pages import (
    review_compare,
    review_list,
    review_page,
    review_version,
    review_versions,
)
from workplans.views.review.papers import review_paper, review_paper_add, review_paper_take_back
from workplans.views.review.quarters import review_quarter, review_quarters
from workplans.views.review.remarks import review_remark, review_remark_add

__all__ = [
    "review_amend",
    "review_approve",
    "review_call",
    "review_call_add",
    "review_call_begin",
    "review_call_change",
    "review_calls",
    "review_close",
    "review_compare",
    "review_leave",
    "review_list",
    "review_page",
    "review_paper",
    "review_paper_add",
    "review_paper_take_back",
    "review_quarter",
    "review_quarters",
    "review_remark",
    "review_remark_add",
    "review_reopen",
    "review_return",
    "review_send",
    "review_take_back",
    "review_version",
    "review_versions",
]
