from django.utils import translation
from django.utils.translation import gettext_lazy

from parvis.kernel.errors import NotVisible, Refusal


class Full(Refusal):
    sentence = gettext_lazy("Monday")
    field = "day"


def test_a_refusal_says_its_sentence_in_the_language_of_who_reads_it() -> None:
    refusal = Full()
    with translation.override("fr"):
        assert str(refusal) == "lundi"
    with translation.override("en"):
        assert str(refusal) == "Monday"


def test_a_refusal_may_be_told_more_exactly_without_changing_its_kind() -> None:
    refusal = Full("Il reste une place le mardi.", field="place")
    assert (str(refusal), refusal.field) == ("Il reste une place le mardi.", "place")
    assert (str(Full.sentence), Full.field) == (str(gettext_lazy("Monday")), "day")


def test_what_is_not_visible_says_nothing_of_whether_it_exists() -> None:
    assert isinstance(NotVisible(), Refusal)
    with translation.override("fr"):
        assert str(NotVisible()) == "Cette page n’existe pas, ou elle n’est pas ouverte pour vous."
