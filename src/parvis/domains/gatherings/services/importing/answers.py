"""What kept an agenda from being read, in the few words a page has for it."""

from parvis.domains.gatherings.vocabulary import ImportProblem
from parvis.kernel import fetch

#: Nothing that time mends: the address itself is wrong.
WRONG = (
    *(fetch.BadAddress, fetch.NotListed, fetch.PrivateAddress),
    *(fetch.Downgraded, fetch.TooManyRedirects, fetch.UntrustedServer),
)


def problem_of(what: int | fetch.FetchRefused) -> ImportProblem:
    """Of an HTTP status, or of a refusal of ours."""
    if isinstance(what, int):
        known = {401: "LOCKED", 403: "LOCKED", 404: "GONE", 410: "GONE", 429: "BUSY", 503: "BUSY"}
        return ImportProblem[known.get(what, "SILENT")]
    if isinstance(what, fetch.TooBig):
        return ImportProblem.TOO_BIG
    if isinstance(what, fetch.WrongKind):
        return ImportProblem.NOT_ONE
    return ImportProblem.ADDRESS if isinstance(what, WRONG) else ImportProblem.SILENT
