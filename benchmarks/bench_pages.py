"""Home, agenda and path, signed in: requests a second, p95, queries, bytes. Beside an empty page.

``python -m benchmarks.bench_pages [--requests 300] [--threads 4]``

A real server on this machine serves the demo town (400 residents); the load comes from threads of
another process, so both share the machine's cores. Bytes are what a browser downloads at the
first load: the page, its styles and its scripts, compressed.
"""

import argparse
import gzip
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

from tests.support.running import Town, running_town

from benchmarks.table import print_table

PAGES = {
    "empty page (health)": "/sante/",
    "home": "/",
    "agenda": "/agenda/",
    "path": "/bienvenue/passerelle/",
}
WHO = "malika@demo.parvis.example"


def sign_in(town: Town) -> str:
    """The cookies of somebody who entered by the demo's door."""
    connection = http.client.HTTPConnection("localhost", town.port)
    connection.request("GET", "/demo/")
    page = connection.getresponse()
    body = page.read().decode()
    cookies = cookies_of(page)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
    assert token
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "email": WHO})
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/demo/entrer/", form, headers)
    entered = connection.getresponse()
    entered.read()
    assert entered.status == 302, entered.status
    return "; ".join(filter(None, [cookies_of(entered), cookies]))


def cookies_of(response: http.client.HTTPResponse) -> str:
    return "; ".join(
        value.split(";")[0] for name, value in response.getheaders() if name.lower() == "set-cookie"
    )


def load(town: Town, path: str, cookies: str, requests: int, threads: int) -> tuple[float, float]:
    """Requests a second, and the 95th percentile in milliseconds."""
    times: list[float] = []
    guard = threading.Lock()

    def client() -> None:
        connection = http.client.HTTPConnection("localhost", town.port)
        own = []
        for _ in range(requests // threads):
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookies, "Accept-Encoding": "gzip"})
            response = connection.getresponse()
            response.read()
            assert response.status == 200, (path, response.status)
            own.append((time.perf_counter() - began) * 1000)
        with guard:
            times.extend(own)

    clients = [threading.Thread(target=client) for _ in range(threads)]
    began = time.perf_counter()
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    seconds = time.perf_counter() - began
    return len(times) / seconds, statistics.quantiles(times, n=20)[18]


def first_load(town: Town, path: str, cookies: str) -> tuple[int, int, int]:
    """Bytes of the page with its styles and scripts, bytes of JavaScript alone, and requests."""
    connection = http.client.HTTPConnection("localhost", town.port)

    def fetch(address: str) -> tuple[int, str]:
        headers = {"Cookie": cookies, "Accept-Encoding": "gzip"}
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        raw = response.read()
        if response.getheader("Content-Encoding") == "gzip":
            return len(raw), gzip.decompress(raw).decode()
        return len(raw), raw.decode()

    total, body = fetch(path)
    linked = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css|svg))"', body))
    scripts = 0
    for address in linked:
        size, _text = fetch(address)
        total += size
        scripts += size if address.endswith(".js") else 0
    pictures = set(re.findall(r'<img[^>]+src="([^"]+)"', body))
    return total, scripts, 1 + len(linked | pictures)


def queries(town: Town, paths: list[str]) -> list[int]:
    """Queries of each page, counted in a process of its own on the same database."""
    printed = subprocess.run(
        [sys.executable, "-m", "benchmarks.count_queries", WHO, *paths],
        env=town.environ(),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [int(word) for word in printed.split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--threads", type=int, default=4)
    asked = parser.parse_args()
    os.environ.setdefault("PARVIS_ENGINE", "embedded")
    with tempfile.TemporaryDirectory() as folder, running_town(Path(folder)) as town:
        cookies = sign_in(town)
        counts = queries(town, list(PAGES.values()))
        rows = []
        base = 0.0
        for (name, path), count in zip(PAGES.items(), counts, strict=True):
            load(town, path, cookies, 40, asked.threads)
            rate, p95 = load(town, path, cookies, asked.requests, asked.threads)
            base = base or rate
            size, scripts, requests = first_load(town, path, cookies)
            rows.append(
                (
                    name,
                    f"{rate:.0f}",
                    f"{rate / base:.2f}",
                    f"{p95:.0f}",
                    str(count),
                    f"{size / 1000:.1f}",
                    f"{scripts / 1000:.1f}",
                    str(requests),
                )
            )
    print_table(
        ("page", "requests/s", "ratio", "p95 ms", "queries", "kB first load", "kB JS", "requests"),
        rows,
    )


if __name__ == "__main__":
    main()
