"""The catalogues are complete, and the French is well set."""

import gettext
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from parvis.surfaces.cli import translations, typesetting
from parvis.surfaces.cli.start import Stop

CODE = """from django.utils.translation import gettext as _, ngettext, pgettext_lazy

def greet(name, n):
    month = pgettext_lazy("calendar", "Mai")
    seats = ngettext("%(n)s place", "%(n)s places", n)
    return _("Bonjour %(name)s.") % {"name": name}, seats, month
"""
PAGE = """<p>{{ _("Une seule porte suffit.") }}</p>
{% trans n=free %}
  {{ n }} place libre
{% pluralize %}
  {{ n }} places libres
{% endtrans %}
"""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A small tree with one module and one page."""
    source = tmp_path / "src" / "parvis"
    (source / "web" / "templates").mkdir(parents=True)
    (source / "words.py").write_text(CODE, encoding="utf-8")
    (source / "web" / "templates" / "page.html").write_text(PAGE, encoding="utf-8")
    return source


def english(town: Path, *replacements: tuple[str, str]) -> None:
    file = translations.catalogue_path("en", town)
    text = file.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, text
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")


WHOLE = (
    ('msgid "Bonjour %(name)s."\nmsgstr ""', 'msgid "Bonjour %(name)s."\nmsgstr "Hello %(name)s."'),
    ('msgid "Mai"\nmsgstr ""', 'msgid "Mai"\nmsgstr "May"'),
    ('suffit."\nmsgstr ""', 'suffit."\nmsgstr "One door is enough."'),
    ('"%(n)s places"\nmsgstr[0] ""\nmsgstr[1] ""',
     '"%(n)s places"\nmsgstr[0] "one seat"\nmsgstr[1] "%(n)s seats"'),
    ('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "%(n)s seat"\nmsgstr[1] "%(n)s seats"'),
)  # fmt: skip


def problems(town: Path, capsys: pytest.CaptureFixture[str], *, update: bool = False) -> str:
    with pytest.raises(Stop):
        translations.run(update=update, source=town)
    return capsys.readouterr().out


def test_update_writes_every_sentence_once_without_places(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problems(town, capsys, update=True)

    text = translations.catalogue_path("en", town).read_text(encoding="utf-8")
    with translations.catalogue_path("en", town).open("rb") as file:
        found = {translations.key_of(one) for one in read_po(file) if one.id}
    assert {("Bonjour %(name)s.", ""), ("Mai", "calendar"), ("%(n)s place", "")} < found
    assert any("place libre" in identity for identity, _ in found)
    assert len(found) == 5
    assert "words.py" not in text
    assert "Date" not in text


def test_update_twice_changes_nothing(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problems(town, capsys, update=True)
    first = translations.catalogue_path("en", town).read_bytes()

    problems(town, capsys, update=True)

    assert translations.catalogue_path("en", town).read_bytes() == first


def test_whole_catalogues_pass(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problems(town, capsys, update=True)
    english(town, *WHOLE)

    translations.run(update=False, source=town)

    assert "5 sentences" in capsys.readouterr().out


def test_french_catalogue_counts_zero_as_one(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problems(town, capsys, update=True)
    with translations.catalogue_path("fr", town).open("rb") as file:
        catalogue = read_po(file)
    compiled = tmp_path / "django.mo"
    with compiled.open("wb") as file:
        write_mo(file, catalogue)

    with compiled.open("rb") as file:
        french = gettext.GNUTranslations(file)
    counted = [french.ngettext("%(n)s place", "%(n)s places", n) for n in (0, 1, 2)]
    assert counted == ["%(n)s place", "%(n)s place", "%(n)s places"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"Hello %(name)s."', '""', "not translated in en"),
        ('"Hello %(name)s."', '"Hello %(nom)s."', "other blanks to fill in en"),
        ('"Hello %(name)s."', '"Hello."', "other blanks to fill in en"),
        ('"one seat"', '""', "not translated in en"),
        ('msgid "Bonjour', '#, fuzzy\nmsgid "Bonjour', "uncertain (fuzzy) in en"),
        ('msgid "Bonjour %(name)s."', 'msgid "Bonsoir %(name)s."', "no longer used"),
        ('msgid "Bonjour %(name)s."', 'msgid "Bonsoir %(name)s."', "missing in en"),
        ('msgctxt "calendar"\n', "", "missing in en: 'Mai'"),
    ],
)
def test_catalogue_with_a_fault_is_refused(
    town: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, says: str
) -> None:
    problems(town, capsys, update=True)
    english(town, *WHOLE, (old, new))

    assert says in problems(town, capsys)


def test_obsolete_sentence_is_refused_then_removed(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problems(town, capsys, update=True)
    english(town, *WHOLE)
    file = translations.catalogue_path("en", town)
    file.write_text(file.read_text("utf-8") + '\n#~ msgid "Jadis"\n#~ msgstr "Once"\n', "utf-8")

    assert "obsolete: 'Jadis'" in problems(town, capsys)
    translations.run(update=True, source=town)
    assert "Jadis" not in file.read_text("utf-8")


def test_update_keeps_the_translation_of_a_sentence_set_better(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problems(town, capsys, update=True)
    english(town, *WHOLE)
    better = CODE.replace("Bonjour %(name)s.", "Bonjour\u202f%(name)s.")
    (town / "words.py").write_text(better, encoding="utf-8")

    translations.run(update=True, source=town)

    assert "Hello %(name)s." in translations.catalogue_path("en", town).read_text("utf-8")


def test_badly_set_french_is_told_with_its_place(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (town / "words.py").write_text('x = 1\ny = _("Vous venez ?")\n', encoding="utf-8")

    told = problems(town, capsys, update=True)

    assert "src/parvis/words.py:2: a thin no-break space goes before ; ! ?" in told


@pytest.mark.parametrize(
    "sentence",
    [
        "Vous venez ?",
        "Vous venez?",
        "Bonjour!",
        "Deux mots : ici.",
        "Deux mots: ici.",
        "« Je viens »",
        "L'agenda",
        "On vient à 9 h 30.",
        "On vient à 9h30.",
        'Le café "Zinc"',
        "Et puis...",
        "Deux  espaces.",
        " Un début.",
        "Une fin. ",
    ],
)
def test_typesetting_finds_what_is_badly_set(sentence: str) -> None:
    assert list(typesetting.faults(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Vous venez\u202f?",
        "Quoi\u202f?! Vraiment\u202f?",
        "Deux mots\u00a0: ici.",
        "Deux mots\u202f: ici.",
        "«\u202fJe viens, seul·e\u202f»",
        "L’agenda",
        "On vient à 9\u202fh\u202f30, ou après 17\u00a0h.",
        "Voir https://parvis.example/?a=1 ou smtp://hote:25",
        'Un <strong class="x">mot</strong>.',
        "%(first)s, et %(second)s",
        "Mo-Fr 09:00-12:00; Sa 08:30-12:00",
        "…",
        "?",
    ],
)
def test_typesetting_leaves_what_is_well_set(sentence: str) -> None:
    assert list(typesetting.faults(sentence)) == []
