"""English messages, and messages in both languages."""

import pytest

from tests.domains.welcome.said import EVERY_DAY, WEEKDAYS, WEEKEND, slots, understood

INTERESTS = [
    ("I love hiking and photography", "hiking photography"),
    ("I enjoy cooking, knitting and board games", "cooking knitting board-games"),
    ("I'm into gardning and fotography", "gardening photography"),
    ("I'd like to sing in a choir", "singing choir"),
    ("Ran a marathon once, still running", "running"),
    ("I don't mind walking", "walking"),
    ("not only football, also tennis", "football tennis"),
    ("I've never danced but I would love to try", "dance"),
    ("I'd love to improve my French", "french-lessons"),
    ("movies, books & video games!!!", "cinema reading video-games"),
]


@pytest.mark.parametrize(("text", "interests"), INTERESTS)
def test_interests_are_recognised_in_english(text, interests):
    found, expected = understood(text, interests=interests)
    assert found == expected


OTHER_FIELDS = [
    ("I speak Spanish and a little French", {"languages": "es fr en"}),
    ("My native language is Portuguese", {"languages": "pt en"}),
    ("I'm a Spanish speaker", {"languages": "es en"}),
    ("We speak Arabic at home and I also speak Turkish", {"languages": "ar tr en"}),
    ("I would like to meet people and have a coffee", {"wishes": "talk"}),
    ("I need some help with paperwork", {"wishes": "be-helped"}),
    ("Happy to help my neighbours", {"wishes": "help"}),
    ("I want to learn to sew", {"wishes": "learn", "interests": "sewing"}),
    ("I'm quite shy, one to one is easier", {"comfort": "one-to-one"}),
    ("a small group would be great", {"comfort": "small-group"}),
    ("I'd rather write first", {"comfort": "write-first"}),
    ("I don't want to come alone", {"comfort": "come-with-someone"}),
    ("I just moved here with my daughter", {"life": "newcomer children"}),
    ("international student, new in town", {"life": "student newcomer"}),
    ("I'm retired and I have a dog", {"life": "retired dog"}),
    ("I'm looking for a job", {"life": "job-seeker"}),
    ("I look after my mother", {"life": "caregiver"}),
    ("I use a wheelchair", {"access": "step-free"}),
    ("I'm hard of hearing, loud noise is hard for me", {"access": "hearing-loop quiet"}),
    ("I get tired easily and need a seat", {"access": "seating"}),
    ("I can't climb stairs", {"access": "step-free"}),
    ("Free on Tuesday evenings", {"free": ("tue-evening",)}),
    (
        "I work nights, free on weekday mornings",
        {"free": slots(WEEKDAYS, "morning"), "life": "working"},
    ),
    (
        "Sundays are best for me, otherwise weekday evenings",
        {"free": (*slots(WEEKDAYS, "evening"), *slots(("sun",)))},
    ),
    ("weekends only", {"free": slots(WEEKEND)}),
    ("any day after 6pm", {"free": slots(EVERY_DAY, "evening")}),
    ("Monday to Wednesday mornings", {"free": slots(("mon", "tue", "wed"), "morning")}),
    ("every day except Friday", {"free": slots(("mon", "tue", "wed", "thu", "sat", "sun"))}),
    (
        "Thursday afternoons and Saturday mornings",
        {"free": ("thu-afternoon", "sat-morning")},
    ),
    ("I live near the station", {"area": "2"}),
    ("We moved to Bellevue last month", {"area": "5", "life": "newcomer"}),
]


@pytest.mark.parametrize(("text", "named"), OTHER_FIELDS)
def test_the_rest_is_recognised_in_english(text, named):
    found, expected = understood(text, **named)
    assert found == expected


MIXED = [
    (
        "Bonjour, je suis nouvelle ici. I also like hiking et la poterie.",
        {"interests": "hiking pottery", "life": "newcomer"},
    ),
    ("I love la randonnée and le cinéma", {"interests": "hiking cinema"}),
    ("j'aime le running et le brunch with friends", {"interests": "running"}),
]


@pytest.mark.parametrize(("text", "named"), MIXED)
def test_both_languages_are_read_in_one_message(text, named):
    found, expected = understood(text, **named)
    assert found == expected


def test_a_whole_message_is_understood_in_english():
    text = (
        "Hi! I'm a student and I just arrived from Kyiv. I speak Ukrainian and English, I want "
        "to learn French. I love hiking and board games but I don't like parties. I'm shy. "
        "I'm free on weekends and Thursday evenings."
    )
    found, expected = understood(
        text,
        interests="french-lessons hiking board-games",
        languages="uk en",
        wishes="learn",
        comfort="one-to-one",
        life="student newcomer",
        free=("thu-evening", *slots(WEEKEND)),
        area=None,
        access="",
    )
    assert found == expected
