"""What must not be understood: denials, false friends, other people's tastes, the unsaid."""

import pytest

from tests.domains.welcome.said import EVERY_DAY, slots, understood

DENIALS = [
    ("je n'aime pas le sport", {"interests": ""}),
    ("j'aime pas le foot", {"interests": ""}),
    ("je naime pas le sport jadore la musique", {"interests": "music"}),
    ("pas trop le foot mais la natation oui", {"interests": "swimming"}),
    ("je n'aime ni le sport ni la danse", {"interests": ""}),
    ("j'aime tout sauf la danse", {"interests": ""}),
    ("Je n'aime pas le foot, le rugby, ni le tennis", {"interests": ""}),
    ("Je n'aime pas le sport, j'adore la musique", {"interests": "music"}),
    ("le foot c'est pas mon truc", {"interests": ""}),
    ("Le sport, je déteste. La musique, j'adore", {"interests": "music"}),
    ("Pas le foot, la natation oui", {"interests": "swimming"}),
    ("la danse oui, le foot non", {"interests": "dance"}),
    ("je déteste la cuisine et le ménage", {"interests": ""}),
    ("une sortie sans randonnée", {"interests": ""}),
    ("Le yoga ne m'intéresse pas", {"interests": ""}),
    ("j'adore les balades pas trop longues", {"interests": "walking"}),
    ("I don't like sports, but I love hiking", {"interests": "hiking"}),
    ("I hate running", {"interests": ""}),
    ("Football is not my thing", {"interests": ""}),
    ("anything except dancing", {"interests": ""}),
    ("I neither cook nor garden", {"interests": ""}),
    ("anything but karaoke", {"interests": ""}),
    ("Can't do mornings, evenings are best", {"free": slots(EVERY_DAY, "evening")}),
    ("No cooking please, but baking is fine", {"interests": "baking"}),
    ("je suis nul en bricolage", {"interests": ""}),
    ("J'aime les jeux (sauf les échecs)", {"interests": "games"}),
    ("Plus de foot pour moi, mes genoux ne suivent plus", {"interests": ""}),
    ("ni le sport ni la cuisine, plutôt les jeux de plateau", {"interests": "board-games"}),
    ("je n'aime plus danser", {"interests": ""}),
    ("J'ai peur des chiens", {"interests": "", "life": ""}),
    ("je ne parle pas anglais", {"languages": "fr"}),
    ("I don't speak French", {"languages": "en"}),
    ("je ne parle pas français", {"languages": ""}),
    ("je ne suis pas timide", {"comfort": ""}),
    ("je ne suis pas encore à la retraite", {"life": "retired"}),
    ("je n'ai pas d'enfants", {"life": ""}),
    ("je n'ai pas de chien", {"life": ""}),
    ("je ne travaille pas", {"life": ""}),
    ("je ne cherche pas d'emploi", {"life": ""}),
    ("je n'habite pas aux Tilleuls", {"area": None}),
    ("je n'ai pas besoin d'aide", {"wishes": ""}),
    ("je ne suis pas libre le lundi", {"free": ()}),
    ("le mercredi je ne peux pas", {"free": ()}),
    ("libre le samedi, pas le dimanche", {"free": slots(("sat",))}),
]


@pytest.mark.parametrize(("text", "named"), DENIALS)
def test_what_is_denied_is_not_understood(text, named):
    found, expected = understood(text, **named)
    assert found == expected


