"""What each role is answered, in the order of `tests.world.ROLES`: names for rows that many addresses share."""

from tests.world import ROLES

# Not signed in, so sent to sign in, or asked to with what was typed kept; yours; yours to see and not to change; not there for you; not this method.
TO_SIGN_IN, KEPT, OK, NO, NONE, GO, METHOD = 302, 401, 200, 403, 404, 302, 405

ORDER = list(ROLES)
OPEN = [OK] * 10
ALL = [TO_SIGN_IN, *[OK] * 9]
ALL_GO = [TO_SIGN_IN, *[GO] * 9]
#          anonymous   member lead  other superv. other viewer accounts staff superuser
READS = [TO_SIGN_IN, OK, OK, NONE, OK, NONE, OK, NONE, NONE, OK]
SENT_ON = [TO_SIGN_IN, GO, GO, NONE, GO, NONE, GO, NONE, NONE, GO]
EDITS = [TO_SIGN_IN, OK, OK, NONE, NO, NONE, NO, NONE, NONE, OK]
LED = [TO_SIGN_IN, NO, GO, NONE, NO, NONE, NO, NONE, NONE, GO]
LOCKED = [TO_SIGN_IN, NO, NO, NONE, NO, NONE, NO, NONE, NONE, NO]
DECIDES = [TO_SIGN_IN, NO, NO, NONE, OK, NONE, NO, NONE, NONE, OK]
DECIDED = [TO_SIGN_IN, NO, NO, NONE, GO, NONE, NO, NONE, NONE, GO]
CLOSED = [TO_SIGN_IN, NO, GO, NONE, GO, NONE, NO, NONE, NONE, GO]
WRITES = [TO_SIGN_IN, OK, OK, NONE, OK, NONE, NO, NONE, NONE, OK]
TRIES = [TO_SIGN_IN, NO, OK, NONE, NO, NONE, NO, NONE, NONE, OK]
BOUNDED = [TO_SIGN_IN, NO, OK, NONE, OK, NONE, NO, NONE, NONE, OK]
EDITED = [KEPT, GO, GO, NONE, NO, NONE, NO, NONE, NONE, GO]
REMOVED = [TO_SIGN_IN, *EDITED[1:]]
LEADS = [TO_SIGN_IN, NO, OK, NONE, NO, NONE, NO, NONE, NONE, OK]
PEOPLE = [TO_SIGN_IN, OK, OK, NONE, OK, NONE, OK, OK, NONE, OK]
OVERSEES = [TO_SIGN_IN, NONE, NONE, NONE, OK, NONE, OK, NONE, NONE, OK]
HOLDS = [TO_SIGN_IN, OK, NO, NONE, NO, NONE, NO, NONE, NONE, OK]
HELD = [KEPT, GO, NO, NONE, NO, NONE, NO, NONE, NONE, GO]
HELD_BACK = [KEPT, *HOLDS[1:]]
ASKED = [KEPT, *LED[1:]]
OTHERS = [TO_SIGN_IN, NO, NO, OK, NO, NONE, NO, NONE, NONE, OK]
ANSWERED = [KEPT, NO, NO, GO, NO, NONE, NO, NONE, NONE, GO]
POSTS_ONLY = [TO_SIGN_IN, *[METHOD] * 9]
HELPS = [TO_SIGN_IN, *[NONE] * 6, OK, NONE, OK]
HELPED = [TO_SIGN_IN, *[NONE] * 6, GO, NONE, GO]
STAFFS = [TO_SIGN_IN, NO, NO, NONE, NO, NONE, NO, OK, NONE, OK]
STAFFED = [TO_SIGN_IN, NO, NO, NONE, NO, NONE, NO, GO, NONE, GO]
GROWS = [TO_SIGN_IN, NONE, NONE, NONE, NO, NONE, NO, OK, NONE, OK]
TOP = [TO_SIGN_IN, *[NONE] * 8, OK]
ABOVE = [TO_SIGN_IN, *[NONE] * 6, NO, NONE, OK]

# What a team says of itself is there for who is in it, whatever else others are.
OURS = [TO_SIGN_IN, OK, OK, NONE, NO, NONE, NO, NONE, NONE, NO]
OWN = [TO_SIGN_IN, OK, OK, *[NONE] * 7]
REFUSED = [TO_SIGN_IN, NO, NO, NONE, NO, NONE, NO, NONE, NONE, NO]
