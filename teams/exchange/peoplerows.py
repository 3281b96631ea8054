"""Reads the rows of a list of people: names, numbers, days and roles, as far as they can be read for certain."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teams.exchange import listheadings as roles
from teams.exchange.folding import fold
from teams.exchange.questions import NONE, OTHER, SAME, Asking
from teams.exchange.sheets import Value
from teams.exchange.tables import Table, cell
from teams.models import Post
from teams.models.people import PHONE, USERNAME, bare_phone

LONGEST, LONGEST_USERNAME, LONGEST_EMAIL = 120, 60, 254
FIRST_YEAR, LAST_YEARS = 1950, 2
LOCAL_DIGITS = 10
"""A phone number of more digits has its country's code in it."""
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
ROLE_WORDS = {
    Post.Role.LEAD: "lead leader head chief manager incharge responsable chef chefe jefe",
    Post.Role.MEMBER: "member membre membro miembro staff",
    Post.Role.SUPERVISOR: "supervisor superviseur supervisora",
    Post.Role.VIEWER: "viewer reader lecteur leitor lector",
    Post.Role.ACCOUNTS: "accounts accountant comptes contas cuentas",
}


@dataclass
class Entry:
    """A row of the list: a person and the post they hold. What is absent is "", and the day None."""

    row: int
    name: str
    username: str
    phone: str
    email: str
    title: str
    role: Post.Role
    place: str
    on: date | None


def read_entries(table: Table, columns: dict[int, str], today: date, asking: Asking) -> list[Entry]:
    """The rows that name a person; `columns` is {index: role}."""
    return Reader(columns, today, asking).entries(table)


class Reader:
    def __init__(self, columns: dict[int, str], today: date, asking: Asking) -> None:
        self.index = {role: index for index, role in columns.items()}
        self.today, self.asking = today, asking
        self.short: list[Entry] = []

    def entries(self, table: Table) -> list[Entry]:
        found = []
        for number, values in table.rows:
            name = cell(values, self.index[roles.NAME])
            if not name or len(name) > LONGEST:
                words = _("This row names nobody.") if not name else _("This name is too long. It was not taken.")
                self.remark(number, roles.NAME, words)
                continue
            found.append(self.entry(number, name, values))
        self.mend_short_phones()
        return found

    def remark(self, row: int, role: str, words: str) -> None:
        self.asking.remark((row, self.index.get(role, 0) + 1), words)

    def entry(self, row: int, name: str, values: list[Value]) -> Entry:
        texts = {role: cell(values, index) for role, index in self.index.items()}
        entry = Entry(
            row=row,
            name=name,
            username=self.username(row, texts.get(roles.USERNAME, "")),
            phone=self.phone(row, texts.get(roles.PHONE, "")),
            email=self.email(row, texts.get(roles.EMAIL, "")),
            title=self.title(row, texts.get(roles.POST, "")),
            role=self.role(row, texts.get(roles.ROLE, "")),
            place=texts.get(roles.TEAM, ""),
            on=self.day(row, values),
        )
        if entry.phone.isdigit() and not entry.phone.startswith("0") and len(entry.phone) <= LOCAL_DIGITS:
            self.short.append(entry)
        return entry

    def username(self, row: int, text: str) -> str:
        try:
            USERNAME(text or "none")
            MaxLengthValidator(LONGEST_USERNAME)(text)
        except ValidationError:
            self.remark(row, roles.USERNAME, _("“%(text)s” cannot be a user name. Another is made.") % {"text": text})
            return ""
        return text

    def phone(self, row: int, text: str) -> str:
        phone = bare_phone(text)
        if not phone:
            return ""
        try:
            PHONE(phone)
        except ValidationError:
            words = _("“%(text)s” cannot be read as one phone number. The person is taken without it.")
            self.remark(row, roles.PHONE, words % {"text": text})
            return ""
        return phone

    def mend_short_phones(self) -> None:
        """Spreadsheets drop the 0 that a number begins with. Whether that happened is asked, once for all."""
        if not self.short:
            return
        first = self.short[0]
        words = ngettext(
            "%(count)d phone number begins with neither 0 nor +. Spreadsheets often drop the 0. What is right?",
            "%(count)d phone numbers begin with neither 0 nor +. Spreadsheets often drop the 0. What is right?",
            len(self.short),
        ) % {"count": len(self.short)}
        choices = [
            (SAME, _("As they are: %(phone)s") % {"phone": first.phone}),
            (OTHER, _("With a 0 before them: %(phone)s") % {"phone": f"0{first.phone}"}),
            (NONE, _("Leave these numbers out")),
        ]
        answer = self.asking.ask("short phones", (first.row, self.index[roles.PHONE] + 1), words, choices, SAME)
        for entry in self.short:
            entry.phone = {SAME: entry.phone, OTHER: f"0{entry.phone}", NONE: ""}[answer]

    def email(self, row: int, text: str) -> str:
        try:
            validate_email(text or "nobody@example.org")
            MaxLengthValidator(LONGEST_EMAIL)(text)
        except ValidationError:
            words = _("“%(text)s” is not an e-mail address. The person is taken without it.")
            self.remark(row, roles.EMAIL, words % {"text": text})
            return ""
        return text.lower()

    def title(self, row: int, text: str) -> str:
        if len(text) > LONGEST:
            self.remark(row, roles.POST, _("This title is too long. The role is taken for it."))
            return ""
        return text

    def role(self, row: int, text: str) -> Post.Role:
        words = fold(text)
        for role in Post.Role:
            if words in {fold(role.value), fold(str(role.label))} or set(words.split()) & set(ROLE_WORDS[role].split()):
                return role
        if text:
            words = _("“%(text)s” is none of the roles. “%(role)s” is taken.")
            self.remark(row, roles.ROLE, words % {"text": text, "role": Post.Role.MEMBER.label})
        return Post.Role.MEMBER

    def day(self, row: int, values: list[Value]) -> date | None:
        index = self.index.get(roles.FROM)
        value = values[index] if index is not None and index < len(values) else None
        if value is None:
            return None
        day = as_day(value)
        if day is None or not FIRST_YEAR <= day.year <= self.today.year + LAST_YEARS:
            words = _("“%(text)s” cannot be read as a day for certain. Today is taken. Write it as year-month-day.")
            self.remark(row, roles.FROM, words % {"text": cell(values, index)})
            return None
        return day


def as_day(value: Value) -> date | None:
    """A day, or None for what is none or could be two: 3/4/2026."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float | Decimal):
        return None
    try:
        if found := DAY.fullmatch(str(value)):
            one, two, year = (int(part) for part in found.groups())
            day, month = (one, two) if one > 12 or one == two else (two, one)
            return date(year, month, day) if one == two or max(one, two) > 12 else None
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
