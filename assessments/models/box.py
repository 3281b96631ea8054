"""The sealed box of a round, and who was invited to put something into it."""

import json
import random
import unicodedata

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import models
from django.views.decorators.debug import sensitive_variables

from assessments import keys
from assessments.scales import HowOften

WORD_LENGTH = 200
"""Characters of a free word: a sentence."""
shuffle = random.SystemRandom().shuffle


def plain(text):
    """`text` on one line, without control characters: those take six bytes, and PostgreSQL keeps not all of them."""
    return "".join(one for one in " ".join(text.split()) if unicodedata.category(one) not in {"Cc", "Cs"})


class Invited(models.Model):
    """That a person may answer a round, and whether they have: for that person's eyes alone, until it closes."""

    round = models.ForeignKey("assessments.Round", models.CASCADE, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations")
    answered = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="invited_once")]

    def __str__(self):
        return f"{self.round}: {self.person}"


class BoxManager(models.Manager["Box"]):
    def begin(self, opened):
        """The empty box of a round, and its key. A key whose transaction came to nothing is swept later."""
        box = self.model(round=opened)
        box.key = keys.fresh()
        empty = {"tallies": [[0] * 6 for _question in opened.questions], "words": {}}
        box.seal(empty)
        box.save(force_insert=True)
        return box


class Box(models.Model):
    """All answers of a round, sealed; one row, always of one length, whose key lies in assessments/keys.py's folder."""

    round = models.OneToOneField("assessments.Round", models.CASCADE, primary_key=True, related_name="box")
    key = models.UUIDField(editable=False)
    sealed = models.BinaryField()

    objects = BoxManager()

    def __str__(self):
        return f"{self.round}"

    @property
    def capacity(self):
        """Bytes that its contents can never exceed: every word at its longest, four bytes a character."""
        practices, questions = len(self.round.practices), len(self.round.questions)
        return 1024 + 64 * questions + self.round.invited_count * practices * (4 * WORD_LENGTH + 16)

    @sensitive_variables()
    def put_in(self, marks, words):
        """Count `marks` and lay `words` among the others; which is whose cannot be told from the order."""
        found = self.contents()
        for tally, mark in zip(found["tallies"], marks, strict=True):
            tally[HowOften(mark)] += 1
        for practice in self.round.practices:
            if text := plain(words.get(practice, ""))[:WORD_LENGTH]:
                found["words"].setdefault(practice, []).append(text)
                shuffle(found["words"][practice])
        self.seal(found)
        self.save(update_fields=["sealed"])

    @sensitive_variables()
    def seal(self, found):
        ordered = {"tallies": found["tallies"], "words": dict(sorted(found["words"].items()))}
        written = json.dumps(ordered, ensure_ascii=False).encode()
        # Time 0: Fernet would write the time of the answer beside it.
        self.sealed = keys.read(self.key).encrypt_at_time(written.ljust(self.capacity), 0)

    @sensitive_variables()
    def contents(self):
        """What is in it; raises KeyLost where nobody can say any more."""
        try:
            return json.loads(keys.read(self.key).decrypt(bytes(self.sealed)))
        except InvalidToken as wrong:
            raise keys.KeyLost from wrong
