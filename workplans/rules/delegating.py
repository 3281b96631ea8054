"""Work that one post asks of another: where it stands, what leads on, and who does it. Pure.

Source: the handout, "execute and delegate execution of planned activities": what was asked is answered, may come back,
may be passed on where that was allowed, and is over only once who asked, or somebody not involved, has confirmed it.
"""

TO_AGREE, OFFERED, IN_QUESTION, ACCEPTED, PASSED_ON, DONE = OPEN = [
    "to_agree",
    "offered",
    "in_question",
    "accepted",
    "passed_on",
    "done",
]
"""A post of another team is asked and its lead has not agreed; it is asked; it needs help or another date; it does it;
another does it in its place; it has reported that it is done."""
CONFIRMED, DECLINED, HANDED_BACK, WITHDRAWN = CLOSED = ["confirmed", "declined", "handed_back", "withdrawn"]
STATES = OPEN + CLOSED
REPORTABLE = [OFFERED, IN_QUESTION, ACCEPTED]
"""The states in which the holder may say that it is done: who does it at once has taken it."""

OFFER, AGREE, REFUSE, ACCEPT, DECLINE, ASK, ANSWER, HAND_BACK, PASS_ON, REPORT, CONFIRM, NOT_YET, WITHDRAW = [
    "offer",
    "agree",
    "refuse",
    "accept",
    "decline",
    "ask",
    "answer",
    "hand_back",
    "pass_on",
    "report",
    "confirm",
    "not_yet",
    "withdraw",
]
SAY, HAND_OVER, COME_BACK, COME_DONE = ["say", "hand_over", "come_back", "come_done"]
"""A word, a note of who leaves; and what follows from the next link of a chain: it comes back, or it is done there."""
ACTS = [
    *(AGREE, REFUSE, ACCEPT, DECLINE, ASK, ANSWER, HAND_BACK, PASS_ON, REPORT, CONFIRM, NOT_YET, WITHDRAW),
    *(SAY, HAND_OVER, COME_BACK, COME_DONE),
]

NEXT = {
    (TO_AGREE, AGREE): OFFERED,
    (TO_AGREE, REFUSE): DECLINED,
    (OFFERED, ACCEPT): ACCEPTED,
    (OFFERED, DECLINE): DECLINED,
    (OFFERED, ASK): IN_QUESTION,
    (OFFERED, PASS_ON): PASSED_ON,
    (OFFERED, REPORT): DONE,
    (IN_QUESTION, ANSWER): OFFERED,
    (IN_QUESTION, ACCEPT): ACCEPTED,
    (IN_QUESTION, HAND_BACK): HANDED_BACK,
    (IN_QUESTION, REPORT): DONE,
    (ACCEPTED, ASK): IN_QUESTION,
    (ACCEPTED, HAND_BACK): HANDED_BACK,
    (ACCEPTED, PASS_ON): PASSED_ON,
    (ACCEPTED, REPORT): DONE,
    (PASSED_ON, COME_BACK): ACCEPTED,
    (PASSED_ON, COME_DONE): DONE,
    (DONE, CONFIRM): CONFIRMED,
    (DONE, NOT_YET): ACCEPTED,
    **{(state, WITHDRAW): WITHDRAWN for state in OPEN},
    **{(state, act): state for state in OPEN for act in (SAY, HAND_OVER)},
}

ASKER, HOLDER, LEAD, CONFIRMER, CHAIN = ["asker", "holder", "lead", "confirmer", "chain"]
"""Who asked; whose post is asked; who leads the team of that post; who may say that it is done; whoever is in it."""
DOES = {
    AGREE: LEAD,
    REFUSE: LEAD,
    ACCEPT: HOLDER,
    DECLINE: HOLDER,
    ASK: HOLDER,
    ANSWER: ASKER,
    HAND_BACK: HOLDER,
    PASS_ON: HOLDER,
    REPORT: HOLDER,
    CONFIRM: CONFIRMER,
    NOT_YET: CONFIRMER,
    WITHDRAW: ASKER,
    SAY: CHAIN,
    HAND_OVER: HOLDER,
}
"""Who does what; what is not here nobody does: it follows from the next link of the chain."""

DEEPEST = 5
"""So many posts stand in a chain at most: what went through more hands nobody answers for."""


def after(state, act, *, may_pass_on=True, grants=False):
    """The state that `act` leads to from `state`; None where it is not possible.

    An answer that `grants` the date that was asked for needs no other answer: it is accepted.
    """
    if act == PASS_ON and not may_pass_on:
        return None
    found = NEXT.get((state, act))
    return ACCEPTED if act == ANSWER and found and grants else found


def possible(state, roles, *, may_pass_on=True):
    """The acts that somebody with these `roles` can do now, in the order of ACTS."""
    return [act for act in ACTS if DOES.get(act) in roles and after(state, act, may_pass_on=may_pass_on)]


def goes_in_a_circle(above, post):
    """Whether `post` is among those `above` it in the chain: it would be asked for what it asks of others."""
    return post in above


def is_too_deep(depth):
    """Whether no further post may follow the `depth` posts of a chain."""
    return depth >= DEEPEST
