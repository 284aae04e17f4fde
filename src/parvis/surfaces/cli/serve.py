"""Preparing and serving a town."""

import errno
import signal
import socket

from django.conf import settings
from django.core.management import call_command

from parvis.kernel import tasks
from parvis.surfaces.cli.start import Stop

#: Open sockets would hold a stopping server for ever.
GRACE_SECONDS = 3


def prepare() -> None:
    """Bring the database and the static files up to date. Safe to repeat."""
    settings.PARVIS.data_dir.resolve().mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def work() -> None:
    """Do deferred work until asked to stop; what runs then ends first."""
    worker = tasks.Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.ask_to_stop())
    worker.run_forever()


def refuse_taken_port(host: str, port: int) -> None:
    """:raises Stop: when the port cannot be listened on, saying which other to try."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refused:
            if refused.errno == errno.EADDRINUSE:
                message = f"Port {port} is in use. Try another one: --port {port + 1}"
            elif refused.errno == errno.EACCES:
                message = f"Port {port} needs more rights than yours. Try: --port 8000"
            else:
                message = f"Parvis cannot listen on {host}:{port}: {refused.strerror}."
            raise Stop(message) from None


def serve(*, host: str, port: int) -> None:
    """Serve until interrupted."""
    import uvicorn

    refuse_taken_port(host, port)
    uvicorn.run(
        "parvis.config.asgi:application",
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.PARVIS.behind_proxy,
        forwarded_allow_ips="*" if settings.PARVIS.behind_proxy else None,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws_max_size=65536,
    )
