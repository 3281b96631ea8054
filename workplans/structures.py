"""The first structures and systems in the list that a plan's readiness starts from, as the handout names them.

They become rows by a migration, where an administrator changes them; while one is left as it is, people read it in
their own language.
"""

from django.utils.translation import gettext_noop as _

STRUCTURES = [
    (_("Staff structure"), _("Are the posts that the plan needs filled, and does everybody know their job?")),
    (_("Supplies and medicines"), _("Is there a way to order them in time, and to know what is in stock?")),
    (_("Equipment and its upkeep"), _("Does what the work needs stand there in working order?")),
    (_("Transport"), _("Is there a vehicle with fuel and a driver on the days when it is needed?")),
    (_("Information"), _("Are the registers and forms there, and does somebody look at what they say?")),
    (_("Supervision"), _("Is it planned who visits whom, and when?")),
    (_("Finance"), _("Is it known who may spend, how money is asked for and how it is accounted for?")),
    (_("Referral"), _("Is there a way to reach the next facility by day and by night?")),
    (_("Working with the community"), _("Is there a committee or another way to hear and reach people?")),
]


def load_first(rows):
    """Make the first ones where there are none at all, and list them; `rows` is the model's manager."""
    if rows.exists():
        return []
    return [
        rows.create(name=name, question=question, order=order)
        for order, (name, question) in enumerate(STRUCTURES, start=1)
    ]
