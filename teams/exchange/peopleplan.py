"""What a list of people comes to: who is known, who is new, which posts they get, what is asked."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from teams.access import may_staff_unit, people_helped, people_to_place
from teams.exchange import listheadings as roles
from teams.exchange.folding import fold
from teams.exchange.peopleplaces import Place, Places
from teams.exchange.peoplerows import Entry, read_entries
from teams.exchange.questions import NONE, OTHER, SAME, Asking
from teams.exchange.spellings import SURE, likeness
from teams.exchange.tables import Table
from teams.exchange.unreadable import Unreadable
from teams.models import Post, Unit, User

MOST_PEOPLE = 2_000
IDENTITIES = ("username", "phone", "email")


@dataclass(eq=False)
class Newcomer:
    """A person who has no account yet."""

    name: str
    username: str = ""
    phone: str = ""
    email: str = ""


Person = User | Newcomer


@dataclass(eq=False)
class Giving:
    """A post for a person: `post` is None where it is a new one, at `place`."""

    person: Person
    post: Post | None
    title: str
    role: Post.Role
    place: Place
    on: date


@dataclass
class PeoplePlan:
    newcomers: list[Newcomer] = field(default_factory=list)
    known: set[User] = field(default_factory=set)
    givings: list[Giving] = field(default_factory=list)
    held: int = 0
    """So many posts are held already by whom the list names."""

    @property
    def new_posts(self) -> int:
        return sum(giving.post is None for giving in self.givings)


def read_people(table: Table, columns: dict[int, str], base: Unit, by: User, today: date, asking: Asking) -> PeoplePlan:
    """What the list comes to in the branch of `base`, for `by`, who looks after it. Raises Unreadable."""
    if roles.NAME not in columns.values():
        raise Unreadable(_("Choose the column with the names of the people."))
    if len(table.rows) > MOST_PEOPLE:
        raise Unreadable(_("This list has more than %(most)d rows. Bring it in parts.") % {"most": MOST_PEOPLE})
    return Reading(columns, base, by, today, asking).plan(read_entries(table, columns, today, asking))


class Reading:
    def __init__(self, columns: dict[int, str], base: Unit, by: User, today: date, asking: Asking) -> None:
        self.index = {role: index for index, role in columns.items()}
        self.by, self.today, self.asking = by, today, asking
        self.places = Places(base, asking, self.index.get(roles.TEAM, self.index[roles.NAME]))
        self.helped = {person.pk: person for person in people_helped(by)}
        self.by_name: dict[str, list[User]] = defaultdict(list)
        for person in self.helped.values():
            self.by_name[fold(person.name)].append(person)
        self.accounts = {
            (kind, value.lower()): key
            for key, *values in User.objects.values_list("pk", *IDENTITIES)
            for kind, value in zip(IDENTITIES, values, strict=True)
            if value
        }
        self.seen: dict[tuple[str, str], Person] = {}
        self.found = PeoplePlan()

    def plan(self, entries: list[Entry]) -> PeoplePlan:
        placed = []
        for entry in entries:
            place = self.places.of(entry)
            if place is None or (isinstance(place, Unit) and not self.may_oversee(entry, place)):
                continue
            person = self.person(entry)
            if person is not None:
                placed.append((entry, person, place))
        self.give(placed)
        return self.found

    def at(self, entry: Entry, role: str) -> tuple[int, int]:
        return entry.row, self.index.get(role, self.index[roles.NAME]) + 1

    def may_oversee(self, entry: Entry, unit: Unit) -> bool:
        allowed = may_staff_unit(self.by, unit)
        if not allowed:
            words = _("Posts over %(unit)s are given by who looks after the accounts above it. The row was not taken.")
            self.asking.remark(self.at(entry, roles.ROLE), words % {"unit": unit})
        return allowed

    # Who is it?

    def person(self, entry: Entry) -> Person | None:
        """The person of a row: one of an earlier row, one who has an account, or a new one; None to leave it out."""
        given = [(kind, getattr(entry, kind)) for kind in IDENTITIES if getattr(entry, kind)]
        for kind, value in given:
            found = self.seen.get((kind, value.lower())) or self.known(entry, kind, value)
            if found == NONE:
                return None
            if isinstance(found, User | Newcomer) and self.is_same(entry, kind, value, found):
                return self.take(entry, found)
        return self.take(entry, self.namesake(entry) or self.newcomer(entry))

    def known(self, entry: Entry, kind: str, value: str) -> Person | str | None:
        """Who has an account under a user name, phone number or address; NONE where the row is to be left out."""
        other = value.removeprefix("+") if value.startswith("+") else f"+{value}"
        key = self.accounts.get((kind, value.lower())) or self.accounts.get((kind, other))
        if key is None or key in self.helped:
            return key and self.helped[key]
        free = people_to_place(self.by).filter(pk=key).first() if kind == "username" else None
        if free and fold(free.name) == fold(entry.name):
            return free
        words = _(
            "“%(value)s” belongs to an account that you do not look after. If it is the same person, who looks after the accounts above you can give them the post."
        ) % {"value": value}
        choices = [(NONE, _("Leave this row out")), (OTHER, _("Somebody else: a new person without it"))]
        if self.asking.ask(f"taken {kind} {value}", self.at(entry, kind), words, choices, NONE) == NONE:
            return NONE
        setattr(entry, kind, "")
        return None

    def is_same(self, entry: Entry, kind: str, value: str, other: Person) -> bool:
        """Whether a row is about `other`, who has the same number or address; else it does without that."""
        if fold(entry.name) == fold(other.name):
            return True
        words = _("“%(name)s” has the same as “%(other)s”: %(value)s. Is that one person?")
        facts = {"name": entry.name, "other": other.name, "value": value}
        choices = [
            (SAME, _("One person: %(name)s") % {"name": other.name}),
            (OTHER, _("Two people; “%(name)s” without it") % {"name": entry.name}),
        ]
        default = SAME if likeness(entry.name, other.name) >= SURE else OTHER
        about = f"shared {value} {entry.name} {other.name}"
        if self.asking.ask(about, self.at(entry, kind), words % facts, choices, default) == SAME:
            return True
        setattr(entry, kind, "")
        return False

    def namesake(self, entry: Entry) -> Person | None:
        """Somebody of the same name who may be the same, if a person says so."""
        others = [one for one in [self.seen.get(("name", fold(entry.name))), *self.by_name[fold(entry.name)]] if one]
        for other in others:
            if entry.username and other.username:
                continue  # known by it, or another person
            differ = any(getattr(entry, kind) and getattr(other, kind) for kind in ("phone", "email"))
            words = _("There is “%(name)s” (%(what)s) already. Is that the same person?")
            facts = {"name": other.name, "what": self.what(other)}
            choices = [(SAME, _("The same person")), (OTHER, _("Another of the same name"))]
            about = f"namesake {entry.name} {entry.row} {getattr(other, 'pk', '')}"
            place, default = self.at(entry, roles.NAME), OTHER if differ else SAME
            if self.asking.ask(about, place, words % facts, choices, default) == SAME:
                return other
        return None

    def what(self, person: Person) -> str:
        return person.username or person.phone or person.email or _("in a row above")

    def newcomer(self, entry: Entry) -> Newcomer:
        newcomer = Newcomer(entry.name, entry.username, entry.phone, entry.email)
        self.found.newcomers.append(newcomer)
        return newcomer

    def take(self, entry: Entry, person: Person) -> Person:
        """`person` is whom the row is about; what the list adds of a new one is kept."""
        if isinstance(person, User):
            self.found.known.add(person)
        else:
            for kind in IDENTITIES:
                setattr(person, kind, getattr(person, kind) or getattr(entry, kind))
        for kind in IDENTITIES:
            if getattr(entry, kind):
                self.seen.setdefault((kind, getattr(entry, kind).lower()), person)
        self.seen.setdefault(("name", fold(entry.name)), person)
        return person

    # Which post?

    def give(self, placed: list[tuple[Entry, Person, Place]]) -> None:
        """A post for each row: the one they hold already, a vacant one of the title, or a new one."""
        posts = self.posts_by_title({place for _entry, _person, place in placed})
        wanted = Counter((place, fold(entry.title)) for entry, _person, place in placed)
        given: set[object] = set()
        for entry, person, place in placed:
            title = entry.title or str(entry.role.label).partition(":")[0].capitalize()
            alike = posts.get((place, fold(title)), [])
            again = (person, place, fold(title))
            if again in given or any(self.holds(person, post) for post in alike):
                self.found.held += 1
                continue
            given.add(again)
            on = entry.on or self.today
            post = next((one for one in alike if one not in given and is_free(one, on)), None)
            if post is None and len(alike) == 1 == wanted[place, fold(entry.title)]:
                post = self.taken_over(entry, alike[0], on)
            given.add(post)
            self.found.givings.append(Giving(person, post, title, entry.role, place, on))

    def posts_by_title(self, places: set[Place]) -> dict[tuple[Place, str], list[Post]]:
        teams = [place.pk for place in places if not isinstance(place, Unit)]
        units = [place.pk for place in places if isinstance(place, Unit)]
        found = defaultdict(list)
        posts = Post.objects.filter(Q(team__in=teams) | Q(unit__in=units)).select_related("team", "unit")
        for post in posts.prefetch_related("holdings__user"):
            found[post.place, fold(post.title)].append(post)
        return found

    def holds(self, person: Person, post: Post) -> bool:
        return any(
            holding.user_id == getattr(person, "pk", None)
            and (holding.ends_on is None or holding.ends_on >= self.today)
            for holding in post.holdings.all()
        )

    def taken_over(self, entry: Entry, post: Post, on: date) -> Post | None:
        """`post`, which somebody else holds, if its holder gives it up; None for a second post of its title."""
        running = [one for one in post.holdings.all() if one.ends_on is None or one.ends_on >= on]
        if len(running) != 1 or running[0].starts_on >= on or running[0].user_id == self.by.pk:
            return None
        words = _("%(holder)s holds the post “%(post)s” in %(place)s. The list gives it to %(name)s.")
        facts = {"holder": running[0].user, "post": post.title, "place": post.place, "name": entry.name}
        choices = [
            (OTHER, _("A second post of this title")),
            (SAME, _("%(name)s takes it over") % {"name": entry.name}),
        ]
        about = f"over {post.pk} {entry.name}"
        answer = self.asking.ask(about, self.at(entry, roles.POST), words % facts, choices, OTHER)
        return post if answer == SAME else None


def is_free(post: Post, on: date) -> bool:
    """Whether nobody holds `post` on the day `on` or later."""
    return all(holding.ends_on is not None and holding.ends_on < on for holding in post.holdings.all())
