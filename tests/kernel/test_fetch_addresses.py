"""Where a fetch may go: hostile addresses, and networks that are nobody's business."""

import ipaddress

import pytest

from parvis.kernel import fetch
from parvis.kernel.fetch.addresses import is_listed

#: Nothing here asks which engine runs.
pytestmark = pytest.mark.once

HOSTILE = [
    # not a web address
    *[
        "",
        "agenda.example",
        "//agenda.example/a",
        "ftp://agenda.example/a.ics",
        "file:///etc/passwd",
    ],
    *["gopher://agenda.example:70/x", "data:text/calendar,BEGIN", "javascript:alert(1)"],
    *["webcal://agenda.example/a.ics", "http:agenda.example", "http:///a.ics", "https://"],
    # read in two ways
    *[
        "http://agenda.example\\@127.0.0.1/",
        "http://agenda.example\t/a",
        "http://agenda.example\n/",
    ],
    *["http://agenda.example/a\r\nHost: x", "http://agenda .example/", "http://agenda.example:/a"],
    *[
        "http://agenda.example/\x00",
        "http://agenda.example//127.0.0.1/a/../..\\",
        "\thttp://a.example/",
    ],
    # credentials
    *["http://user@agenda.example/", "http://user:pass@agenda.example/", "http://@agenda.example/"],
    *["http://agenda.example@127.0.0.1/"],
    # ports
    *["http://agenda.example:22/", "http://agenda.example:25/", "https://agenda.example:6379/"],
    *["http://agenda.example:0/", "http://agenda.example:99999/", "http://agenda.example:-1/"],
    *["http://agenda.example:80a/"],
    # names inside a network
    *["http://localhost/", "http://LOCALHOST./", "http://redis/", "http://app.localhost/"],
    *["http://printer.local/", "http://metadata.google.internal/computeMetadata/v1/"],
    *["http://db.corp/", "http://nas.home/", "http://1.0.0.127.in-addr.arpa/", "http://x.onion/"],
    # numbers that some read as an address
    *["http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://017700000001/"],
    *["http://127.1/", "http://127.0.1/", "http://0177.0.0.1/", "http://127.0.0.0x1/"],
    *["http://300.1.1.1/", "http://1.2.3.4.5/", "http://[::1/", "http://[fe80::1%25eth0]/"],
    *["http://[fe80::1%eth0]/", "http://[::ffff:127.0.0.1", "http://[not-an-ip]/"],
    # names that are none
    *["http://-agenda.example/", "http://agenda..example/", "http://a" + "a" * 64 + ".example/"],
    *["http://agenda.example/" + "a" * 2000],
]

#: Written well, and leading inside.
PRIVATE = [
    *["127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1"],
    *["172.31.255.255", "192.168.1.1", "100.64.0.1", "100.100.100.200", "169.254.169.254"],
    *["168.63.129.16", "192.0.0.8", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7"],
    *["203.0.113.9", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1"],
    *["255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8"],
    *["64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:53aa:64c::1", "2001:db8::1"],
    *["2001:10::1", "2002:7f00:1::1", "2002:c0a8:101::", "3fff::1", "5f00::1", "fc00::1"],
    *["fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "ff0e::1"],
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "213.186.33.5", "2a01:e0a::1", "2001:4860:4860::8888"]


def test_hostile_addresses_are_at_least_forty():
    assert len(set(HOSTILE)) >= 40
    assert len(set(PRIVATE)) >= 40


@pytest.mark.parametrize("url", HOSTILE)
def test_parse_refuses(url):
    with pytest.raises(fetch.BadAddress):
        fetch.parse(url)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_network_is_not_public(address):
    assert not fetch.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_network_is_public(address):
    assert fetch.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
def test_get_never_connects_inside(address):
    """Given as an address, or as the answer for a name, alone or after a public one."""
    host = f"[{address}]" if ":" in address else address
    for url, found in [
        (f"http://{host}/", ["8.8.8.8"]),
        ("http://agenda.example/", [address]),
        ("http://agenda.example/", ["8.8.8.8", address]),
    ]:
        world = fetch.Outside(resolve=lambda _host, _port, found=found: found)
        with pytest.raises(fetch.PrivateAddress):
            fetch.get(url, limit_bytes=10, accept=("text/calendar",), seconds=1, world=world)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://Agenda.Example", "https://agenda.example/"),
        ("https://agenda.example.:443/a.ics#today", "https://agenda.example/a.ics"),
        ("http://agenda.example:443/a?b=c&d=é", "http://agenda.example:443/a?b=c&d=%C3%A9"),
        (
            "https://mairie-évreux.example/a b".replace(" ", "%20"),
            "https://xn--mairie-vreux-heb.example/a%20b",
        ),
        ("http://８.８.８.８/", "http://8.8.8.8/"),
        ("http://[2A01:E0A::1]/", "http://[2a01:e0a::1]/"),
    ],
)
def test_parse_writes_an_address_in_one_way(given, read):
    assert fetch.parse(given).url == read


def test_parse_takes_a_port_the_operator_added():
    assert fetch.parse("http://agenda.example:8080/", ports=frozenset((80, 8080))).port == 8080


@pytest.mark.parametrize(
    ("host", "listed"),
    [
        ("agenda.example", True),
        ("openagenda.com", True),
        ("api.openagenda.com", True),
        ("xopenagenda.com", False),
        ("www.agenda.example", False),
        ("other.example", False),
    ],
)
def test_list_of_the_operator_names_hosts(host, listed):
    assert is_listed(host, ("agenda.example", ".openagenda.com")) is listed


def test_empty_list_lets_any_host():
    assert is_listed("other.example", ())
