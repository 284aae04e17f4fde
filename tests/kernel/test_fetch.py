"""Fetching from servers that mean harm, and from one that means well."""

import gzip
import socket
import threading
import time

import pytest

from parvis.kernel import fetch
from tests.kernel.hostile import HOST, a_certificate, a_server, answers
from tests.support.patience import STUCK

#: Nothing here asks which engine runs.
pytestmark = pytest.mark.once

KINDS = ("text/calendar",)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n"


def get(server, *, url=None, **asked):
    given = {"limit_bytes": 100_000, "accept": KINDS, "world": server.world(), **asked}
    return fetch.get(url or server.url("/a.ics"), **given)


def turns(**by_path):
    """Answers by the first letter of the path."""

    def behave(connection, request):
        by_path[request.split(b"/")[1][:1].decode()](connection, request)

    return behave


def moves_to(where, status="302 Found"):
    return answers(status=status, Location=where)


def drips(head, byte=b"x", every=0.05):
    def behave(connection, _request):
        connection.sendall(head)
        for _turn in range(int(2 * STUCK / every)):
            connection.sendall(byte)
            time.sleep(every)

    return behave


def is_refused(refusal, server, **asked):
    """Before what the server does would end by itself."""
    began = time.monotonic()
    with pytest.raises(refusal) as caught:
        get(server, **asked)
    assert time.monotonic() - began < STUCK
    assert type(caught.value) is refusal


def test_get_gives_what_came():
    dated = {"ETag": '"v1"', "Last_Modified": "Mon, 04 Jan 2027 08:00:00 GMT"}
    with a_server(answers(b"BEGIN", **dated)) as server:
        found = get(server, etag='"v0"', last_modified="Sun", headers={"key": "secret"})
        assert (found.status, found.body, found.content_type) == (200, b"BEGIN", "text/calendar")
        assert found.etag == '"v1"'
        assert found.last_modified == "Mon, 04 Jan 2027 08:00:00 GMT"
        assert found.final_url == server.url("/a.ics")
        lines = server.asked[0].decode().split("\r\n")
    assert lines[0] == "GET /a.ics HTTP/1.1"
    sent = dict(line.split(": ", 1) for line in lines[1:] if line)
    assert sent["Host"] == f"{HOST}:{server.port}"
    assert sent["User-Agent"].startswith("Parvis (+http")
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"v0"', "Sun")
    assert sent["key"] == "secret"
    assert "Cookie" not in sent


def test_get_takes_no_proxy_from_the_environment(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with a_server(answers(b"BEGIN")) as server:
        assert get(server).body == b"BEGIN"


def test_get_sends_no_cookie_back():
    baking = answers(status="302 Found", Location="/b.ics", Set_Cookie="a=b")
    with a_server(turns(a=baking, b=answers(b"B"))) as server:
        assert get(server).body == b"B"
        assert len(server.asked) == 2
        assert b"ookie" not in server.asked[1]


def test_get_says_that_nothing_changed():
    with a_server(answers(status="304 Not Modified")) as server:
        found = get(server, etag='"v1"')
    assert (found.status, found.body) == (304, b"")


def test_get_says_how_long_to_wait():
    busy = answers(b"no", status="429 Too Many", kind="text/html", Retry_After="30")
    with a_server(busy) as server:
        found = get(server)
    assert (found.status, found.body, found.retry_after) == (429, b"", 30)


def test_get_reads_what_is_compressed():
    with a_server(answers(gzip.compress(b"BEGIN" * 100), Content_Encoding="gzip")) as server:
        assert get(server).body == b"BEGIN" * 100


def test_body_of_fifty_megabytes_is_refused_before_it_is_read():
    sent = []

    def behave(connection, _request):
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        for _turn in range(50):
            connection.sendall(b"100000\r\n" + b"x" * 0x100000 + b"\r\n")
            sent.append(1)

    with a_server(behave) as server:
        is_refused(fetch.TooBig, server)
    assert len(sent) < 50


def test_body_announced_too_long_is_refused():
    with a_server(lambda c, _r: c.sendall(HEAD + b"Content-Length: 52428800\r\n\r\n")) as server:
        is_refused(fetch.TooBig, server)


def test_gzip_bomb_is_refused():
    bomb = gzip.compress(b"\0" * 50_000_000)
    with a_server(answers(bomb, Content_Encoding="gzip")) as server:
        is_refused(fetch.TooBig, server)


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip"])
def test_encoding_not_asked_for_is_refused(encoding):
    with a_server(answers(b"xxxx", Content_Encoding=encoding)) as server:
        is_refused(fetch.WrongKind, server)


def test_broken_gzip_is_refused():
    with a_server(answers(b"not gzip at all", Content_Encoding="gzip")) as server:
        is_refused(fetch.Unreachable, server)


def test_body_cut_short_is_refused():
    with a_server(lambda c, _r: c.sendall(HEAD + b"Content-Length: 100\r\n\r\nBEGIN")) as server:
        is_refused(fetch.Unreachable, server)


def test_slow_drip_of_a_body_ends_at_the_deadline():
    with a_server(drips(HEAD + b"Content-Length: 40000\r\n\r\n")) as server:
        is_refused(fetch.TooSlow, server, seconds=0.6)


def test_slow_drip_without_length_is_not_taken_for_a_whole_body():
    with a_server(drips(HEAD + b"\r\n")) as server:
        is_refused(fetch.TooSlow, server, seconds=0.6)


def test_slow_drip_of_headers_ends_at_the_deadline():
    with a_server(drips(b"HTTP/1.1 200 OK\r\nX-Slow: ")) as server:
        is_refused(fetch.TooSlow, server, seconds=0.6)


def test_server_that_never_answers_ends_at_the_deadline():
    with a_server(lambda _c, _r: time.sleep(5)) as server:
        is_refused(fetch.TooSlow, server, seconds=0.5)


def test_endless_headers_are_refused():
    def behave(connection, _request):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"X-More: more\r\n" * 1000)

    with a_server(behave) as server:
        is_refused(fetch.Unreachable, server)


