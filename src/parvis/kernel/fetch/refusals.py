"""Why something was not fetched. ``code`` is kept in logs and rows, the sentence is for people."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.errors import Refusal


class FetchRefused(Refusal):
    code: str = "refused"


class BadAddress(FetchRefused):
    code = "address"
    sentence = _(
        "Cette adresse ne convient pas. Elle doit commencer par https:// et se lire sans mot de"
        " passe."
    )


class NotListed(FetchRefused):
    code = "not_listed"
    sentence = _(
        "Ce site n’est pas dans la liste de ceux que ce serveur peut lire. Demandez à la personne"
        " qui l’administre de l’ajouter."
    )


class PrivateAddress(FetchRefused):
    code = "private"
    sentence = _("Cette adresse mène à un réseau privé : nous ne lisons que ce qui est public.")


class Unreachable(FetchRefused):
    code = "unreachable"
    sentence = _("Ce site ne répond pas. Vérifiez l’adresse, ou réessayez plus tard.")


class UntrustedServer(FetchRefused):
    code = "untrusted"
    sentence = _("Ce site ne prouve pas son identité : son certificat n’est pas valable.")


class TooSlow(FetchRefused):
    code = "slow"
    sentence = _("Ce site met trop de temps à répondre. Réessayez plus tard.")


class TooBig(FetchRefused):
    code = "big"
    sentence = _("Ce que ce site envoie est trop gros pour un agenda.")


class TooManyRedirects(FetchRefused):
    code = "redirects"
    sentence = _("Cette adresse renvoie de page en page sans fin. Donnez l’adresse d’arrivée.")


class Downgraded(FetchRefused):
    code = "downgraded"
    sentence = _("Ce site quitte la connexion chiffrée en chemin : nous ne le suivons pas.")


class WrongKind(FetchRefused):
    code = "kind"
    sentence = _("Ce que nous avons trouvé à cette adresse n’est pas ce que nous attendions.")
