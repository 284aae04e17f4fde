"""What every page may use."""

from datetime import date

import pytest
from django.test import RequestFactory
from django.utils import translation

from parvis.web import context


def test_help_numbers_are_in_the_language_of_the_page() -> None:
    french, english = context.help_numbers("fr"), context.help_numbers("en-gb")
    assert [one["number"] for one in french] == [one["number"] for one in english]
    assert all(a["name"] != b["name"] for a, b in zip(french, english, strict=True))
    assert [one for one in french if one["footer"]]


@pytest.mark.parametrize("number", ["112", "114", "3114", "3919", "119", "15"])
def test_help_numbers_hold_those_of_the_law(number: str) -> None:
    assert number in {one["number"] for one in context.help_numbers("fr")}


def test_help_numbers_are_dialled_as_they_are_read() -> None:
    for one in context.help_numbers("fr"):
        digits = "".join(filter(str.isdigit, one["number"]))
        assert one["href"].split(":")[0] in {"tel", "sms"}
        assert one["href"].endswith(digits.lstrip("0"))
    for entry in context.safety_numbers():
        assert entry["source"].startswith("https://")
        assert entry["verified_on"] is None or isinstance(entry["verified_on"], date)


def test_page_context_works_without_an_account() -> None:
    request = RequestFactory().get("/")
    values = context.page(request)
    assert values["LANGUAGE_CODE"] == "fr"
    assert values["current_section"] == ""
    assert values["is_demo"] is False
    assert 'name="csrfmiddlewaretoken"' in str(values["csrf_input"])
    assert len(str(values["csrf_token"])) == len(values["csrf"]()) == 64
    with translation.override("en-gb"):
        assert context.page(request)["LANGUAGE_CODE"] == "en"
