"""French messages, as people write them."""

import pytest

from tests.domains.welcome.said import EVERY_DAY, WEEKDAYS, WEEKEND, slots, understood

INTERESTS = [
    ("Je photographie les oiseaux", "photography birds"),
    ("j'adore bricoler, jardiner et cuisiner", "diy gardening cooking"),
    ("J’aime la photo et marcher", "photography walking"),
    ("Je fais de la rando et un peu de belote", "hiking card-games"),
    ("jaime le theatre et les echecs", "theatre chess"),
    ("J'AIME LA PETANQUE ET LES JEUX DE SOCIETE", "petanque board-games"),
    ("fotographie, randonée, jardinnage, guitarre", "photography hiking gardening guitar"),
    ("tricotter et un peu de poterie le soir", "knitting pottery"),
    ("Je bouquine beaucoup, surtout des polars", "reading crime-fiction"),
    ("musique des années 80 et bal folk", "60s-80s-music folk-dance"),
    ("passionné d'astronomie et de jeux vidéos", "astronomy video-games"),
    ("je cours et je nage", "running swimming"),
    ("🎸🎸 guitare !!! et chorale 😀", "guitar choir"),
    ("jadooooore la danse", "dance"),
    ("On pourrait réparer des vélos ensemble", "bike-repair"),
    ("aide aux devoirs ou bénévolat, ça me plairait", "homework-help volunteering"),
    ("j'aimerais participer au jardin partagé", "shared-garden"),
    ("regarder un film puis en discuter, lire des BD", "cinema conversation reading comics"),
    ("la mer, la montagne, le ski", "seaside-rivers mountains winter-sports"),
    ("cours d'anglais ou échange de langues", "english language-exchange"),
]


@pytest.mark.parametrize(("text", "interests"), INTERESTS)
def test_interests_are_recognised_in_french(text, interests):
    found, expected = understood(text, interests=interests)
    assert found == expected


LANGUAGES = [
    ("je parle arabe et un peu d'anglais", "ar en fr"),
    ("Je parle couramment l'espagnol, le portugais et je comprends l'italien", "es pt it fr"),
    ("ma langue maternelle est le turc", "tr fr"),
    ("je sais parler wolof et peul", "wo ff fr"),
    ("Nous parlons ukrainien et russe à la maison", "uk ru fr"),
    ("je parle francais et arabe", "fr ar"),
    ("Je suis lusophone", "pt fr"),
    ("je parle arabe mais pas anglais", "ar fr"),
    ("je parle pas mal espagnol", "es fr"),
]


@pytest.mark.parametrize(("text", "languages"), LANGUAGES)
def test_languages_spoken_are_recognised_in_french(text, languages):
    found, expected = understood(text, languages=languages)
    assert found == expected


WISHES = [
    ("je voudrais discuter autour d'un café", "talk"),
    ("Envie de me balader avec quelqu'un", "walk"),
    ("je peux donner un coup de main", "help"),
    ("j'ai besoin d'un coup de main pour mes papiers", "be-helped"),
    ("j'aimerais qu'on m'aide à déménager un meuble", "be-helped"),
    ("j'aimerais apprendre la couture", "learn"),
    ("fabriquer des choses, créer", "create"),
    ("me faire des amis et aider les autres", "talk help"),
    ("Je cherche de la compagnie pour des promenades", "talk walk"),
]


@pytest.mark.parametrize(("text", "wishes"), WISHES)
def test_wishes_are_recognised_in_french(text, wishes):
    found, expected = understood(text, wishes=wishes)
    assert found == expected


COMFORT = [
    ("je suis timide", "one-to-one"),
    ("un peu réservée je l'avoue", "one-to-one"),
    ("plutôt à deux ou trois", "small-group"),
    ("en petit groupe si possible", "small-group"),
    ("je préfère écrire d'abord", "write-first"),
    ("j'ose pas venir seule", "come-with-someone"),
    ("Je n'ose pas y aller toute seule, je suis timide", "come-with-someone one-to-one"),
    ("je n'aime pas la foule", "small-group"),
    ("J'aimerais être accompagné la première fois", "come-with-someone"),
    ("en tete a tete plutot", "one-to-one"),
]


@pytest.mark.parametrize(("text", "comfort"), COMFORT)
def test_what_makes_it_easier_is_recognised_in_french(text, comfort):
    found, expected = understood(text, comfort=comfort)
    assert found == expected


