"""How much each part of the score counts is learned from what the town followed and refused."""

from datetime import datetime

from parvis.domains.welcome import pairing, selectors
from parvis.domains.welcome.models import LearnedWeights
from parvis.domains.welcome.vocabulary import CHOICES_MIN


def learn_weights(*, at: datetime) -> LearnedWeights | None:
    """Learn again from the last year, and keep the result; None while there is too little.

    Without history a town has the usual weights; with some, weights drawn towards them.
    """
    choices = selectors.choices_made(at)
    if len(choices) < CHOICES_MIN:
        return None
    learned = pairing.learned_from(choices)
    kept = LearnedWeights.objects.create(
        weights=learned.weights, errors=learned.errors, choices=learned.choices, learned_at=at
    )
    # Only the last one serves, and an operator may want to compare it with the one before.
    older = LearnedWeights.objects.order_by("-learned_at").values_list("pk", flat=True)[2:]
    LearnedWeights.objects.filter(pk__in=list(older)).delete()
    return kept
