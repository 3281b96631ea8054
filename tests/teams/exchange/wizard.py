"""A person's way through the steps by which a list becomes units or people."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.pages import filled, forms_of, says


class Wizard:
    """A person's way through the three steps."""

    def __init__(self, client, address):
        self.client, self.address = client, address

    def bring(self, content, name="list.csv"):
        content = content.encode() if isinstance(content, str) else content
        sent = filled(self.client.get(self.address)) | {"file": SimpleUploadedFile(name, content)}
        self.answer = self.client.post(self.address, sent, follow=True)
        return self

    def columns(self, query="", **said):
        here = self.answer.request["PATH_INFO"]
        page = self.client.get(here + query)
        [form] = [form for form in forms_of(page) if form.method == "post" and form.action == ""]
        self.answer = self.client.post(here + query, {**form.fields, **said}, follow=True)
        return self

    def save(self, **answers):
        here = self.answer.request["PATH_INFO"]
        self.answer = self.client.post(here, filled(self.answer, **answers), follow=True)
        return self

    def answering(self, words, choice):
        """{field: answer} for the question that has `words` in it and the choice that begins with `choice`."""
        [question] = [one for one in self.questions if words in one.words]
        return {question.key: next(value for value, label in question.choices if label.startswith(choice))}

    @property
    def questions(self):
        return self.answer.context["form"].questions

    @property
    def remarks(self):
        return [words for _cell, words in self.answer.context["remarks"]]

    @property
    def said(self):
        return says(self.answer)
