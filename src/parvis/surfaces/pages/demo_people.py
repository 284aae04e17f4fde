"""Who one may enter the demo as. The addresses are those of the demo town's own file."""

from django.utils.translation import gettext_lazy as _

DOMAIN = "demo.parvis.example"
ENTRIES = [
    (f"malika@{DOMAIN}", _("vient d’arriver")),
    (f"serge@{DOMAIN}", _("habitant")),
    (f"nadia@{DOMAIN}", _("accueille celles et ceux qui arrivent")),
    (f"odile@{DOMAIN}", _("anime une maison de quartier")),
    (f"helene@{DOMAIN}", _("modératrice")),
    (f"apolline@{DOMAIN}", _("agent de la commune")),
    (f"solene@{DOMAIN}", _("coordinatrice")),
    (f"quentin@{DOMAIN}", _("opérateur")),
]
