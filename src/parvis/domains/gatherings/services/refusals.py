"""What gatherings refuse, each with a sentence that says what one can do."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from parvis.kernel.errors import Refusal


class Full(Refusal):
    sentence = _(
        "Il n’y a plus de place à cette date. Une autre date en a peut-être encore, et une place"
        " peut se libérer d’ici là."
    )


class Over(Refusal):
    sentence = _("Cette rencontre est passée. Il y en aura d’autres : l’agenda est ouvert.")


class CalledOff(Refusal):
    sentence = _("Cette rencontre est annulée. Regardez ses autres dates, ou l’agenda.")


class GatheringRefused(Refusal):
    """What is wrong with each field: ``problems`` maps a field to its sentence."""

    sentence = _("Quelques points sont à corriger avant d’enregistrer cette rencontre.")

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = dict(problems)


class TooManyGuests(Refusal):
    """More people than one may bring: ``most`` of them."""

    field = "guests"

    def __init__(self, most: int) -> None:
        super().__init__(
            ngettext(
                "Vous pouvez venir avec une personne au plus.",
                "Vous pouvez venir avec %(most)s personnes au plus.",
                most,
            )
            % {"most": most}
            if most
            else _("Cette rencontre est prévue pour une personne par inscription."),
        )


class NoRoomForGuests(Refusal):
    sentence = _(
        "Il ne reste pas assez de places pour davantage de proches. La vôtre ne change pas."
    )
    field = "guests"


class PartyTooLarge(Refusal):
    sentence = _("Vous seriez plus nombreux que les places de cette rencontre.")
    field = "guests"


class SeriesOnly(Refusal):
    sentence = _(
        "Ici, on s’inscrit à toutes les dates à la fois : elles se suivent. Choisissez « à toutes"
        " les dates »."
    )


class TermsFirst(Refusal):
    sentence = _("Lisez d’abord ce qui est convenu, puis dites oui : c’est sur cette page.")


class OfferOver(Refusal):
    sentence = _(
        "Cette place n’est plus gardée pour vous. Si vous voulez encore venir, inscrivez-vous :"
        " c’est un geste."
    )


class FromElsewhere(Refusal):
    sentence = _(
        "Cette rencontre vient d’un autre agenda : c’est là qu’elle se change. Ici, vous pouvez"
        " seulement choisir de ne pas la montrer."
    )
