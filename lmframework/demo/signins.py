"""Who may sign in to the demo to see it with other eyes: one person for each role."""

from typing import NamedTuple

from django.utils import timezone

from lmframework.demo import names
from lmframework.demo.people import EDITORS, MAIL
from teams.models import Holding, Post, User


class SignIn(NamedTuple):
    role: str
    username: str
    who: str


def sign_ins():
    """One SignIn for each role, read from what is there."""
    first = f"{names.COUNTRY_CODE}-1"
    held = Holding.objects.on(timezone.localdate()).select_related("user", "post__team", "post__unit").order_by("pk")
    main = held.filter(post__team__unit__code=f"{first}-1")
    elsewhere = held.filter(post__team__unit__code__startswith=f"{first}-").exclude(post__team__unit__code=f"{first}-1")
    others = elsewhere.order_by("-post__team__unit__level__rank", "pk")
    over_region, role = held.filter(post__unit__code=first), Post.Role
    found = [
        ("lead", main.filter(post__role=role.LEAD)),
        ("member", main.filter(post__role=role.MEMBER)),
        ("member of another team", others.filter(post__role=role.MEMBER)),
        ("supervisor", over_region.filter(post__role=role.SUPERVISOR)),
        ("supervisor of another branch", held.filter(post__unit__code=f"{first}-2", post__role=role.SUPERVISOR)),
        ("viewer", over_region.filter(post__role=role.VIEWER)),
        ("accounts", over_region.filter(post__role=role.ACCOUNTS)),
    ]
    rows = [(name, holdings.first()) for name, holdings in found]
    table = [
        SignIn(name, row.user.username, f"{row.user}, {row.post} ({row.post.team or row.post.unit})")
        for name, row in rows
        if row
    ]
    own = User.objects.filter(email__endswith=MAIL, is_staff=True).order_by("pk")
    for name, who, person in [
        ("staff", "edits people and lists in the admin pages", own.filter(groups__name=EDITORS).first()),
        ("superuser", "may do everything", own.filter(is_superuser=True).first()),
    ]:
        if person:
            table.append(SignIn(name, person.username, f"{person}, {who}"))
    return table
