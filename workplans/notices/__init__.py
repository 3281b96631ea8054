"""The words of what people are told about their team's workplan and their part in it."""

from teams.models.notices import ASKS, WORDS
from workplans.notices import implement, monitor, plan

WORDS.update(plan.PLANNED)
WORDS.update(monitor.RECORDED)
WORDS.update(
    (kind, implement.with_time(words)) for kind, words in {**implement.WORK, "activity_given": plan.given}.items()
)
ASKS |= plan.ASKING | implement.ASKING | monitor.ASKING
