"""The server of map tiles: one host over https, or none."""

import pytest
from pydantic import ValidationError

from parvis.config.settings.environment import Environment


def setting(address: str) -> Environment:
    return Environment(mode="test", map_tiles_url=address)


def test_no_server_is_named_unless_it_is_set() -> None:
    assert setting("").map_tiles_origin == ""


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://tuiles.example/{z}/{x}/{y}.png", "https://tuiles.example"),
        (
            "https://tuiles.example:8443/fr/{z}/{x}/{y}{r}.png?cle=ab1",
            "https://tuiles.example:8443",
        ),
    ],
)
def test_server_is_the_one_a_policy_may_name(address: str, origin: str) -> None:
    assert setting(address).map_tiles_origin == origin


@pytest.mark.parametrize(
    "address",
    [
        "http://tuiles.example/{z}/{x}/{y}.png",
        "https://{s}.tuiles.example/{z}/{x}/{y}.png",
        "https://*.example/{z}/{x}/{y}.png",
        "https://tuiles.example/{z}/{x}.png",
        "https://tuiles.example/{z}/{x}/{y}.png; script-src *",
        "https://tuiles.example/{z}/{x}/{y}.png https://ailleurs.example",
        "https://moi:secret@tuiles.example/{z}/{x}/{y}.png",
        "//tuiles.example/{z}/{x}/{y}.png",
        "javascript:alert(1)//{z}{x}{y}",
    ],
)
def test_other_address_is_refused_by_its_name(address: str) -> None:
    with pytest.raises(ValidationError, match="PARVIS_MAP_TILES_URL"):
        setting(address)
