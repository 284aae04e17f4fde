"""What the town says when it says no: every refusal carries a sentence for the person."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Sentence


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not an error)
    """A request that cannot be granted, and why, in words meant for the person who asked.

    Subclasses set ``sentence``, and ``field`` when one field of a form is what should change.
    """

    sentence: "Sentence" = _("Ce n’est pas possible pour le moment.")
    field: str | None = None

    def __init__(self, sentence: "Sentence | None" = None, *, field: str | None = None) -> None:
        if sentence is not None:
            self.sentence = sentence
        if field is not None:
            self.field = field
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return str(self.sentence)


class NotVisible(Refusal):
    """The thing is not there, or not for this person: one answer for both, a 404."""

    sentence = _("Cette page n’existe pas, ou elle n’est pas ouverte pour vous.")
