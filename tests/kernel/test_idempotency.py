import threading
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connections

from parvis.kernel import idempotency, upkeep
from parvis.kernel.errors import Refusal
from parvis.kernel.models import Fact, Once

ALICE, BOB = uuid.UUID(int=0xA11CE), uuid.UUID(int=0xB0B)
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
KEY = idempotency.new_key()


def post(by: uuid.UUID = ALICE, action: str = "hello.post", key: str = KEY) -> tuple[str, bool]:
    return idempotency.run_once(
        by=by,
        action=action,
        key=key,
        call=lambda: Fact.objects.create(name="test.Posted", happened_at=AT),
        reference=lambda fact: str(fact.pk),
    )


@pytest.mark.django_db
def test_the_same_form_sent_twice_is_done_once_and_answered_the_same() -> None:
    first, done = post()
    again, done_again = post()
    assert (done, done_again) == (True, False)
    assert first == again == str(Fact.objects.get().pk)


@pytest.mark.django_db
def test_another_person_action_or_form_is_another_deed() -> None:
    given = [post(), post(by=BOB), post(action="hello.reply"), post(key=idempotency.new_key())]
    assert [done for _, done in given] == [True] * 4
    assert Fact.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_a_refusal_keeps_nothing_so_that_one_may_try_again() -> None:
    def refuse() -> Fact:
        Fact.objects.create(name="test.Posted", happened_at=AT)
        raise Refusal

    with pytest.raises(Refusal):
        idempotency.run_once(
            by=ALICE, action="hello.post", key=KEY, call=refuse, reference=lambda fact: "never"
        )
    assert (Fact.objects.count(), Once.objects.count()) == (0, 0)
    assert post()[1] is True


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "1", "x" * 10_000, "'; --", "🌻", None, 3, ["a"]])
def test_a_key_that_is_not_ours_is_a_stale_form(key: str) -> None:
    with pytest.raises(idempotency.StaleForm, match="Rechargez la page"):
        post(key=key)
    assert Fact.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_reference_too_long_to_keep_undoes_the_deed() -> None:
    with pytest.raises(ValidationError):
        idempotency.run_once(
            by=ALICE, action="a", key=KEY, call=lambda: None, reference=lambda _: "x" * 201
        )
    assert Once.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_twenty_at_the_same_moment_do_it_once_and_all_get_the_same_answer() -> None:
    answers: list[tuple[str, bool]] = []
    barrier = threading.Barrier(20)

    def slow() -> Fact:
        time.sleep(0.05)
        return Fact.objects.create(name="test.Posted", happened_at=AT)

    def send() -> None:
        try:
            barrier.wait()
            answers.append(
                idempotency.run_once(
                    by=ALICE,
                    action="hello.post",
                    key=KEY,
                    call=slow,
                    reference=lambda fact: str(fact.pk),
                )
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 20
    assert {reference for reference, _ in answers} == {str(Fact.objects.get().pk)}
    assert sum(done for _, done in answers) == 1


@pytest.mark.django_db
def test_answers_are_kept_a_day() -> None:
    with time_machine.travel(AT, tick=False):
        post()
    upkeep.forget_old_answers(AT + timedelta(hours=24))
    assert Once.objects.count() == 1
    upkeep.forget_old_answers(AT + timedelta(hours=24, seconds=1))
    assert Once.objects.count() == 0
