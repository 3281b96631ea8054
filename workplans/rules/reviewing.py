"""Where a plan stands between the team and who reviews it, and what leads from one state to another. Pure.

Source: the handout, "document activities in a workplan with set objectives and outputs"; the way up the tree is how
districts and regions agree on plans.
"""

DRAFT, SENT, RETURNED, APPROVED, CLOSED = STATES = ["draft", "sent", "returned", "approved", "closed"]
OPEN = [DRAFT, RETURNED]
"""The states in which what is planned may be changed."""

SEND, TAKE_BACK, APPROVE, RETURN, AMEND, LEAVE, CLOSE, REOPEN = ACTS = [
    "send",
    "take_back",
    "approve",
    "return",
    "amend",
    "leave",
    "close",
    "reopen",
]
NEXT = {
    (DRAFT, SEND): SENT,
    (RETURNED, SEND): SENT,
    (SENT, TAKE_BACK): DRAFT,
    (SENT, RETURN): RETURNED,
    (SENT, APPROVE): APPROVED,
    (APPROVED, AMEND): DRAFT,
    (DRAFT, LEAVE): APPROVED,
    (RETURNED, LEAVE): APPROVED,
    (APPROVED, CLOSE): CLOSED,
    (CLOSED, REOPEN): APPROVED,
}
TEAMS = {SEND, TAKE_BACK, AMEND, LEAVE, CLOSE}
"""What the lead of the team does; the rest is for who reviews."""


def after(state, act, *, amends=False, steps_left=0, reviewed=True):
    """The state that `act` leads to from `state`; None where it is not possible.

    Only an amendment (`amends`) can be left, and so go back to what was approved. Approving leads to the next reviewer
    as long as `steps_left`. An amendment that is not `reviewed` here is approved by sending it.
    """
    if act == LEAVE and not amends:
        return None
    found = NEXT.get((state, act))
    if act == APPROVE and found and steps_left:
        return SENT
    if act == SEND and found and amends and not reviewed:
        return APPROVED
    return found
