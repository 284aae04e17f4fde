"""A server that does whatever a test wants, on the loopback, and a name for it."""

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from parvis.kernel import fetch

Behave = Callable[[socket.socket, bytes], None]
HOST = "agenda.example"


class Server:
    """Answers each connection with ``behave(connection, request)``; keeps what it was asked."""

    def __init__(self, behave: Behave, context: ssl.SSLContext | None = None) -> None:
        self.behave = behave
        self.context = context
        self.asked: list[bytes] = []
        #: Whether it waits for a request before it answers.
        self.reads = True
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _peer = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(20)
            held = connection
            if self.context is not None:
                held = self.context.wrap_socket(connection, server_side=True)
            with held:
                request = b""
                while self.reads and b"\r\n\r\n" not in request and (read := held.recv(4096)):
                    request += read
                self.asked.append(request)
                self.behave(held, request)

    def close(self) -> None:
        # A thread that waits in accept() would keep it open.
        with contextlib.suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()

    def url(self, path: str = "/", scheme: str = "http", host: str = HOST) -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def world(self, **changes: object) -> fetch.Outside:
        """The loopback taken for the Internet: an explicit object, no setting can do it."""
        made = fetch.Outside(
            resolve=lambda _host, _port: ["127.0.0.1"],
            allows=lambda address: address == ipaddress.ip_address("127.0.0.1"),
            ports=frozenset((80, 443, self.port)),
        )
        return replace(made, **changes)  # type: ignore[arg-type]


@contextlib.contextmanager
def a_server(behave: Behave, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(behave, context)
    try:
        yield server
    finally:
        server.close()


def answers(
    body: bytes = b"", *, status: str = "200 OK", kind: str = "text/calendar", **headers: str
) -> Behave:
    """An ordinary answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([*lines, "", ""]).encode()
    return lambda connection, _request: connection.sendall(head + body)


def a_certificate(folder: Path, name: str = HOST) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server of this name shows, and what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    file = folder / f"{name}.pem"
    file.write_bytes(
        pem
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    shows = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shows.load_cert_chain(file)
    return shows, ssl.create_default_context(cadata=pem.decode())
