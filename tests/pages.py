"""What a person finds on a page and sends from it: its forms, filled in as a browser would send them."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

BESIDE = {"/sign-out/"}
"""Where a form leads that stands beside a page's own."""


@dataclass
class Form:
    """A form of a page: where it is sent, and what it sends where nothing is changed."""

    method: str
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms = []
        self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self.forms.append(Form(told.get("method", "get").lower(), told.get("action", "")))
        if not self.forms:
            return
        fields, name = self.forms[-1].fields, told.get("name")
        if tag == "input" and name and told.get("type") not in {"submit", "button"}:
            if told.get("type") not in {"checkbox", "radio"} or "checked" in told:
                fields.setdefault(name, []).append(told.get("value", "on" if "checked" in told else ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and (self.select not in fields or "selected" in told):
            fields[self.select] = [told.get("value", "")]
        elif tag == "textarea":
            self.textarea = name
            fields[name] = [""]

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            fields = self.forms[-1].fields
            fields[self.textarea] = [fields[self.textarea][0].removeprefix("\n")]
            self.textarea = None

    def handle_data(self, data):
        if self.textarea:
            self.forms[-1].fields[self.textarea][0] += data


def forms_of(response):
    """All forms of a page."""
    reader = Reader()
    reader.feed(response.content.decode())
    return reader.forms


def filled(response, **typed):
    """What the page's own form sends once a person has `typed` into it, or over it; None empties a box."""
    [form] = [form for form in forms_of(response) if form.method == "post" and form.action not in BESIDE]
    return {**form.fields, **{name: "" if value is None else value for name, value in typed.items()}}


def fill_in(client, address, **typed):
    """Open the page at `address`, type into its form and send it; the answer."""
    return client.post(address, filled(client.get(address), **typed))


def says(response):
    """The words of a page below its menu, without tags."""
    main = response.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))
