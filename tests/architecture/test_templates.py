"""What a template may hold, and how it speaks."""

import re
from pathlib import Path

import pytest

from parvis.surfaces.cli import translations
from tests.architecture.sources import HOUSE, modules, name, templates, text, tree

LONGEST = 150
#: What a whole document begins with: the shells, the page that must need nothing, mails, and the
#: file that a person takes away.
DOCUMENTS = {
    "web/templates/shell.html",
    "web/templates/500.html",
    "domains/people/templates/account/email/_code.html",
    "domains/people/templates/people/export.html",
    "web/templates/paper/document.html",
    "domains/gatherings/templates/gatherings/kiosk.html",
    # Shown in a frame of another site.
    "surfaces/feeds/templates/feeds/embed.html",
}
EXTENDS = re.compile(r"\{%-?\s*extends\s")
#: Where a whole document begins.
DOCUMENT = re.compile(r"<(?:html|body|head)[ >]", re.IGNORECASE)
STYLE = re.compile(r"<style|\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"\son[a-z]+\s*=\s*[\"'{]", re.IGNORECASE)
#: What runs. A block of data (schema.org) does not, and no policy stops it.
SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)(?! type=\"application/ld\+json\">)", re.IGNORECASE)
ADDRESS = re.compile(r"(?:href|action|src)\s*=\s*[\"']\s*javascript:", re.IGNORECASE)
#: A town's site is not the State's (ECO-12).
STATE = re.compile(r"Marianne|fr-header__brand|R[ÉE]PUBLIQUE FRAN[CÇ]AISE|dsfr", re.IGNORECASE)
#: A person is somebody; and nobody here is addressed as a child, nor blamed.
REFUSED = re.compile(
    r"\butilisat(?:eur|rice)s?\b|\busagers?\b|\binternautes?\b"
    r"|(?<!Mo, )\b(?:tu|toi|ton|tien|tiens)\b|\bt[’'](?=[aeéèêiouyh])"
    r"|\b(?:erreur de votre part|vous avez échoué|invalide)\b|cliquez ici",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def sentences() -> list[tuple[str, str]]:
    """Every sentence that a person may read, with where it stands."""
    found = [
        (f"{file}:{line}", form)
        for message in translations.extracted(translations.SOURCE)
        if message.id
        for form in translations.forms(message.id)
        for file, line in message.locations[:1]
    ]
    assert len(found) > 500
    return found


@pytest.mark.parametrize("path", templates(), ids=name)
def test_template_has_no_inline_style_script_or_handler(path: Path):
    source = text(path)

    assert STYLE.findall(source) == []
    assert HANDLER.findall(source) == []
    assert SCRIPT.findall(source) == []
    assert ADDRESS.findall(source) == []


@pytest.mark.parametrize("path", templates(), ids=name)
def test_template_extends_a_shell_or_is_a_fragment(path: Path):
    source = text(path)
    extends = EXTENDS.search(source) is not None
    document = DOCUMENT.search(source) is not None

    assert document == (name(path) in DOCUMENTS)
    assert not (extends and document)
    if extends and "/email/" not in name(path):
        assert "{% block title %}" in source


def test_template_is_short():
    lengths = {name(path): len(text(path).splitlines()) for path in templates()}

    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize("path", templates(), ids=name)
def test_form_that_posts_is_protected(path: Path):
    """A form written by hand carries the token; the components do by themselves."""
    for form in re.findall(r"<form\b.*?</form>", text(path), re.DOTALL):
        if re.search(r"method\s*=\s*[\"']post", form, re.IGNORECASE):
            assert re.search(r"csrf", form)


def test_nothing_looks_like_the_state():
    dressed = [
        f"{name(path)}: {found[0]}"
        for path in [*templates(), *HOUSE.rglob("web/styles/*.css"), *HOUSE.rglob("web/ts/*.ts")]
        if (found := STATE.search(text(path)))
    ]

    assert dressed == []


def test_sentences_are_typeset_in_french():
    assert list(translations.typography(translations.extracted(translations.SOURCE))) == []


def test_sentences_speak_to_somebody(sentences):
    refused = [
        f"{where}: {found[0]!r} in {said!r}"
        for where, said in sentences
        if (found := REFUSED.search(said))
    ]

    assert refused == []


def test_refused_words_are_recognised():
    """The rule above finds what it is for."""
    for said in ("Les utilisateurs", "Tu peux venir", "Ton profil", "Cliquez ici", "t’inscrire"):
        assert REFUSED.search(said)
    for said in ("Une attention", "Du bouton", "Vous tenez la porte", "tout à l’heure"):
        assert not REFUSED.search(said)


def test_every_template_is_shown_by_something():
    """A template nobody names is left over."""
    sources = [*modules(), *templates(), *HOUSE.rglob("*.svg")]
    whole = "\n".join(text(path) for path in sources)
    forgotten = []
    for path in templates():
        short = name(path).split("templates/")[-1] if "templates/" in name(path) else path.name
        if named_by_a_library(short) or path.parent.name == "specimens":
            continue
        if short not in whole:
            forgotten.append(name(path))

    assert forgotten == []


def named_by_a_library(short: str) -> bool:
    """Pages and mails of accounts are looked up by the library that signs people in."""
    return (
        short.startswith(("account/", "mfa/", "usersessions/"))
        or re.fullmatch(r"(?:400|403|403_csrf|404|429|500)\.html", short) is not None
    )


def test_modules_can_be_parsed():
    assert all(tree(path) for path in modules())
