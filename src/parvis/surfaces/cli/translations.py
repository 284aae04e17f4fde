"""``parvis translations``: every French sentence has its English one, and is well set.

French is written in the code and the templates: the sentence itself is the key. The English
catalogue holds all of them. The French one holds only the plurals, because French counts zero as
singular, which gettext must be told.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from parvis.surfaces.cli import typesetting
from parvis.surfaces.cli.start import Stop

ROOT = Path(__file__).resolve().parents[4]
SOURCE = ROOT / "src" / "parvis"
MAPPING = ROOT / "babel.cfg"
PLURALS = {"fr": "nplurals=2; plural=(n > 1);", "en": "nplurals=2; plural=(n != 1);"}
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "_t", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
#: As in parvis.web.jinja: what surrounds a block is part of its sentence.
JINJA = {
    "extensions": "jinja2.ext.do",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
    "silent": "false",
    "encoding": "utf-8",
}
Key = tuple[str, str]


def run(*, update: bool, source: Path = SOURCE) -> None:
    """Check both catalogues and the typography; with ``update`` write what is new first.

    :raises Stop: something is missing, outdated or badly set; each is printed with its place.
    """
    wanted = extracted(source)
    if update:
        for language in PLURALS:
            typer.echo(rewrite(language, wanted, source))
    troubles = [*typography(wanted)]
    for language in PLURALS:
        troubles += check(language, wanted, source)
    for trouble in troubles:
        typer.echo(trouble)
    if troubles:
        raise Stop(
            f"Translations: {len(troubles)} to mend (new ones: parvis translations --update)"
        )
    typer.echo(f"{len(wanted)} sentences, all of them in French and English.")


def extracted(source: Path) -> Catalog:
    """Every sentence marked in the code and the templates, with where it stands."""
    with MAPPING.open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    for pattern, method in methods:
        if method != "python":
            options[pattern] = JINJA
    found = Catalog(locale="fr", fuzzy=False)
    for file, line, message, _comments, context in extract_from_dir(
        source, methods, options, keywords=KEYWORDS, comment_tags=()
    ):
        where = (source / file).relative_to(source.parents[1])
        found.add(message, locations=[(str(where), line)], context=context)
    return found


def catalogue_path(language: str, source: Path) -> Path:
    return source / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str, source: Path) -> Catalog:
    file = catalogue_path(language, source)
    if not file.exists():
        return Catalog(locale=language, fuzzy=False)
    with file.open("rb") as stored:
        return read_po(stored, locale=language, abort_invalid=True)


def needed(language: str, wanted: Catalog) -> list[Message]:
    """What a catalogue must hold: everything in English, the plurals in French."""
    messages = [message for message in wanted if message.id]
    if language == "fr":
        messages = [message for message in messages if message.pluralizable]
    return sorted(messages, key=key_of)


def key_of(message: Message) -> Key:
    identity = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return identity, message.context or ""


def check(language: str, wanted: Catalog, source: Path) -> Iterator[str]:
    stored = read(language, source)
    known = {key_of(message): message for message in stored if message.id}
    for message in needed(language, wanted):
        where = place(message)
        found = known.pop(key_of(message), None)
        if found is None or found.pluralizable != message.pluralizable:
            yield f"{where}: missing in {language}: {key_of(message)[0]!r}"
        elif found.fuzzy:
            yield f"{where}: uncertain (fuzzy) in {language}: {key_of(message)[0]!r}"
        else:
            yield from check_words(language, message, found)
    for identity, _context in sorted(known):
        yield f"{catalogue_path(language, source).name} ({language}): no longer used: {identity!r}"
    for identity in sorted(map(str, stored.obsolete)):
        yield f"{catalogue_path(language, source).name} ({language}): obsolete: {identity!r}"


def check_words(language: str, message: Message, found: Message) -> Iterator[str]:
    """Something is written in each form, with the same blanks to fill."""
    where = place(message)
    if tuple(forms(found.id)) != tuple(forms(message.id)):
        yield f"{where}: another plural in {language}: {key_of(message)[0]!r}"
        return
    written = forms(found.string)
    if len(written) != len(forms(message.id)) or not all(written):
        yield f"{where}: not translated in {language}: {key_of(message)[0]!r}"
        return
    for given, asked in zip(written, forms(message.id), strict=True):
        if not typesetting.same_blanks(given, asked, is_plural=message.pluralizable):
            yield f"{where}: other blanks to fill in {language}: {asked!r} -> {given!r}"
    if language == "fr" and written != forms(message.id):
        yield f"{where}: the French of {key_of(message)[0]!r} is not the sentence itself"


def forms(text: Any) -> list[str]:
    return list(text) if isinstance(text, (list, tuple)) else [text]


def place(message: Message) -> str:
    file, line = message.locations[0]
    return f"{file}:{line}"


def typography(wanted: Catalog) -> Iterator[str]:
    """French sentences set as they are read: see :mod:`parvis.surfaces.cli.typesetting`."""
    for message in sorted((one for one in wanted if one.id), key=place):
        for sentence in forms(message.id):
            for fault in typesetting.faults(sentence):
                for file, line in message.locations:
                    yield f"{file}:{line}: {fault}: {sentence!r}"


def rewrite(language: str, wanted: Catalog, source: Path) -> str:
    """Write a catalogue anew: what is still used, and what is new, in the order of the sentences.

    A sentence whose typography alone changed keeps its translation.
    """
    stored = read(language, source)
    known = {key_of(message): message for message in stored if message.id}
    alike = {(typesetting.bare(one), context): known[one, context] for one, context in known}
    fresh = Catalog(locale=language, fuzzy=False)
    new = 0
    for message in needed(language, wanted):
        identity, context = key_of(message)
        old = known.get((identity, context)) or alike.get((typesetting.bare(identity), context))
        string: Any = old.string if old and old.pluralizable == message.pluralizable else None
        if language == "fr":
            string = tuple(forms(message.id))
        new += string is None
        fresh.add(message.id, string, context=message.context, flags=message.flags - {"fuzzy"})
    file = catalogue_path(language, source)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(header(language) + body(fresh))
    return f"{file.relative_to(source)}: {len(fresh)} sentences, {new} to translate."


def header(language: str) -> bytes:
    """Without dates nor versions, which would change at each writing."""
    fields = (
        "Project-Id-Version: parvis",
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {PLURALS[language]}",
    )
    lines = "".join(f'"{field}\\n"\n' for field in fields)
    return f'msgid ""\nmsgstr ""\n{lines}\n'.encode()


def body(fresh: Catalog) -> bytes:
    written = BytesIO()
    write_po(written, fresh, width=100, no_location=True, omit_header=True, sort_output=True)
    return written.getvalue()
