"""What the columns of a list of units or of people are, guessed by their headings. A person confirms or corrects."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.exchange.folding import fold
from teams.exchange.tables import Column

UNIT, CODE, ABOVE, ABOVE_CODE = "unit", "code", "above", "above_code"
UNIT_ROLES = {
    UNIT: _("Name of the unit"),
    CODE: _("Code of the unit"),
    ABOVE: _("A level above it"),
    ABOVE_CODE: _("Code of the level in the column before"),
}
NAME, USERNAME, PHONE, EMAIL, POST, ROLE, TEAM, FROM = (
    "name",
    "username",
    "phone",
    "email",
    "post",
    "role",
    "team",
    "on",
)
PEOPLE_ROLES = {
    NAME: _("Name"),
    USERNAME: _("User name"),
    PHONE: _("Phone number"),
    EMAIL: _("E-mail address"),
    POST: pgettext_lazy("of a person", "Post"),
    ROLE: _("Role"),
    TEAM: _("Team or unit"),
    FROM: _("In the post from"),
}
"""The roles of a list of people, and the headings of its empty file."""

PLACES = set(
    "country pays pais region regiao province provincia zone zona district distrito districts county comte subcounty "
    "state estado department departement departamento municipality municipio commune comuna woreda cercle ward "
    "constituency".split()
)
CODES = set("code codigo id uid cod".split())
NAMES = set("name nom nome nombre names".split())
SMALL = set("of the de da do du des del la le".split())
UNITS = set(
    "facility unit hospital site formation etablissement estabelecimento establecimiento unidade unidad centro centre "
    "structure clinic".split()
)
ABOUT = set(
    "type tipo ownership owner location status population latitude longitude lat long category level nivel niveau "
    "date address phone remarks class urban rural catchment reg dhis2".split()
)
BIRTH = set("birth dob naissance nascimento nacimiento".split())
PEOPLE_WORDS = [
    (USERNAME, set("username login utilisateur usuario utilizador user".split())),
    (PHONE, set("phone telephone tel mobile cell telefone telefono celular whatsapp numero".split())),
    (EMAIL, set("email mail courriel correo".split())),
    (ROLE, set("role papel rol".split())),
    (TEAM, set("team unit facility equipe equipa equipo unite unidade unidad site district".split())),
    (POST, set("post position title designation cargo poste fonction funcao cadre puesto job".split())),
    (FROM, set("from since start depuis desde date started".split())),
    (NAME, NAMES | {"person", "staff", "employee", "surname", "nome", "agent"}),
]


def unit_roles(columns: list[Column]) -> dict[int, str]:
    """{index: role} of the columns of a list of units; columns that are nothing to us are left out."""
    roles: dict[int, str] = {}
    before: set[str] = set()
    for column in columns:
        words = set(fold(column.heading).split())
        if words & CODES:
            if before & words & PLACES:
                roles[column.index] = ABOVE_CODE
            elif CODE not in roles.values():
                roles[column.index] = CODE
        elif words & PLACES and not words & (ABOUT | UNITS):
            roles[column.index] = ABOVE
        elif words & (NAMES | UNITS) and not words & ABOUT and UNIT not in roles.values():
            roles[column.index] = UNIT
        before = words
    if UNIT not in roles.values():
        _last_place_is_the_unit(columns, roles)
    return roles


def _last_place_is_the_unit(columns: list[Column], roles: dict[int, str]) -> None:
    """A list of districts has no column for anything below them."""
    above = [index for index, role in roles.items() if role == ABOVE]
    free = [column.index for column in columns if column.index not in roles]
    if above:
        roles[above[-1]] = UNIT
        if above[-1] + 1 in roles and roles[above[-1] + 1] == ABOVE_CODE:
            roles[above[-1] + 1] = CODE
    elif free:
        roles[free[0]] = UNIT


def people_roles(columns: list[Column]) -> dict[int, str]:
    """{index: role} of the columns of a list of people; each role once."""
    roles: dict[int, str] = {}
    for column in columns:
        role = _people_role(column.heading)
        if role and role not in roles.values():
            roles[column.index] = role
    if NAME not in roles.values() and (free := [one.index for one in columns if one.index not in roles]):
        roles[free[0]] = NAME
    return roles


def _people_role(heading: str) -> str:
    ours = {fold(str(label)): role for role, label in PEOPLE_ROLES.items()}
    words = set(fold(heading).split())
    known = "" if words & BIRTH else next((role for role, found in PEOPLE_WORDS if words & found), "")
    return ours.get(fold(heading)) or known


def knows_unit(text: str) -> bool:
    return bool(set(fold(text).split()) & (PLACES | CODES | NAMES | UNITS))


def knows_person(text: str) -> bool:
    return bool(_people_role(text))


KNOWS: dict[str, Callable[[str], bool]] = {"units": knows_unit, "people": knows_person}
GUESSES: dict[str, Callable[[list[Column]], dict[int, str]]] = {"units": unit_roles, "people": people_roles}


def level_name(column: Column, levels: Iterable[str] = ()) -> str:
    """What the level of a column of places is called: "Facility Name" holds facilities, by one of `levels` if it can."""
    words = column.heading.split()
    name = " ".join([word for word in words if fold(word) not in NAMES | SMALL] or words)[:60] or column.name
    meant = set(fold(name).split())
    return next((level for level in levels if meant and meant <= set(fold(level).split())), name)
