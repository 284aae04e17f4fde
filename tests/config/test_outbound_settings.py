"""What an operator may say of going out."""

import pytest
from pydantic import ValidationError

from parvis.config.settings.environment import Environment


def test_nothing_goes_out_by_itself():
    given = Environment(mode="test")
    assert (given.outbound_hosts, given.outbound_ports, given.geocoder) == ((), (), "none")
    assert given.openagenda_key.get_secret_value() == ""


def test_hosts_and_ports_are_lists(monkeypatch):
    monkeypatch.setenv("PARVIS_OUTBOUND_HOSTS", "agenda.example, .openagenda.com")
    monkeypatch.setenv("PARVIS_OUTBOUND_PORTS", "8080, 8443")
    given = Environment(mode="test")
    assert given.outbound_hosts == ("agenda.example", ".openagenda.com")
    assert given.outbound_ports == (8080, 8443)


def test_key_is_not_repeated():
    given = Environment(mode="test", openagenda_key="k3y-of-ours")
    assert "k3y-of-ours" not in repr(given)


@pytest.mark.parametrize("url", ["", "addok.example", "ftp://addok.example"])
def test_geocoder_of_ones_own_needs_its_address(url):
    with pytest.raises(ValidationError, match="PARVIS_GEOCODER_URL"):
        Environment(mode="test", geocoder="addok", geocoder_url=url)
    assert Environment(mode="test", geocoder="addok", geocoder_url="https://a.example")


@pytest.mark.parametrize("ports", ["x", "0", "70000"])
def test_port_that_is_none_is_refused(ports):
    with pytest.raises(ValidationError):
        Environment(mode="test", outbound_ports=ports)
