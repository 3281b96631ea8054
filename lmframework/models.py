"""Practice guides: what each of the eight practices asks of a team, in words that an administrator may change."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from lmframework.practices import ABOUT, PRACTICES, TALK, side_of

EIGHT = [(practice.value, practice.label) for practice in PRACTICES]


def last_place(one, row):
    """The last place of `one` in `row`, from 1; 0 where it is not in it."""
    return max((place for place, other in enumerate(row, start=1) if other == one), default=0)


class GuideManager(models.Manager["Guide"]):
    def of(self, practices=PRACTICES):
        """A guide for each of `practices`, in the reader's language or the nearest there is, read at once.

        Where a practice has none, one without words stands in its place.
        """
        language = get_language() or settings.LANGUAGE_CODE
        wanted = [settings.LANGUAGE_CODE, language.partition("-")[0], language]
        rows = sorted(self.filter(practice__in=practices), key=lambda guide: last_place(guide.language, wanted))
        nearest = {guide.practice: guide for guide in rows}
        return [nearest.get(practice) or self.model(practice=practice) for practice in practices]


class Guide(models.Model):
    """What a practice asks in daily life, questions for a team's next meeting, and an example."""

    practice = models.CharField(pgettext_lazy("of the framework", "practice"), max_length=10, choices=EIGHT)
    language = models.CharField(_("language"), max_length=12, default="en")
    asks = models.TextField(_("what it asks of us"), help_text=_("One or two sentences: home shows them too."))
    questions = models.TextField(_("questions to ask ourselves"), help_text=_("Two to four, each on a line."))
    example = models.TextField(
        _("an example"), blank=True, help_text=_("A few sentences about a health team, as concrete as you can.")
    )
    history = HistoricalRecords()

    objects = GuideManager()

    class Meta:
        verbose_name = _("practice guide")
        verbose_name_plural = _("practice guides")
        ordering = ["language", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(practice__in=[practice.value for practice in PRACTICES]), name="guide_practice"
            ),
            models.UniqueConstraint(
                fields=["practice", "language"],
                name="guide_of_practice_and_language",
                violation_error_message=_("There is a guide to this practice in this language."),
            ),
        ]

    def __str__(self):
        return f"{self.label} ({self.language})"

    @property
    def key(self):
        """The practice's place on the page that explains all eight."""
        return str(self.practice)

    @property
    def label(self):
        return self.get_practice_display()

    @property
    def side(self):
        return side_of(self.practice)

    @property
    def to_ask(self):
        """The questions, a list."""
        return [line.strip() for line in self.questions.splitlines() if line.strip()]

    @property
    def about(self):
        """A link's words for where the practice is explained, and the heading of its guide."""
        return ABOUT[self.practice]

    @property
    def talk(self):
        """A link's words for the questions, where talking is how to begin; else ""."""
        return TALK.get(self.practice, "")
