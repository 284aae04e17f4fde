"""What a message may hold; a first message holds no way out of the site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.domains.conversations import rules
from parvis.domains.conversations.vocabulary import MESSAGE_MAX, REQUEST_MAX
from parvis.kernel.errors import Refusal


@pytest.mark.parametrize(
    "body",
    [
        "Voyez https://exemple.fr/page",
        "HTTP://EXEMPLE.FR",
        "sur www.exemple.fr",
        "va sur exemple.fr",
        "mon-asso.exemple.com, c’est là",
        "(wa.me/33)",
        "un salon t.me/lien",
        "tg://resolve?domain=x",
        "[ici](/ailleurs)",
        "![photo](x)",
        "ｅｘｅｍｐｌｅ．ｆｒ",
    ],
)
def test_request_with_a_link_is_refused(body):
    with pytest.raises(rules.HoldsLink) as refused:
        rules.checked_request(body)
    assert refused.value.field == "body"


@pytest.mark.parametrize(
    "body", ["amina@exemple.fr", "écris à Amina.B+x@exemple.museum vite", "amina @ exemple.fr"]
)
def test_request_with_an_address_is_refused(body):
    with pytest.raises(rules.HoldsAddress):
        rules.checked_request(body)


@pytest.mark.parametrize(
    "body",
    [
        "06 12 34 56 78",
        "0612345678",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "+33 6 12 34 56 78",
        "+33(0)612345678",
        "0033612345678",
        "(06) 12 34 56 78",
        "mon 06\u202f12\u202f34\u202f56\u202f78",
        "612345678",
        "٠٦١٢٣٤٥٦٧٨",
        "０６ １２ ３４ ５６ ７８",
        "le 05.12.2026 ou au 06 12 34 56 78",
        "06 12\n34 56 78",
    ],
)
def test_request_with_a_number_is_refused(body):
    with pytest.raises(rules.HoldsPhone):
        rules.checked_request(body)


@pytest.mark.parametrize(
    "body",
    [
        "Bonjour Nadia, on se parle ?",
        "Je suis libre le 24 novembre à 18 h 30, ou le 25.",
        "Le 05.12.2026 à 14 h 30, ou le 12-12-2026 à 9 h.",
        "J’ai 2 enfants de 3 et 5 ans, nés en 2021 et 2023.",
        "J’habite au 12, rue de la Gare, 57000.",
        "C’est fini.Donc on y va.",
        "Je viens d’arriver...et vous ?",
        "Jean-Pierre m’a parlé de vous (merci !) : 10 000 mercis.",
        "👋 😊",
        "M. le maire, etc.",
        "Rendez-vous @ la gare",
        "1 2 3 soleil",
    ],
)
def test_request_in_ordinary_words_is_kept_as_it_is(body):
    assert rules.checked_request(body) == body


@pytest.mark.parametrize("body", ["", "   ", "\n\t", "\u200b", "\x00"])
def test_nothing_written_is_refused(body):
    for check in (rules.checked_message, rules.checked_request):
        with pytest.raises(rules.NothingWritten):
            check(body)


def test_length_is_counted_as_it_is_kept():
    assert len(rules.checked_request(f"  {'a' * REQUEST_MAX}  ")) == REQUEST_MAX
    assert len(rules.checked_message("é" * MESSAGE_MAX)) == MESSAGE_MAX
    with pytest.raises(rules.TooLong, match="500"):
        rules.checked_request("a " * REQUEST_MAX)
    with pytest.raises(rules.TooLong, match="4000"):
        rules.checked_message("a" * (MESSAGE_MAX + 1))


def test_message_in_an_open_conversation_may_hold_what_a_request_may_not():
    body = "https://exemple.fr, amina@exemple.fr, 06 12 34 56 78"
    assert rules.checked_message(body) == body


@given(st.text(max_size=600))
def test_any_text_is_kept_within_the_limit_or_refused_beside_the_field(body):
    kept, field = "", ""
    try:
        kept = rules.checked_request(body)
    except Refusal as refusal:
        field = refusal.field
    assert (0 < len(kept) <= REQUEST_MAX) is (field != "body")
    assert "\0" not in kept
