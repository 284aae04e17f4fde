"""What every page promises to a browser in its headers (trust.md SEC-2)."""

from collections.abc import Mapping
from typing import Final

POLICY: Final = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:", "blob:"},
    "media-src": {"'self'", "blob:"},
    "connect-src": {"'self'"},
    "font-src": {"'self'"},
    "manifest-src": {"'self'"},
    "worker-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "object-src": {"'none'"},
}
#: The page that shows our own list in a frame, as another site would.
FRAMES: Final = {"feeds:embed_guide": {**POLICY, "frame-src": {"'self'"}}}


def policy(headers: Mapping[str, str]) -> dict[str, set[str]]:
    parts = (one.split() for one in headers["Content-Security-Policy"].split(";"))
    return {part[0]: set(part[1:]) for part in parts if part}


def guarded(headers: Mapping[str, str], expected: Mapping[str, set[str]] = POLICY) -> None:
    """What every page promises to a browser."""
    assert policy(headers) == expected
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    # Where the address itself is the key, no other site reads even where one came from.
    assert headers["Referrer-Policy"] in {"strict-origin-when-cross-origin", "no-referrer"}
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "microphone=()" in headers["Permissions-Policy"]
    assert "Python" not in headers.get("Server", "")


def kept_from_others(headers: Mapping[str, str]) -> None:
    """A page of somebody who is in is in no cache that others read."""
    assert {"private", "no-store"} & set(headers["Cache-Control"].replace(",", " ").split())
