"""What consent refuses, each with a sentence that says what one can do."""

from django.utils.translation import gettext_lazy as _

from parvis.domains.gatherings.vocabulary import PLANS_OPEN, VERSIONS_MAX
from parvis.kernel.errors import Refusal


class TermsChanged(Refusal):
    """The terms were changed after the version that was shown; the page says what changed."""

    sentence = _(
        "Entre-temps, quelque chose a changé. Regardez ce qui est proposé maintenant, puis dites"
        " si cela vous va : rien n’a été accepté à votre place."
    )

    def __init__(self, shown: int, in_force: int) -> None:
        super().__init__()
        self.shown, self.in_force = shown, in_force


class TooManyPlans(Refusal):
    sentence = _(
        "Vous avez déjà proposé %(most)s rencontres qui sont encore à venir. Laissez le temps de"
        " répondre, ou changez l’une d’elles."
    ) % {"most": PLANS_OPEN}


class TooManyChanges(Refusal):
    sentence = _(
        "Cette rencontre a déjà changé %(most)s fois. Mieux vaut l’annuler, et en proposer une"
        " autre."
    ) % {"most": VERSIONS_MAX}


class NotTogether(Refusal):
    sentence = _(
        "Vous pourrez proposer une rencontre quand vous vous serez écrit, ou rencontré·es."
    )


class CounterGone(Refusal):
    sentence = _("Cette idée n’est plus d’actualité. Voyez ce qui est proposé maintenant.")
