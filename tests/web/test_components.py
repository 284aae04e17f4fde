"""Components: declared arguments only, a specimen each, labels tied to what they label."""

import re

import pytest
from jinja2 import Environment
from jinja2.exceptions import TemplateNotFound, UndefinedError

from parvis.web import specimens
from tests.web.conftest import WEB, page_context

COMPONENTS = WEB / "components"
#: What the shell itself shows on the /style/ page.
ON_THE_PAGE = (WEB / "templates" / "shell.html", WEB / "templates" / "style.html")
MACRO = re.compile(r"^\{%- macro ([a-z]\w*)\(", re.MULTILINE)
INNER = {"attributes"}


def macros() -> list[str]:
    files = sorted(COMPONENTS.glob("*.html"))
    return [name for file in files for name in MACRO.findall(file.read_text(encoding="utf-8"))]


def style_page(jinja: Environment) -> str:
    context = {**page_context(signed_in=True), **specimens.context()}
    return jinja.get_template("style.html").render(context)


@pytest.fixture(scope="module")
def html(jinja: Environment) -> str:
    return style_page(jinja)


@pytest.fixture
def ui(jinja: Environment):
    return jinja.get_template("components/ui.html").module


@pytest.mark.parametrize("macro", [name for name in macros() if name not in INNER])
def test_component_has_a_specimen(macro):
    shown = [*sorted(specimens.SPECIMENS.glob("*.html")), *ON_THE_PAGE]

    assert any(f"ui.{macro}(" in file.read_text(encoding="utf-8") for file in shown)


def test_components_are_all_reached_through_one_import(ui):
    assert len(macros()) == len(set(macros()))
    assert [name for name in macros() if not hasattr(ui, name)] == []


def test_specimens_and_their_files_are_the_same():
    files = {path.stem for path in specimens.SPECIMENS.glob("*.html")}

    assert files == {specimen.name for specimen in specimens.specimens()}


@pytest.mark.parametrize("macro", macros())
def test_component_refuses_an_unknown_argument(ui, macro):
    with pytest.raises(TypeError, match="unknown_thing"):
        getattr(ui, macro)(unknown_thing=1)


@pytest.mark.parametrize(
    ("macro", "arguments"),
    [
        ("icon", {"name": "dragon"}),
        ("button", {"label": "Oui", "kind": "golden"}),
        ("button", {"label": "Oui", "attrs": {"onclick": "alert(1)"}}),
        ("button", {"label": "Oui", "attrs": {"style": "color:red"}}),
        ("card", {"kind": "golden"}),
        ("badge", {"label": "Oui", "tone": "golden"}),
        ("notice", {"text": "Oui", "kind": "golden"}),
        ("avatar", {"name": "Zoé", "size": "huge"}),
    ],
)
def test_component_refuses_a_value_it_does_not_know(ui, macro, arguments):
    with pytest.raises(UndefinedError):
        getattr(ui, macro)(**arguments)


def test_illustration_refuses_a_drawing_that_does_not_exist(ui):
    with pytest.raises(TemplateNotFound):
        ui.illustration("dragon")


def test_component_escapes_what_people_wrote(ui):
    hostile = '<img src=x onerror="alert(1)">'

    shown = "".join(
        str(piece)
        for piece in (
            ui.card(title=hostile, text=hostile),
            ui.why(hostile),
            ui.chip(label=hostile, remove_name="x", remove_value=hostile),
            ui.avatar(hostile, image_url=hostile),
            ui.button(label=hostile, href=hostile, attrs={"data-x": hostile}),
        )
    )

    assert "<img src=x" not in shown
    assert 'onerror="' not in shown


def test_ids_are_unique_on_the_style_page(html):
    ids = re.findall(r'\sid="([^"]+)"', html)

    assert sorted(ids) == sorted(set(ids))


def test_labels_and_descriptions_point_at_something(html):
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    attributes = (
        r'\s(?:for|aria-labelledby|aria-describedby|data-count|data-opens|data-preview)="([^"]+)"'
    )
    pointed = {name for value in re.findall(attributes, html) for name in value.split()}

    assert len(pointed) > 20
    assert pointed - ids == set()


def test_error_is_beside_its_field_and_in_the_summary(html):
    field = re.search(r'<input[^>]*id="id_faulty-email"[^>]*>', html)

    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert "id_faulty-email_error" in field[0]
    assert '<a href="#id_faulty-email">' in html
    assert html.index("form-errors") < html.index('id="id_faulty-email_error"')


def test_week_grid_has_a_named_box_for_every_moment(html):
    boxes = re.findall(
        r'<input type="checkbox" name="free" value="([a-z-]+)"[^>]*?( checked)?>', html
    )
    names = re.findall(
        r'<span class="visually-hidden">(\w+ (?:matin|après-midi|soir))</span>', html
    )

    assert len(boxes) == len(set(names)) == 21
    assert [value for value, checked in boxes if checked] == ["tue-morning", "thu-evening"]


def test_button_row_keeps_the_refusal_a_real_button(ui):
    refusal = str(ui.post_button("Pas pour moi", "/non/", "", once="k-1", fields={"place": 3}))

    assert 'method="post"' in refusal
    assert '<input type="hidden" name="once" value="k-1">' in refusal
    assert '<input type="hidden" name="place" value="3">' in refusal
    assert "<button" in refusal
