"""Posts of the demo's teams and the people who hold them; who oversees a branch; who edits content."""

import re
import unicodedata
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from simple_history.utils import bulk_create_with_history

from lmframework.demo import names
from lmframework.demo.words import chance
from teams.models import Holding, Post, User

PASSWORD = "waterlily"  # noqa: S105  the demo's: it is printed for everybody to see
MAIL = f"@{names.COUNTRY_CODE}.example"
EDITORS = "Content editors"
EDITED = [
    *("user", "unit", "level", "team", "post", "holding", "fundingsource", "guide"),
    *("breakdown", "part", "standardindicator"),
]
READ = ["workplan", "objective", "output", "activity", "indicator", "allocation"]

# By the keys that the steps of the plans name.
TITLES = {
    "district": {
        "lead": "District health officer",
        "nursing": "District nursing officer",
        "mothers": "Maternal and child health coordinator",
        "vaccines": "Immunisation officer",
        "data": "Health information officer",
        "supply": "Medicines and supply officer",
        "community": "Community health coordinator",
        "environment": "Environmental health officer",
        "accounts": "District accountant",
        "cold": "Cold chain technician",
        "malaria": "Malaria focal person",
        "tb": "Tuberculosis and leprosy supervisor",
        "hiv": "HIV programme coordinator",
        "nutrition": "Nutrition officer",
        "lab": "Laboratory focal person",
    },
    "District Hospital": {
        "lead": "Medical superintendent",
        "midwife": "Midwife in charge of the maternity",
        "clinician": "Clinical officer, outpatients",
        "vaccines": "Immunisation nurse",
        "supply": "Pharmacist",
        "lab": "Laboratory technologist",
        "data": "Records officer",
        "community": "Community liaison nurse",
        "environment": "Hospital hygienist",
    },
    "Health Centre": {
        "lead": "Nurse in charge",
        "midwife": "Midwife in charge",
        "clinician": "Clinical officer",
        "vaccines": "Vaccinator",
        "supply": "Dispenser",
        "community": "Community health supervisor",
    },
    "Health Post": {
        "lead": "Nurse in charge",
        "midwife": "Auxiliary midwife",
        "community": "Community health supervisor",
    },
}
# A district team with few people.
CORE = ["lead", "nursing", "mothers", "vaccines", "data", "supply", "community", "environment"]
# In a small team one person does what several do in a larger one; what nobody here does is the lead's.
STANDS_IN = {
    "cold": "vaccines",
    "tb": "nursing",
    "hiv": "mothers",
    "malaria": "environment",
    "nutrition": "mothers",
    "data": "clinician",
    "lab": "clinician",
    "environment": "community",
    "supply": "midwife",
    "vaccines": "midwife",
}
VACANT_IN_MAIN = "lab"


class People:
    """Makes people with names and user names that nobody has yet."""

    def __init__(self, seed):
        self.rng = chance(seed, "people")
        self.names = names.people(self.rng)
        self.password = make_password(PASSWORD)
        self.taken = {word.lower() for word in User.objects.values_list("username", flat=True)}
        self.taken |= {word for word in User.objects.values_list("phone", flat=True) if word}

    def next(self, **fields):
        """A new person, not saved yet. Most have no e-mail address, and some of those a phone number."""
        given, family = next(self.names)
        person = User(name=f"{given} {family}", password=self.password, **fields)
        person.username = self.free(plain(f"{given}.{family}"))
        reached = self.rng.random()
        if reached < 0.2 or person.is_staff:
            person.email = person.username + MAIL
        elif reached < 0.65:
            person.phone = self.free_phone()
        return person

    def free(self, word):
        number, found = 1, word
        while found in self.taken:
            number += 1
            found = f"{word}{number}"
        self.taken.add(found)
        return found

    def free_phone(self):
        while True:
            phone = f"07{self.rng.randrange(10**7):07}"
            if phone not in self.taken:
                self.taken.add(phone)
                return phone


def plain(name):
    """`name` in the letters that every keyboard has."""
    bare = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z.]", "", bare)


def oversee(demo, people):
    """The posts over regions and districts, with their holders."""
    held = []
    for region in demo.regions:
        for role, title in [
            (Post.Role.SUPERVISOR, "Regional public health officer"),
            (Post.Role.VIEWER, "Regional planning officer"),
            (Post.Role.ACCOUNTS, "Regional personnel officer"),
        ]:
            held.append((Post(unit=region, title=title, role=role), people.next()))
    for district in demo.districts:
        post = Post(unit=district, title="District supervision officer", role=Post.Role.SUPERVISOR)
        held.append((post, people.next()))
    first = demo.year[0] - timedelta(days=400)
    save([post for post, _ in held], [Holding(post=post, user=user, starts_on=first) for post, user in held])


def edit_content(people):
    """One person who edits content in the admin and one who may do everything there."""
    group, _ = Group.objects.get_or_create(name=EDITORS)
    codenames = [f"{verb}_{model}" for model in EDITED for verb in ("view", "add", "change")]
    codenames += [f"view_{model}" for model in READ]
    group.permissions.add(
        *Permission.objects.filter(
            codename__in=codenames, content_type__app_label__in=["teams", "workplans", "lmframework"]
        )
    )
    editor, administrator = people.next(is_staff=True), people.next(is_staff=True, is_superuser=True)
    for person in (editor, administrator):
        person.save()
    editor.groups.add(group)


def fill(demo, sites, people):
    """Posts for the teams of `sites`, and people in most of them."""
    posts, holdings = [], []
    for site in sites:
        rng = chance(demo.seed, "posts", site.team.code)
        for key, title in titles(site).items():
            post = Post(team=site.team, title=title, role=Post.Role.LEAD if key == "lead" else Post.Role.MEMBER)
            posts.append(post)
            site.posts[key] = post
            vacant = key == VACANT_IN_MAIN if site.is_main else key != "lead" and rng.random() < 0.09
            holdings += holders(post, vacant, rng, demo.year[0], people)
        for key, other in STANDS_IN.items():
            if key not in site.posts and other in site.posts:
                site.posts[key] = site.posts[other]
    save(posts, holdings)


def titles(site):
    """{key: title} of the posts of a site's team."""
    found = TITLES[site.kind]
    return found if site.is_main or site.kind != "district" else {key: found[key] for key in CORE}


def holders(post, vacant, rng, first, people):
    """Who holds `post`, since a day before the plan's year, and at times who held it before."""
    since = first - timedelta(days=rng.randrange(20, 1500))
    found = []
    if not vacant:
        found.append(Holding(post=post, user=people.next(), starts_on=since))
    if vacant or rng.random() < 0.12:
        earlier = since - timedelta(days=rng.randrange(200, 900))
        found.append(Holding(post=post, user=people.next(), starts_on=earlier, ends_on=since - timedelta(days=1)))
    return found


def save(posts, holdings):
    bulk_create_with_history([holding.user for holding in holdings], User, batch_size=1000)
    bulk_create_with_history(posts, Post, batch_size=1000)
    bulk_create_with_history(holdings, Holding, batch_size=1000)