LIFE = [
    ("Je viens d’emménager avec mes enfants", "newcomer children"),
    ("je suis arrivée il y a deux semaines", "newcomer"),
    ("nouveau dans le quartier avec mon chien", "newcomer dog"),
    ("ma chienne et moi cherchons des balades", "dog"),
    ("je suis à la retraite", "retired"),
    ("retraitée depuis peu", "retired"),
    ("étudiante en deuxième année", "student"),
    ("je cherche un emploi", "job-seeker"),
    ("Je suis au chomage", "job-seeker"),
    ("je travaille de nuit à l'hôpital", "working"),
    ("je m'occupe de ma mère âgée", "caregiver"),
    ("maman solo de deux filles", "children"),
    ("j'ai trois enfants et un chien", "children dog"),
]


@pytest.mark.parametrize(("text", "life"), LIFE)
def test_facts_of_life_are_recognised_in_french(text, life):
    found, expected = understood(text, life=life)
    assert found == expected


ACCESS = [
    ("je suis en fauteuil roulant", "step-free"),
    ("je viendrai avec une poussette", "step-free"),
    ("je suis malentendant", "hearing-loop"),
    ("je signe en LSF", "sign-language"),
    ("je fatigue vite, besoin de m'asseoir", "seating"),
    ("le bruit me gêne", "quiet"),
    ("je ne peux pas monter les escaliers", "step-free"),
    ("y a-t-il un parking et des toilettes ?", "parking toilets"),
    ("mon mari est en fauteuil roulant", "step-free"),
]


@pytest.mark.parametrize(("text", "access"), ACCESS)
def test_access_needs_are_recognised_in_french(text, access):
    found, expected = understood(text, access=access)
    assert found == expected


MOMENTS = [
    ("le mardi soir", slots(("tue",), "evening")),
    ("plutôt le week-end", slots(WEEKEND)),
    ("dispo le weekend matin", slots(WEEKEND, "morning")),
    ("en semaine après 17h", slots(WEEKDAYS, "evening")),
    ("le matin", slots(EVERY_DAY, "morning")),
    ("tous les jours sauf le mercredi", slots(("mon", "tue", "thu", "fri", "sat", "sun"))),
    ("libre jeudi et vendredi après-midi", slots(("thu", "fri"), "afternoon")),
    ("lundi matin et mardi soir", ("mon-morning", "tue-evening")),
    ("du lundi au jeudi en soirée", slots(("mon", "tue", "wed", "thu"), "evening")),
    ("le soir en semaine et le week-end", (*slots(WEEKDAYS, "evening"), *slots(WEEKEND))),
    ("libre le lundi mais pas le matin", slots(("mon",), "afternoon", "evening")),
    ("mercredi entre 14h et 16h30", ("wed-afternoon",)),
    ("le samedi avant 12 h", ("sat-morning",)),
    ("Je travaille en semaine, libre le dimanche", slots(("sun",))),
    ("tous les soirs sauf vendredi", slots((*EVERY_DAY[:4], "sat", "sun"), "evening")),
    ("vendredi soir ou samedi dans la journée", ("fri-evening", "sat-morning", "sat-afternoon")),
    ("Je ne suis libre que le dimanche", slots(("sun",))),
    ("dispo jeudi aprem", ("thu-afternoon",)),
    ("je suis libre en journée", slots(EVERY_DAY, "morning", "afternoon")),
]


@pytest.mark.parametrize(("text", "free"), MOMENTS)
def test_free_moments_are_recognised_in_french(text, free):
    found, expected = understood(text, free=free)
    assert found == expected


PLACES = [
    ("Je viens d'emménager aux Tilleuls", "1"),
    ("j'habite quartier de la gare", "2"),
    ("on vit à la Gare depuis peu", "2"),
    ("j'habite aux tileuls", "1"),
    ("jhabite au centre ville", "3"),
    ("JE VIS DANS LE QUARTIER BELLEVUE", "5"),
    ("je travaille à la Gare mais j'habite aux Hauts de Morlaine", "6"),
    ("Je loge près du vieux port", "4"),
]


@pytest.mark.parametrize(("text", "area"), PLACES)
def test_the_neighbourhood_is_recognised_in_french(text, area):
    found, expected = understood(text, area=area)
    assert found == expected


def test_a_whole_message_is_understood_in_french():
    text = (
        "Bonjour, je viens d’emménager aux Tilleuls avec ma chienne. J’aime la photo et marcher, "
        "plutôt à deux ou trois. Je parle français et un peu anglais, je suis libre le mardi soir."
    )
    found, expected = understood(
        text,
        interests="photography walking",
        languages="fr en",
        wishes="walk",
        comfort="small-group",
        life="newcomer dog",
        free=("tue-evening",),
        area="1",
        access="",
    )
    assert found == expected
