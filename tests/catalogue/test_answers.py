"""Answers checked against the directory and stored files; forms and answers on pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict

from inward.catalogue import actions, forms, queries
from inward.catalogue.models import FormVersion
from inward.directory import actions as directory
from inward.kernel import files
from inward.kernel.errors import Invalid
from tests.support.world import START, World

LATER = START + timedelta(days=1)


@pytest.fixture
def form(world: World) -> FormVersion:
    """A form with every type of question."""
    choices = [f"C{number}" for number in range(6)]
    return actions.publish_form(
        actor=world.alice, offering=world.new_laptop, now=LATER,
        fields=[
            {"key": "t", "type": "text", "label": "Text", "required": True},
            {"key": "l", "type": "long_text", "label": "Long"},
            {"key": "c", "type": "choice", "label": "Few", "choices": ["A", "B"]},
            {"key": "m", "type": "choice", "label": "Many", "choices": choices},
            {"key": "n", "type": "number", "label": "Number", "max": "10"},
            {"key": "d", "type": "date", "label": "Date"},
            {"key": "p", "type": "person", "label": "Person"},
            {"key": "f", "type": "file", "label": "File"},
        ],
    )  # fmt: skip


def test_a_person_named_is_there_and_active(world: World, form: FormVersion) -> None:
    def check(person_id: int) -> dict[str, Any]:
        return queries.checked_answers(world.mara, form, {"t": "x", "p": str(person_id)})

    assert check(world.ian.pk)["p"] == world.ian.pk
    directory.deactivate_person(actor=world.adam, person=world.ian, now=LATER)
    for person_id in (world.ian.pk, 10**12):
        with pytest.raises(Invalid) as refused:
            check(person_id)
        assert list(refused.value.fields) == ["p"]


def test_a_file_named_was_uploaded_by_the_same_person(world: World, form: FormVersion) -> None:
    mine = files.store([b"abc"], name="a.txt", created_by_id=world.mara.pk, at=START)
    foreign = files.store([b"abc"], name="b.txt", created_by_id=world.max.pk, at=START)
    raw = {"t": "x", "f": [mine.token]}
    assert queries.checked_answers(world.mara, form, raw)["f"] == [mine.token]
    for token in (foreign.token, "0" * 32):
        with pytest.raises(Invalid) as refused:
            queries.checked_answers(world.mara, form, {"t": "x", "f": [mine.token, token]})
        assert list(refused.value.fields) == ["f"]


def test_a_page_gets_the_widget_of_each_question(form: FormVersion) -> None:
    shown = {asked.question.key: asked.widget for asked in forms.form_questions(form)}
    assert shown == {
        "t": "text", "l": "textarea", "c": "radio", "m": "select", "n": "number", "d": "date",
        "p": "person", "f": "file",
    }  # fmt: skip


def test_what_was_typed_stands_there_again_with_what_is_wrong(
    world: World, form: FormVersion
) -> None:
    posted = QueryDict("answer-t=&answer-n=eleven&answer-c=A&other=1&answer-f=x&answer-f=y")
    raw = forms.raw_answers(form, posted)
    assert raw == {"t": "", "n": "eleven", "c": "A", "f": ["x", "y"]}
    with pytest.raises(Invalid) as refused:
        queries.checked_answers(world.mara, form, raw)
    asked = {a.question.key: a for a in forms.form_questions(form, raw, refused.value.fields)}
    assert (asked["n"].value, asked["c"].value, asked["f"].value) == ("eleven", "A", ("x", "y"))
    assert asked["n"].errors
    assert asked["t"].errors == ("Please answer this.",)
    assert asked["c"].errors == ()
    assert (asked["t"].name, asked["t"].id) == ("answer-t", "id-answer-t")


def test_answers_keep_the_question_as_it_was_asked(
    world: World, form: FormVersion, django_assert_num_queries: Any
) -> None:
    file = files.store([b"abc"], name="a.txt", created_by_id=world.mara.pk, at=START)
    raw = {"t": "x", "n": "7", "p": world.ian.pk, "f": [file.token]}
    answers = queries.checked_answers(world.mara, form, raw)
    actions.publish_form(
        actor=world.alice, offering=world.new_laptop, now=LATER,
        fields=[{"key": "t", "type": "text", "label": "Quite another question"}],
    )  # fmt: skip
    with django_assert_num_queries(2):
        shown = forms.answered_questions(form, answers)
    assert [(answer.label, answer.text) for answer in shown] == [
        ("Text", "x"), ("Number", "7"), ("Person", "Ian Iversen"), ("File", "a.txt"),
    ]  # fmt: skip
    assert shown[3].files == ((file.token, "a.txt"),)
    assert shown[2].person_id == world.ian.pk
