"""Choices and limits of people's profiles."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NAME_MAX = 40
ABOUT_MAX = 600
NEWCOMER_DAYS = 90
ADULT_AGE = 18
#: More than this and a list says nothing any more.
INTERESTS_MAX = 60
#: An address nobody confirmed is forgotten after so many days.
UNCONFIRMED_DAYS = 7
#: A session of somebody with a duty that sees more than a neighbour does.
STAFF_SESSION_HOURS = 8
CODE_DIGITS = 6
CODE_SECONDS = 600
CODE_TRIES = 3
#: The versions in force. A change of the text is a new version, and asks everyone again.
CHARTER_VERSION = "2026-11"
PRIVACY_VERSION = "2026-11"


class Role(TextChoices):
    WELCOMER = "welcomer", _("accueillant·e")
    MODERATOR = "moderator", _("modérateur·rice")
    OFFICIAL = "official", _("élu·e ou agent")
    COORDINATOR = "coordinator", _("coordinateur·rice")
    OPERATOR = "operator", _("opérateur·rice")


#: Duties that see more than a neighbour does: a second factor is compulsory.
STAFF_ROLES = (Role.MODERATOR, Role.OFFICIAL, Role.COORDINATOR, Role.OPERATOR)


class Agreement(TextChoices):
    CHARTER = "charter", _("La charte")
    PRIVACY = "privacy", _("La vie privée")
    ADULT = "adult", _("Avoir 18 ans ou plus")


class Wish(TextChoices):
    TALK = "talk", _("Parler")
    WALK = "walk", _("Marcher, sortir")
    HELP = "help", _("Donner un coup de main")
    BE_HELPED = "be-helped", _("Recevoir un coup de main")
    LEARN = "learn", _("Apprendre")
    CREATE = "create", _("Créer")


class Comfort(TextChoices):
    ONE_TO_ONE = "one-to-one", _("Une personne à la fois")
    SMALL_GROUP = "small-group", _("Un petit groupe")
    WRITE_FIRST = "write-first", _("M’écrire d’abord")
    COME_WITH_SOMEONE = "come-with-someone", _("Venir avec quelqu’un la première fois")


class Life(TextChoices):
    NEWCOMER = "newcomer", _("J’arrive dans la commune")
    CHILDREN = "children", _("J’ai des enfants")
    DOG = "dog", _("J’ai un chien")
    STUDENT = "student", _("J’étudie")
    WORKING = "working", _("Je travaille")
    JOB_SEEKER = "job-seeker", _("Je cherche un emploi")
    RETIRED = "retired", _("Je suis à la retraite")
    CAREGIVER = "caregiver", _("Je m’occupe d’un proche")


class Access(TextChoices):
    """What somebody needs, and what a place offers (territory keeps the same words)."""

    STEP_FREE = "step-free", _("Accès sans marche")
    HEARING_LOOP = "hearing-loop", _("Boucle magnétique")
    SIGN_LANGUAGE = "sign-language", _("Langue des signes")
    QUIET = "quiet", _("Endroit calme")
    SEATING = "seating", _("De quoi s’asseoir")
    PARKING = "parking", _("Stationnement proche")
    TOILETS = "toilets", _("Toilettes accessibles")


class AgeBand(TextChoices):
    YOUNG = "18-29", _("18 à 29 ans")
    ADULT = "30-44", _("30 à 44 ans")
    MIDDLE = "45-59", _("45 à 59 ans")
    SENIOR = "60-74", _("60 à 74 ans")
    ELDER = "75+", _("75 ans ou plus")


class Weekday(TextChoices):
    MONDAY = "mon", _("Lundi")
    TUESDAY = "tue", _("Mardi")
    WEDNESDAY = "wed", _("Mercredi")
    THURSDAY = "thu", _("Jeudi")
    FRIDAY = "fri", _("Vendredi")
    SATURDAY = "sat", _("Samedi")
    SUNDAY = "sun", _("Dimanche")


class Moment(TextChoices):
    MORNING = "morning", _("Matin")
    AFTERNOON = "afternoon", _("Après-midi")
    EVENING = "evening", _("Soir")


#: The 21 moments of a week, ``mon-morning`` first.
SLOTS = tuple(f"{day}-{moment}" for day in Weekday.values for moment in Moment.values)


class Language(TextChoices):
    FRENCH = "fr", pgettext_lazy("language", "Français")
    ENGLISH = "en", pgettext_lazy("language", "Anglais")
    ARABIC = "ar", pgettext_lazy("language", "Arabe")
    SPANISH = "es", pgettext_lazy("language", "Espagnol")
    PORTUGUESE = "pt", pgettext_lazy("language", "Portugais")
    ITALIAN = "it", pgettext_lazy("language", "Italien")
    GERMAN = "de", pgettext_lazy("language", "Allemand")
    UKRAINIAN = "uk", pgettext_lazy("language", "Ukrainien")
    RUSSIAN = "ru", pgettext_lazy("language", "Russe")
    POLISH = "pl", pgettext_lazy("language", "Polonais")
    ROMANIAN = "ro", pgettext_lazy("language", "Roumain")
    TURKISH = "tr", pgettext_lazy("language", "Turc")
    DARI = "fa", pgettext_lazy("language", "Persan, dari")
    PASHTO = "ps", pgettext_lazy("language", "Pachto")
    CHINESE = "zh", pgettext_lazy("language", "Chinois")
    VIETNAMESE = "vi", pgettext_lazy("language", "Vietnamien")
    TAMIL = "ta", pgettext_lazy("language", "Tamoul")
    WOLOF = "wo", pgettext_lazy("language", "Wolof")
    BAMBARA = "bm", pgettext_lazy("language", "Bambara")
    LINGALA = "ln", pgettext_lazy("language", "Lingala")
    BERBER = "ber", pgettext_lazy("language", "Berbère")
    DUTCH = "nl", pgettext_lazy("language", "Néerlandais")
    ALBANIAN = "sq", pgettext_lazy("language", "Albanais")
    AMHARIC = "am", pgettext_lazy("language", "Amharique")
    ARMENIAN = "hy", pgettext_lazy("language", "Arménien")
    BASQUE = "eu", pgettext_lazy("language", "Basque")
    BRETON = "br", pgettext_lazy("language", "Breton")
    BULGARIAN = "bg", pgettext_lazy("language", "Bulgare")
    CATALAN = "ca", pgettext_lazy("language", "Catalan")
    HAITIAN = "ht", pgettext_lazy("language", "Créole haïtien")
    FULA = "ff", pgettext_lazy("language", "Peul")
    GEORGIAN = "ka", pgettext_lazy("language", "Géorgien")
    HINDI = "hi", pgettext_lazy("language", "Hindi")
    HUNGARIAN = "hu", pgettext_lazy("language", "Hongrois")
    JAPANESE = "ja", pgettext_lazy("language", "Japonais")
    KOREAN = "ko", pgettext_lazy("language", "Coréen")
    KURDISH = "ku", pgettext_lazy("language", "Kurde")
    MALAGASY = "mg", pgettext_lazy("language", "Malgache")
    OCCITAN = "oc", pgettext_lazy("language", "Occitan")
    SERBIAN = "sr", pgettext_lazy("language", "Serbe")
    SOMALI = "so", pgettext_lazy("language", "Somali")
    SONINKE = "snk", pgettext_lazy("language", "Soninké")
    TIGRINYA = "ti", pgettext_lazy("language", "Tigrigna")
    URDU = "ur", pgettext_lazy("language", "Ourdou")
    SIGN = "fsl", pgettext_lazy("language", "Langue des signes française")