def test_endless_header_line_is_refused():
    def behave(connection, _request):
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-More: ")
        while True:
            connection.sendall(b"x" * 100_000)

    with a_server(behave) as server:
        is_refused(fetch.Unreachable, server)


def test_endless_hundred_continues_end_at_the_deadline():
    def behave(connection, _request):
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    with a_server(behave) as server:
        is_refused(fetch.TooSlow, server, seconds=0.6)


def test_garbage_is_refused():
    with a_server(lambda c, _r: c.sendall(b"\0\1\2 garbage\r\n\r\n" * 20)) as server:
        is_refused(fetch.Unreachable, server)


@pytest.mark.parametrize("kind", ["text/html", "application/xml", "", "text/calendarx"])
def test_wrong_content_type_is_refused(kind):
    with a_server(answers(b"<!DOCTYPE lolz>", kind=kind)) as server:
        is_refused(fetch.WrongKind, server)


def test_content_type_is_read_without_its_parameters():
    with a_server(answers(b"BEGIN", kind="Text/Calendar; charset=utf-8")) as server:
        assert get(server).content_type == "text/calendar"


@pytest.mark.parametrize(
    "where",
    [
        "http://127.0.0.2/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
    ],
)
def test_redirect_inside_is_refused(where):
    with a_server(moves_to(where)) as server:
        is_refused(fetch.PrivateAddress, server)


@pytest.mark.parametrize(
    "where", ["file:///etc/passwd", "http://localhost/", "http://u:p@agenda.example/"]
)
def test_redirect_to_a_bad_address_is_refused(where):
    with a_server(moves_to(where)) as server:
        is_refused(fetch.BadAddress, server)


def test_redirect_loop_is_refused_after_three():
    with a_server(moves_to("/a.ics")) as server:
        is_refused(fetch.TooManyRedirects, server)
        assert len(server.asked) == 4


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_followed(status):
    with a_server(turns(a=moves_to("/b.ics", f"{status} There"), b=answers(b"B"))) as server:
        found = get(server)
        assert (found.body, found.final_url) == (b"B", server.url("/b.ics"))


def test_key_is_not_sent_to_another_host():
    with a_server(answers(b"B")) as other:
        away = other.url("/b", host="other.example")
        with a_server(moves_to(away)) as server:
            world = server.world(ports=frozenset((80, 443, server.port, other.port)))
            assert get(server, headers={"key": "secret"}, world=world).body == b"B"
            assert b"secret" in server.asked[0]
            assert b"secret" not in other.asked[0]


def test_host_off_the_operators_list_is_refused():
    with a_server(answers(b"B")) as server:
        world = server.world(hosts=("other.example",))
        is_refused(fetch.NotListed, server, world=world)
        assert get(server, world=server.world(hosts=(".example",))).body == b"B"
        assert len(server.asked) == 1


