import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from parvis.kernel import logs


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What production writes on standard error; the town's own configuration comes back after."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.configure({"level": "INFO", "json": True})
    yield stream
    logs.release_request()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_is_an_object_with_when_how_grave_and_what(written: io.StringIO) -> None:
    structlog.get_logger("parvis.test").info("gathering_published", gathering="7", guests=3)
    (line,) = lines(written)
    assert line.pop("at").endswith("Z")
    assert line == {
        "event": "gathering_published",
        "level": "info",
        "logger": "parvis.test",
        "gathering": "7",
        "guests": 3,
    }


def test_lines_of_libraries_look_the_same(written: io.StringIO) -> None:
    logging.getLogger("django.request").warning("Not Found: %s", "/nulle-part")
    (line,) = lines(written)
    assert (line["event"], line["level"], line["logger"]) == (
        "Not Found: /nulle-part",
        "warning",
        "django.request",
    )


def test_lines_below_the_level_are_not_written(written: io.StringIO) -> None:
    structlog.get_logger("parvis.test").debug("detail")
    logging.getLogger("uvicorn.access").info("203.0.113.7 - GET /recherche?q=deuil")
    logging.getLogger("uvicorn.error").info('203.0.113.7 - "WebSocket /ws" [accepted]')
    assert written.getvalue() == ""


def test_values_that_are_somebodys_are_blanked(written: io.StringIO) -> None:
    private = ["email", "user_email", "phone", "ip", "password", "session_key", "token", "name"]
    private += ["text", "body", "message", "to", "code", "csrftoken", "query", "title"]
    structlog.get_logger("parvis.test").info("said", resident="7", **dict.fromkeys(private, "Léa"))
    assert "Léa" not in written.getvalue()
    (line,) = lines(written)
    assert line["resident"] == "7"
    assert {line[name] for name in private} == {"[…]"}


def test_an_exception_is_told_without_what_it_says(written: io.StringIO) -> None:
    try:
        int("lea@example.org")
    except ValueError:
        structlog.get_logger("parvis.test").exception("failed")
        logging.getLogger("django.request").error("Internal Server Error", exc_info=True)
    assert "lea@example.org" not in written.getvalue()
    for line in lines(written):
        assert line["error"].startswith("ValueError < ")
        assert "test_logs.py" in line["error"]


def test_every_line_of_a_request_carries_its_id(written: io.StringIO) -> None:
    identifier = logs.bind_request()
    structlog.get_logger("parvis.test").info("one")
    logging.getLogger("django").warning("two")
    logs.release_request()
    structlog.get_logger("parvis.test").info("three")
    assert [line.get("request") for line in lines(written)] == [identifier, identifier, None]


def test_an_id_from_outside_is_taken_only_if_it_looks_like_one() -> None:
    assert logs.bind_request("0f8fad5b-d9cb-469f-a165-70867728950e").startswith("0f8fad5b")
    for given in (None, "", "short", "a" * 65, "a\nb-c-d-e-f", "<script>alert</script>"):
        made = logs.bind_request(given)
        assert made != given
        assert len(made) == 16
    assert logs.bind_request() != logs.bind_request()
    logs.release_request()


def test_configuring_twice_writes_each_line_once(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure({"level": "INFO", "json": True})
    structlog.get_logger("parvis.test").info("one")
    assert len(lines(written)) == 1


def test_a_developer_reads_the_whole_exception(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure({"level": "DEBUG", "json": False})
    try:
        int("abc")
    except ValueError:
        structlog.get_logger("parvis.test").exception("failed")
    assert "invalid literal for int() with base 10: 'abc'" in written.getvalue()


def test_a_trail_does_not_say_where_the_machine_keeps_its_code() -> None:
    try:
        json.loads("{")
    except ValueError as error:
        trail = logs.trail(error)
    assert trail.startswith("json.decoder.JSONDecodeError < json/decoder.py:")
    assert " < kernel/test_logs.py:" in trail
    assert " /" not in trail
