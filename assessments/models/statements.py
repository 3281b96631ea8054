"""The statements that a team reflects on: edited in the admin, every version kept, one text a language."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from assessments.practices import Practice as Leading
from workplans.practices import Practice as Managing

EIGHT = [*Leading.choices, *Managing.choices]
"""Both sides, leading first: a team says how it leads and how it manages."""


class StatementManager(models.Manager["Statement"]):
    def asked(self):
        """What a round that opens now asks, in order: [{"practice", "statement", "texts": {language: text}}].

        A statement without a text in the installation's own language is left out: not everybody could read it.
        """
        order = [practice for practice, _label in EIGHT]
        rows = self.filter(is_asked=True, wordings__language=settings.LANGUAGE_CODE).prefetch_related("wordings")
        return [
            {
                "practice": row.practice,
                "statement": row.pk,
                "texts": {wording.language: wording.text for wording in row.wordings.all()},
            }
            for row in sorted(rows, key=lambda row: (order.index(row.practice), row.order, row.pk))
        ]


class Statement(models.Model):
    """Something that a team says of itself, from never to always. A round keeps a copy of what it asked."""

    practice = models.CharField(pgettext_lazy("of the framework", "practice"), max_length=10, choices=EIGHT)
    order = models.PositiveSmallIntegerField(_("place"), default=1, help_text=_("Among those of the same practice."))
    is_asked = models.BooleanField(
        _("is asked"),
        default=True,
        help_text=_("Rather than changing what a statement means, take it out of use here and write another."),
    )
    source = models.CharField(
        _("whose words"),
        max_length=200,
        blank=True,
        help_text=_("Whose words they are and by whose permission they stand here, where they are not your own."),
    )
    history = HistoricalRecords()

    objects = StatementManager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(practice__in=[practice for practice, _label in EIGHT]), name="statement_practice"
            )
        ]

    def __str__(self):
        return next((wording.text for wording in self.wordings.all()), f"{self.get_practice_display()} {self.order}")


class Wording(models.Model):
    """A statement's text in one language."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="wordings", verbose_name=_("statement"))
    language = models.CharField(_("language"), max_length=12, default="en")
    text = models.CharField(
        _("text"), max_length=200, help_text=_("One sentence about the team, begun with “we” or “our”, one thing only.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("text of a statement")
        verbose_name_plural = _("texts of a statement")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "language"],
                name="wording_of_statement_and_language",
                violation_error_message=_("This statement has a text in this language."),
            )
        ]

    def __str__(self):
        return self.text
