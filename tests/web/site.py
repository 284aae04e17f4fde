"""A small server for the tests of the scripts: rendered pages, built files, and what was posted."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment

from parvis import web

DIST = Path(web.__file__).parent / "dist"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self';"
    " base-uri 'none'; object-src 'none'"
)
KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8"}
Answer = Callable[[dict[str, list[str]]], tuple[int, str]]


class Site:
    """Pages by address (text), answers to posts by address, and every post in order."""

    def __init__(self, jinja: Environment) -> None:
        self.jinja = jinja
        self.pages: dict[str, str] = {}
        self.json: dict[str, Any] = {}
        self.answers: dict[str, Answer] = {}
        self.posts: list[tuple[str, dict[str, list[str]]]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.base = f"http://localhost:{self.server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def forget(self) -> None:
        for kept in (self.pages, self.json, self.answers, self.posts):
            kept.clear()

    def asset(self, source: str) -> str:
        manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
        return f"/static/{manifest[source]['file']}"

    def show(self, path: str, source: str, **context: Any) -> None:
        """Put a page at an address: a template's text, which may extend the shell."""
        shell = self.jinja.overlay(cache_size=0)
        shell.globals = {**self.jinja.globals, "asset": self.asset}
        page = shell.from_string(source)
        self.pages[path] = page.render(context)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def _send(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Security-Policy", POLICY)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                file = DIST / path.removeprefix("/static/").lstrip("/")
                if "json" in self.headers.get("Accept", "") and path in site.json:
                    self._send(200, "application/json", json.dumps(site.json[path]).encode())
                elif path in site.pages:
                    self._send(200, KINDS[".html"], site.pages[path].encode())
                elif file.is_file() and (path.startswith("/static/") or path == "/sw.js"):
                    self._send(200, KINDS[file.suffix], file.read_bytes())
                elif path in {"/favicon.ico", "/pages/manifest/"} or path.startswith("/static/"):
                    self._send(204, "text/plain", b"")
                else:
                    self._send(404, KINDS[".html"], b"<title>404</title><p>404")

            def do_POST(self) -> None:
                path = urlsplit(self.path).path
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                fields = parse_qs(body, keep_blank_values=True)
                site.posts.append((path, fields))
                answer = site.answers.get(path, lambda _: (200, "<title>Merci</title><p>Merci"))
                status, text = answer(fields)
                self._send(status, KINDS[".html"], text.encode())

        return Handler
