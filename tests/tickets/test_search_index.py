"""The index of the search: written with each change, checked by the doctor, made anew by a job."""

from contextlib import AbstractContextManager, nullcontext

from django.db import connection

from inward.kernel import jobs
from inward.kernel.invariants import Level
from inward.kernel.search import index, tables, vocabulary
from inward.tickets import actions, index_tasks, word_checks, words
from inward.tickets.models import Watcher
from inward.tickets.queries import searching, sought
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.test_search import AT, found

STRANGE = (
    '"', '""', "NOT", "lamp AND", "lamp*", "{tokens}: lamp", "^lamp", "lamp NEAR(a b)", "\ue000i1",
    "'", "a & b", "lamp:*", "!lamp", "<->", "\\", "%", "-", "--", ":::", "lamp -", "(", "is:",
    "a" * 500,
)  # fmt: skip


class _Job:
    """A job as its task sees it."""

    id, tries = 1, 1

    def finishing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def still_held(self) -> bool:
        return True


def test_the_doctor_sees_what_is_not_indexed_and_what_is_indexed_for_others(
    promises: Promises,
) -> None:
    one = ask_for_laptop(promises, title="Lamp")
    assert word_checks.searchable().level is Level.FINE
    index.remove(words.INDEX, [one.pk])
    assert "not indexed" in word_checks.searchable().words
    one.requester = promises.hana
    words.put(one, [])
    assert "indexed for others" in word_checks.searchable().words


def test_a_rebuild_indexes_every_ticket_newest_first(promises: Promises) -> None:
    one = ask_for_laptop(promises, title="Lamp")
    actions.note(actor=promises.ian, ticket=one, text="bulbous", now=later(1))
    tables.empty(connection, words.INDEX)
    vocabulary.forget(words.INDEX)
    assert found(promises.ian, "lamp") == []
    index_tasks.index_all()
    index_tasks.index({"before": one.pk + 1}, job=_Job())
    assert found(promises.ian, "lamp bulbo") == [one.key]
    assert word_checks.searchable().level is Level.FINE


def test_the_job_asks_for_the_next_ones_until_there_are_none(promises: Promises) -> None:
    one = ask_for_laptop(promises)
    index_tasks.index({"before": one.pk + 1}, job=_Job())
    waiting = jobs.enqueue(index_tasks.TASK, {}, unique_key=index_tasks.TASK)
    assert waiting.payload == {"before": one.pk}
    waiting.delete()
    index_tasks.index({"before": one.pk}, job=_Job())
    assert jobs.enqueue(index_tasks.TASK, {}, unique_key=index_tasks.TASK).payload == {}


def test_who_is_made_a_watcher_finds_it_at_once(promises: Promises) -> None:
    one = ask_for_laptop(promises, title="Lamp")
    Watcher.objects.create(ticket=one, person=promises.hana)
    assert found(promises.hana, "lamp") == [one.key]


def test_a_document_of_strange_words_is_indexed_as_it_can_be(promises: Promises) -> None:
    strange = (
        "ﬁne straße 東京都 ภาษาไทย हिन्दी e\u0301t\u00e9 'quote' \"x\" (a OR b) \ue000h1 \\ * -"
    )
    one = ask_for_laptop(promises, title="Lamp", text=strange)
    for typed in ("fine", "strasse", "東京", "ภาษา", "हिन्दी", "ete", "quote", "a", "or"):
        assert found(promises.mara, typed) == [one.key], typed


def test_nothing_typed_is_taken_for_the_language_of_the_database(promises: Promises) -> None:
    one = ask_for_laptop(promises, title="Lamp")
    for typed in STRANGE:
        result = searching.search(promises.mara, sought.read(typed), AT)
        assert {hit.ticket.key for hit in result.page.rows} <= {one.key}, typed
    assert found(promises.mara, f"\ue000i{one.pk}") == []
    assert found(promises.mara, "lamp*") == [one.key]
