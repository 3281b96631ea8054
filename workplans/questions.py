"""The questions that imports leave on a plan: which there are, where each is corrected, and that it was."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse

from workplans.models import Question

MONEY = {
    "no-money", "several-funders", "no-source", "sources-do-not-sum", "negative-amount", "unreadable-amount",
    "other-currency",
}  # fmt: skip
MEASURED = {
    "quarters-do-not-sum", "unreadable-target", "negative-target", "target-without-indicator", "no-such-quarter", "closed-quarter",
    "conflicting-target", "conflicting-baseline", "conflicting-indicator",
}  # fmt: skip
FIELD = "question"


def questions_of(plan, answered=False):
    """The open questions of a plan, or those that were answered, with what each is about."""
    rows = plan.questions.select_related("activity", "output", "answered_by")
    return rows.answered() if answered else rows.open()


def asked_of(item):
    """The open questions about an item, each with where it is corrected."""
    if not hasattr(item, "questions"):
        return []
    return [(question, where_to_correct(question)) for question in item.questions.open()]


def where_to_correct(question):
    """The address of the form in which a question is corrected, which then marks it so."""
    activity, output = question.activity_id, question.output_id
    if question.kind in MONEY and activity:
        address = reverse("workplans:organise_allocations", args=[activity])
    elif question.kind in MEASURED and question.indicator_id:
        address = reverse("workplans:plan_item_change", args=["indicator", question.indicator_id])
    elif question.kind in MEASURED and output:
        address = reverse("workplans:plan_item_add", args=["output", output, "indicator"])
    elif activity:
        address = reverse("workplans:plan_item_change", args=["activity", activity])
    elif output:
        address = reverse("workplans:plan_item_add", args=["output", output, "activity"])
    else:
        return reverse("workplans:plan_outline", args=[question.workplan_id])
    return f"{address}?{urlencode({FIELD: question.pk})}"


def asked_in(request, plan):
    """The question of `plan` that the person came from, to be read beside the form; or None."""
    key = request.GET.get(FIELD, "")
    return plan.questions.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None


def answered_by(request, item):
    """Where to go after `item` was saved to correct a question about it: to the next one. None otherwise."""
    plan = item.workplan
    question = asked_in(request, plan)
    if question is None or not is_about(question, item):
        return None
    question.settle(Question.Answer.CORRECTED, request.user)
    address = reverse("workplans:exchange_questions", args=[plan.pk])
    return redirect(address if plan.questions.open().exists() else plan.get_absolute_url())


def is_about(question, item):
    """Whether a question is about `item`, or about the output that it was added to for its sake."""
    kind = item._meta.model_name
    if getattr(question, f"{kind}_id", None) == item.pk:
        return True
    above = getattr(item, "output_id", None) == question.output_id
    return above and (kind == "indicator" or question.activity_id is None)
