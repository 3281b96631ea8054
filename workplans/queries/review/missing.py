"""What a plan still lacks before it is sent, in words that lead to where it is mended."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workplans.queries.review.comparison import money_in_words
from workplans.rules.completeness import lacking


@dataclass(frozen=True)
class Missing:
    """Something that a plan lacks: in words, and where it is put right."""

    words: str
    url: str


def missing_of(plan, version, remarks, beyond):
    """[Missing] of `plan` before it is sent: what a reviewer would ask for. One query.

    Out of its snapshot, the number of `remarks` that are open, and the Bounds that it asks `beyond`.
    """
    lacks = lacking(version["items"])
    questions = plan.questions.open().count()
    address, review = plan.get_absolute_url(), reverse("workplans:review_page", args=[plan.pk])
    found = [
        (
            n := lacks["responsible"],
            f"{address}?missing=responsible",
            ngettext("%(n)s activity names nobody.", "%(n)s activities name nobody.", n),
        ),
        (
            n := lacks["dates"],
            f"{address}?missing=dates",
            ngettext("%(n)s activity has no dates.", "%(n)s activities have no dates.", n),
        ),
        (
            n := lacks["money"],
            f"{address}?missing=money",
            ngettext("%(n)s activity has no money.", "%(n)s activities have no money.", n),
        ),
        (
            n := lacks["source"],
            f"{address}?missing=source",
            ngettext(
                "%(n)s activity has money that nobody gives yet.",
                "%(n)s activities have money that nobody gives yet.",
                n,
            ),
        ),
        (
            n := lacks["indicator"],
            f"{address}?missing=indicator",
            ngettext("%(n)s output has no baseline and target.", "%(n)s outputs have no baseline and target.", n),
        ),
        (
            n := lacks["target"],
            address,
            ngettext("%(n)s indicator has no target.", "%(n)s indicators have no target.", n),
        ),
        (
            questions,
            reverse("workplans:exchange_questions", args=[plan.pk]),
            ngettext("%(n)s question of the import is open.", "%(n)s questions of the import are open.", questions),
        ),
        (remarks, review, ngettext("%(n)s remark is open.", "%(n)s remarks are open.", remarks)),
    ]
    ceilings = reverse("workplans:organise_money", args=[plan.pk])
    over = [
        Missing(
            _("%(amount)s more is asked of %(source)s than the ceiling allows.")
            % {"amount": money_in_words(bound.beyond), "source": bound.source.name},
            ceilings,
        )
        for bound in beyond
    ]
    return [Missing(words % {"n": number_format(count)}, url) for count, url, words in found if count] + over
