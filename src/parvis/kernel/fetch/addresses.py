"""Where one may go: addresses read strictly, and which networks are public."""

import ipaddress
import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from parvis.kernel.fetch.refusals import BadAddress

LONGEST: Final = 2000
DEFAULT_PORTS: Final = {"http": 80, "https": 443}

#: White space, control characters and the backslash, which browsers and libraries read each in
#: their own way: what is checked must be what is asked for.
AMBIGUOUS: Final = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029\ufeff]")
NAME: Final = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
#: Numbers that some resolvers read as an IPv4 address: 2130706433, 0x7f.1, 0177.0.0.1.
NUMERIC: Final = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
#: Names that mean something inside a network only.
INSIDE: Final = frozenset(
    ("localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan")
) | {"arpa", "onion", "invalid", "cluster"}

REFUSED_4: Final = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24"),
        *("192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        # The metadata of a cloud, at an address that looks like any other.
        "168.63.129.16/32",
    )
)
#: All of IPv6 that is routed. What carries an IPv4 address inside (mapped, NAT64) lies outside it.
ROUTED_6: Final = ipaddress.IPv6Network("2000::/3")
REFUSED_6: Final = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocols: Teredo, ORCHID, benchmarks
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address inside
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked for, once the network it leads to has been looked at."""

    scheme: str
    #: A name in ASCII, or an IP address without brackets.
    host: str
    port: int
    #: Path and query.
    path: str

    @property
    def netloc(self) -> str:
        """For the ``Host`` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.path}"

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


def parse(url: str, *, ports: frozenset[int] = frozenset((80, 443))) -> Target:
    """Read an address, refusing what could be read in two ways.

    :raises BadAddress: not http(s), with a name or a password in it, on another port…
    """
    if len(url) > LONGEST or AMBIGUOUS.search(url):
        raise BadAddress
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise BadAddress from problem
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or "@" in parts.netloc or not parts.hostname:
        raise BadAddress
    if parts.netloc.endswith(":"):
        raise BadAddress
    port = DEFAULT_PORTS[scheme] if port is None else port
    if port not in ports:
        raise BadAddress
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    if not path.startswith("/") or path.startswith("//"):
        raise BadAddress
    return Target(scheme, _host(parts.hostname), port, quote(path, safe="/?&=%:@!$'()*+,;~-._[]"))


def _host(given: str) -> str:
    """A full name in ASCII, or an IP address in its usual writing."""
    if ":" in given:
        try:
            return str(IPv6Address(given)) if "%" not in given else _refuse()
        except ValueError as problem:
            raise BadAddress from problem
    try:
        host = given.encode("idna").decode("ascii").lower()
    except UnicodeError as problem:
        raise BadAddress from problem
    host = host.removesuffix(".")
    if NUMERIC.fullmatch(host.rpartition(".")[2]):
        try:
            return str(IPv4Address(host))
        except ValueError as problem:
            raise BadAddress from problem
    if not NAME.fullmatch(host) or host.rpartition(".")[2] in INSIDE:
        raise BadAddress
    return host


def _refuse() -> str:
    raise BadAddress


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is somebody's on the Internet: in no private, local or special network."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in REFUSED_4)
    return (
        address in ROUTED_6
        and address.is_global
        and not address.is_multicast
        and not any(address in network for network in REFUSED_6)
    )


def is_listed(host: str, allowed: tuple[str, ...]) -> bool:
    """Whether a host is one of an operator's (``.example.org``: and all below it); all if none."""
    return not allowed or any(
        host == entry.lstrip(".") or (entry.startswith(".") and host.endswith(entry))
        for entry in allowed
    )