def test_redirect_off_the_operators_list_is_refused():
    with a_server(moves_to("http://other.example/")) as server:
        is_refused(fetch.NotListed, server, world=server.world(hosts=(HOST,)))


def test_name_is_asked_for_once_so_that_it_cannot_be_rebound():
    """A name that is public when looked at and private when connected to."""
    asked = []

    def rebinding(_host, _port):
        asked.append(1)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with a_server(answers(b"BEGIN")) as server:
        assert get(server, world=server.world(resolve=rebinding)).body == b"BEGIN"
    assert len(asked) == 1


def test_name_rebound_between_redirects_is_looked_at_again():
    turns = iter([["127.0.0.1"], ["127.0.0.2"]])
    with a_server(moves_to("/b.ics")) as server:
        world = server.world(resolve=lambda _host, _port: next(turns))
        is_refused(fetch.PrivateAddress, server, world=world)
        assert len(server.asked) == 1


def test_slow_resolver_ends_at_the_deadline():
    released = threading.Event()

    def slow(_host, _port):
        released.wait(5)
        return ["127.0.0.1"]

    with a_server(answers(b"B")) as server:
        is_refused(fetch.TooSlow, server, seconds=0.3, world=server.world(resolve=slow))
    released.set()


def test_name_without_address_is_unreachable():
    def unknown(_host, _port):
        raise socket.gaierror("no such name")

    with a_server(answers(b"B")) as server:
        is_refused(fetch.Unreachable, server, world=server.world(resolve=unknown))
        is_refused(fetch.Unreachable, server, world=server.world(resolve=lambda _host, _port: []))


def test_closed_port_is_unreachable():
    with a_server(answers(b"B")) as server:
        pass
    is_refused(fetch.Unreachable, server)


def test_certificate_of_the_name_is_taken(tmp_path):
    shows, trusts = a_certificate(tmp_path)
    with a_server(answers(b"BEGIN"), shows) as server:
        world = server.world(authorities=trusts)
        assert get(server, url=server.url(scheme="https"), world=world).body == b"BEGIN"


def test_certificate_of_another_name_is_refused(tmp_path):
    shows, trusts = a_certificate(tmp_path, "other.example")
    with a_server(answers(b"BEGIN"), shows) as server:
        url, world = server.url(scheme="https"), server.world(authorities=trusts)
        is_refused(fetch.UntrustedServer, server, url=url, world=world)


def test_certificate_nobody_vouches_for_is_refused(tmp_path):
    shows, _trusts = a_certificate(tmp_path)
    with a_server(answers(b"BEGIN"), shows) as server:
        is_refused(fetch.UntrustedServer, server, url=server.url(scheme="https"))
        assert server.asked == []


def test_plain_server_behind_https_is_refused():
    with a_server(answers(b"BEGIN")) as server:
        server.reads = False
        is_refused(fetch.UntrustedServer, server, url=server.url(scheme="https"))


def test_redirect_out_of_https_is_refused(tmp_path):
    shows, trusts = a_certificate(tmp_path)
    with a_server(moves_to(f"http://{HOST}/a.ics"), shows) as server:
        url, world = server.url(scheme="https"), server.world(authorities=trusts)
        is_refused(fetch.Downgraded, server, url=url, world=world)


def test_slow_drip_over_tls_ends_at_the_deadline(tmp_path):
    shows, trusts = a_certificate(tmp_path)
    with a_server(drips(HEAD + b"Content-Length: 40000\r\n\r\n"), shows) as server:
        url, world = server.url(scheme="https"), server.world(authorities=trusts)
        is_refused(fetch.TooSlow, server, url=url, world=world, seconds=0.6)


def test_the_world_of_a_server_follows_its_settings(settings):
    settings.PARVIS = settings.PARVIS.model_copy(
        update={"outbound_hosts": ("agenda.example",), "outbound_ports": (8443,)}
    )
    world = fetch.outside()
    assert (world.hosts, world.ports) == (("agenda.example",), frozenset((80, 443, 8443)))
    assert world.allows is fetch.is_public


def test_loopback_is_refused_by_the_world_as_it_is():
    with a_server(answers(b"BEGIN")) as server, pytest.raises(fetch.BadAddress):
        fetch.get(f"http://127.0.0.1:{server.port}/", limit_bytes=10, accept=KINDS)
    with pytest.raises(fetch.PrivateAddress):
        fetch.get("http://127.0.0.1/", limit_bytes=10, accept=KINDS)
