"""Who may do what with rounds, and why not, in a sentence."""

from django.utils.translation import gettext_lazy as _

from parvis.domains.people.rules import holds, is_signed_in, is_staying
from parvis.domains.people.vocabulary import Role
from parvis.kernel.errors import Refusal

#: To be on the list: an account, and no wish to leave.
may_put_name_down = is_signed_in & is_staying
#: Over ``(resident, area)``: sessions, reading over, moving, publishing.
may_coordinate = holds(Role.COORDINATOR).saying(
    _("La coordination de la commune s’occupe des tablées.")
)


class NoCommune(Refusal):
    sentence = _(
        "Dites d’abord dans votre profil dans quel quartier vous vivez : les tablées se forment"
        " commune par commune."
    )


class AlreadyAtATable(Refusal):
    sentence = _("Une tablée vous attend déjà. Vous pourrez en rejoindre une autre ensuite.")


class UnknownChoice(Refusal):
    sentence = _("Un de ces choix n’existe plus. Rechargez la page, puis choisissez de nouveau.")


class NothingFree(Refusal):
    field = "free"
    sentence = _("Cochez au moins un moment où vous êtes libre.")


class NameNotDown(Refusal):
    sentence = _("Votre nom n’est pas sur la liste : inscrivez-vous quand vous voulez.")


class SessionRefused(Refusal):
    """A session as it was written cannot be; ``field`` says which part."""


class SessionTwice(Refusal):
    field = "begins"
    sentence = _("Cette séance existe déjà : même lieu, même salle, même moment.")


class SessionAwaited(Refusal):
    """People are saying yes to a table there: what they read is not changed under their eyes."""

    sentence = _(
        "Des personnes répondent en ce moment pour une tablée de cette séance. Attendez leurs"
        " réponses, ou fermez cette séance et ouvrez-en une autre."
    )


class PageTooOld(Refusal):
    """The round changed since the page was drawn: what was pressed is not obeyed."""

    sentence = _(
        "Ces tablées ont changé depuis que cette page est affichée. Relisez-les, puis recommencez."
    )


class NotNow(Refusal):
    """The round is at another stage."""

    sentence = _("Ce n’est plus possible : ce tirage en est déjà à une autre étape.")


class BeingPrepared(Refusal):
    sentence = _("Les tablées sont en préparation. Revenez dans une minute ou deux.")


class CannotMove(Refusal):
    """A hard rule stands against a move by hand."""

    sentence = _("Cette personne ne peut pas être à cette tablée.")


class NothingToUndo(Refusal):
    sentence = _("Il n’y a pas de déplacement à annuler.")


class NoLongerPossible(Refusal):
    """What was prepared cannot be as it stands; which fact changed is nobody's business."""

    sentence = _(
        "Quelque chose a changé depuis la préparation, et une tablée ne peut plus se faire ainsi."
        " Préparez-les à nouveau, ou déplacez quelqu’un."
    )


class PlaceGone(Refusal):
    """The time to answer is over, or somebody else has the place."""

    sentence = _(
        "Cette place n’est plus libre. Votre nom peut rester sur la liste : ce sera pour une autre"
        " tablée."
    )


class TableDecided(Refusal):
    """The table is formed, or could not be: answers change nothing any more."""

    sentence = _("Cette tablée est déjà décidée. Sa page dit ce que vous pouvez faire.")


class TooFew(Refusal):
    """A table needs three people who come, and nobody awaited."""

    sentence = _("Il faut trois personnes qui viennent pour former une tablée.")


class TooLate(Refusal):
    """The first meeting would have begun."""

    sentence = _("Cette tablée aurait déjà commencé.")


class NotTogether(Refusal):
    """Two of its people cannot be at one table any more; which, and why, is never said."""

    sentence = _("Cette tablée ne peut plus se faire ainsi.")
