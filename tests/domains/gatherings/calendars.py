"""Calendars of others, for the tests of what is brought in."""

from pathlib import Path

RECORDED = Path(__file__).parent / "recorded"


def recorded(name: str) -> bytes:
    return (RECORDED / name).read_bytes()


def an_event(uid: str = "one", **lines: str) -> str:
    """A VEVENT; ``DTSTART="..."`` replaces a line, with its parameters: ``;TZID=…:…``."""
    said = {
        "UID": f":{uid}",
        "DTSTART": ";TZID=Europe/Paris:20261201T180000",
        "DTEND": ";TZID=Europe/Paris:20261201T190000",
        "SUMMARY": f":Atelier {uid}",
        **{name.replace("_", "-"): value for name, value in lines.items()},
    }
    written = [f"{name}{value}" for name, value in said.items() if value]
    return "\r\n".join(["BEGIN:VEVENT", *written, "END:VEVENT"])


def a_calendar(*events: str, head: str = "") -> bytes:
    pieces = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//"]
    return "\r\n".join([*pieces, *([head] if head else []), *events, "END:VCALENDAR", ""]).encode()
