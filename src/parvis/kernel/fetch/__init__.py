"""Reading what another server publishes, without ever reading what is inside ours.

Whoever gives an address may be hostile, and so may the server behind it (trust.md SEC-15):
:mod:`addresses` says where one may go, :mod:`connecting` gets there, :mod:`client` reads under a
time and a size.
"""

from parvis.kernel.fetch.addresses import Target, is_public, parse
from parvis.kernel.fetch.client import Fetched, get
from parvis.kernel.fetch.connecting import Outside, outside
from parvis.kernel.fetch.refusals import (
    BadAddress,
    Downgraded,
    FetchRefused,
    NotListed,
    PrivateAddress,
    TooBig,
    TooManyRedirects,
    TooSlow,
    Unreachable,
    UntrustedServer,
    WrongKind,
)

__all__ = [
    "BadAddress",
    "Downgraded",
    "FetchRefused",
    "Fetched",
    "NotListed",
    "Outside",
    "PrivateAddress",
    "Target",
    "TooBig",
    "TooManyRedirects",
    "TooSlow",
    "Unreachable",
    "UntrustedServer",
    "WrongKind",
    "get",
    "is_public",
    "outside",
    "parse",
]
