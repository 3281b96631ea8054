"""The statements that teams reflect on: in our own words, one text a language, every version kept."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from assessments.models import Round, Statement, Wording
from assessments.models.statements import EIGHT
from assessments.statements import FIRST, load_first
from tests.world import open_round, seven

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def asked():
    return [(one["practice"], one["texts"]["en"]) for one in Statement.objects.asked()]


def statement(text):
    return Statement.objects.get(wordings__text=text)


def test_the_first_ones_are_twelve_on_leading_and_four_on_managing_in_the_frameworks_order(world):
    assert asked() == [(practice, text) for practice, texts in FIRST.items() for text in texts]
    assert list(FIRST) == [practice for practice, _label in EIGHT]
    assert [len(texts) for texts in FIRST.values()] == [3, 3, 3, 3, 1, 1, 1, 1]
    assert all(len(text) <= Wording._meta.get_field("text").max_length for _practice, text in asked())


def test_first_statements_are_never_loaded_over_others(world):
    Statement.objects.exclude(practice="scan").delete()
    assert load_first(Statement.objects) == []
    assert {practice for practice, _text in asked()} == {"scan"}


def test_one_without_a_text_in_the_installations_language_is_not_asked(world):
    only_french = Statement.objects.create(practice="scan", order=0)
    only_french.wordings.create(language="fr", text="Nous écoutons.")
    unworded = Statement.objects.create(practice="scan", order=0)
    assert {only_french.pk, unworded.pk}.isdisjoint(one["statement"] for one in Statement.objects.asked())


def test_a_reader_gets_their_language_and_else_the_installations(world):
    statement(FIRST["scan"][1]).wordings.create(language="fr", text="Nous savons ce qui a changé.")
    found = open_round(world)
    for language in ("fr", "fr-be"):
        with translation.override(language):
            assert found.texts()[:2] == [FIRST["scan"][0], "Nous savons ce qui a changé."]
    with translation.override("sw"):
        assert found.texts()[1] == FIRST["scan"][1]


def test_a_round_keeps_the_words_that_it_was_opened_with(world):
    found = open_round(world)
    first = statement(FIRST["scan"][0])
    wording = first.wordings.get()
    wording.text = "We ask everybody."
    wording.save()
    Statement.objects.filter(practice="focus").delete()
    found.refresh_from_db()
    assert found.texts()[0] == FIRST["scan"][0]
    assert found.texts()[3] == FIRST["focus"][0]
    assert asked()[0] == ("scan", "We ask everybody.")
    assert [one.text for one in wording.history.order_by("pk")] == [FIRST["scan"][0], "We ask everybody."]


def test_without_a_statement_no_round_opens(world):
    for one in Statement.objects.all():
        one.is_asked = False
        one.save()
    seven(world)
    with pytest.raises(ValidationError, match="no statement to reflect on"):
        open_round(world)
    assert not Round.objects.exists()


def test_an_administrator_rewords_takes_out_and_adds_and_the_history_tells(world, signed_in):
    ruth, first = signed_in(world.ruth), statement(FIRST["scan"][0])
    address, wording = reverse("admin:assessments_statement_change", args=[first.pk]), first.wordings.get()
    typed = {
        "practice": "scan",
        "order": "1",
        "source": "By permission of its authors",
        "wordings-TOTAL_FORMS": "1",
        "wordings-INITIAL_FORMS": "1",
        "wordings-0-id": str(wording.pk),
        "wordings-0-statement": str(first.pk),
        "wordings-0-language": "en",
        "wordings-0-text": "We listen.",
    }
    assert ruth.get(address).status_code == 200
    assert ruth.post(address, typed).status_code == 302
    first.refresh_from_db()
    assert (first.is_asked, first.source, str(first)) == (False, "By permission of its authors", "We listen.")
    assert first.history.latest("history_id").history_user == world.ruth
    assert wording.history.latest("history_id").history_user == world.ruth
    assert FIRST["scan"][0] not in [text for _practice, text in asked()]
    again = {"wordings-TOTAL_FORMS": "2", "wordings-1-statement": str(first.pk)}
    again |= {"wordings-1-language": "en", "wordings-1-text": "We listen twice."}
    refused = ruth.post(address, typed | again)
    assert refused.status_code == 200
    assert "errorlist" in refused.content.decode()
    assert first.wordings.count() == 1


@pytest.mark.parametrize(("who", "status"), [("stella", 403), ("bob", 302)])
def test_others_write_no_statements(world, signed_in, who, status):
    address = reverse("admin:assessments_statement_changelist")
    assert signed_in(world.people[who]).get(address).status_code == status


def test_texts_are_one_a_language(world):
    first = statement(FIRST["scan"][0])
    with pytest.raises(ValidationError, match="has a text in this language"):
        Wording(statement=first, language="en", text="Another").full_clean()