FALSE_FRIENDS = [
    ("je vais au marché", {"interests": "", "wishes": ""}),
    ("ça marche bien", {"interests": "", "wishes": ""}),
    ("il y a trois marches d'escalier", {"interests": ""}),
    ("vers midi ou avec un verre d'eau", {"interests": ""}),
    ("je fais les courses", {"interests": ""}),
    ("au cours de la semaine dernière", {"interests": "", "free": ()}),
    ("une perte, mon père est parti", {"interests": "", "life": ""}),
    ("je donne ma langue au chat", {"interests": "", "languages": "fr"}),
    ("quel temps de chien !", {"interests": "", "life": ""}),
    ("j'ai connu un échec", {"interests": ""}),
    ("j'ai un chat", {"interests": "cats", "wishes": ""}),
    ("du pain et du lit", {"interests": ""}),
    ("the way we were", {"interests": "", "free": ()}),
    ("a ten minute walk from my home", {"interests": "", "wishes": ""}),
    ("I run a small company", {"interests": ""}),
    ("I want to book a room", {"interests": ""}),
    ("Good morning, good evening", {"free": ()}),
    ("Bonsoir et bonne soirée, bon week-end", {"free": ()}),
    ("je prends le train à la gare", {"area": None}),
    ("une tisane de tilleuls", {"area": None}),
    ("je travaille à la Gare", {"area": None}),
    ("voici ma photo", {"interests": ""}),
    ("je vis dans une maison de retraite", {"life": ""}),
    ("je parle couramment, je suis au courant", {"interests": ""}),
    ("I can help, I can come", {"interests": ""}),
    ("I need a lift to the station", {"access": "", "area": None}),
    ("mes petits-enfants sont loin", {"life": ""}),
    ("je suis de nature calme", {"interests": "", "access": ""}),
    ("aide-soignante de métier", {"wishes": ""}),
]


@pytest.mark.parametrize(("text", "named"), FALSE_FRIENDS)
def test_a_false_friend_is_not_understood(text, named):
    found, expected = understood(text, **named)
    assert found == expected


UNKNOWN = """
franchement tranquillement particulièrement éventuellement samira yasmine aminata olena katarzyna
corentin gwenaëlle nolwenn ludovic marseille strasbourg grenoble conakry casablanca varsovie kyiv
facebook whatsapp netflix leclerc doctolib blablacar coloc boulot kiffer relou wesh cordialement
périscolaire covoiturage intérimaire cariste orthophoniste hypersensible alzheimer parkinson
roommate flatmate coworker groceries gonna btw parcours concours recours discours étudier peintre
chantier photocopieuse photogénique lectorat théorème natalité voilage chiendent parlement
"""


@pytest.mark.parametrize("word", UNKNOWN.split())
def test_a_word_that_only_looks_like_one_of_ours_is_not_taken_for_its_slip(word):
    expected = {"interests": "", "wishes": "", "comfort": "", "life": "", "access": ""}
    found, nothing = understood(f"il y a {word} aussi", **expected)
    assert found == nothing


UNSAID = [
    ("je suis ukrainienne", {"languages": "fr"}),
    ("I'm from Spain, my husband is German", {"languages": "en"}),
    ("je cherche quelqu'un qui parle arabe", {"languages": "fr"}),
    ("parlez-vous espagnol ?", {"languages": "fr"}),
    ("mes amis anglais habitent loin", {"languages": "fr"}),
    (
        "je voudrais apprendre le français",
        {"languages": "", "wishes": "learn", "interests": "french-lessons"},
    ),
    ("je travaille la journée", {"free": (), "life": "working"}),
    ("je travaille le lundi et le mardi", {"free": ()}),
    ("I work on Mondays", {"free": ()}),
    ("je suis arrivé mardi soir", {"free": (), "life": "newcomer"}),
    ("Ma fille fait de la danse et moi je chante", {"interests": "singing", "life": "children"}),
    ("Mon mari parle arabe", {"languages": "fr"}),
    ("My son loves football", {"interests": "", "life": "children"}),
    ("ma sœur habite aux Tilleuls", {"area": None}),
    ("j'étais étudiante", {"life": ""}),
    ("j'ai deux chiens", {"life": "dog", "interests": ""}),
    ("je me sens seule, je suis divorcée", {"life": "", "comfort": "", "wishes": ""}),
    ("je marche avec une canne", {"access": "step-free", "interests": "", "wishes": ""}),
    ("j'ai du mal à marcher", {"access": "step-free", "interests": "", "wishes": ""}),
]


@pytest.mark.parametrize(("text", "named"), UNSAID)
def test_what_was_not_said_is_not_understood(text, named):
    found, expected = understood(text, **named)
    assert found == expected
