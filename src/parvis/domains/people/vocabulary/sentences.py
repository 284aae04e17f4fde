"""Words of a profile inside a sentence."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.domains.people.vocabulary import interests


def listed(words: Sequence[str]) -> str:
    """« photo, jardinage et marche »; commas alone where one says two (« marche et balades »)."""
    if len(words) < 2 or any(" et " in word or " and " in word for word in words):
        return ", ".join(words)
    return _("%(many)s et %(last)s") % {"many": ", ".join(words[:-1]), "last": words[-1]}


def lowered(label: str) -> str:
    """Inside a sentence; English keeps its capitals (« French »), and so do initials (« BD »)."""
    if label[1:2].isupper() or (get_language() or "").startswith("en"):
        return label
    return f"{label[:1].lower()}{label[1:]}"


def interest_words(slugs: Sequence[str]) -> str:
    """Interests, listed."""
    language = (get_language() or "fr").split("-")[0]
    return listed([lowered(interests.label(slug, language)) for slug in slugs])
