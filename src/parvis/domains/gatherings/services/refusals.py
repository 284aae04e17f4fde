"""What gatherings refuse, each with a sentence that says what one can do."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

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
