"""What of a person's work stands in one plan that is read already, as on a team's home."""

from workplans.queries.work.reading import Reading


def work_in(facts, keys, *, leads, today, user, agreements=()):
    """The Work of the posts `keys` of its team in the plan of `facts` (see queries/plan.py): one query more.

    `agreements` are the open ones of the plan, where they are read already. What stands in the way and what others confirm is left out, and so is readiness, which `facts` has.
    """
    team = facts.plan.team_id
    return InPlan(facts, agreements, set(keys), {team} if leads else set(), {team}, today, user).work()


class InPlan(Reading):
    """The same sections as Reading's, out of a plan's Facts."""

    def __init__(self, facts, agreements, *about):
        super().__init__(*about)
        self.facts, self.agreements = facts, agreements

    def read_delegations(self):
        return [one for one in super().read_delegations() if one.workplan_id == self.facts.plan.pk]

    def read_below(self):
        return {}

    def last_steps(self):
        return {}, {}

    def read_activities(self):
        asked = {one.activity_id for one in self.delegations if one.occasion_id is None and one.post_id in self.keys}
        rows = (one for some in self.facts.activities.values() for one in some)
        return {one.pk: one for one in rows if one.post_id in self.keys or one.pk in asked}

    def read_occasions(self, activities):
        return self.facts.told.occasions

    def read_latest(self, activities):
        return {place: max(some) for place, some in self.facts.told.reports.items()}

    def to_confirm(self):
        """Left to the page of one's work."""

    def obstacles(self):
        """Left to the page of one's work."""

    def readiness(self):
        """Known to who has the facts."""

    def values(self):
        """Left to the page of one's work."""

    def read_agreements(self):
        return [one for one in self.agreements if one.post_id in self.keys]

    def said_of_agreement(self, one):
        """Nothing more than its text and its day is known here."""
        return {}
