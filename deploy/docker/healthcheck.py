"""Ask the server beside us whether it is well, by its own name. Exit code 0 when it is."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def main() -> int:
    name = urlsplit(os.environ.get("PARVIS_PUBLIC_URL", "")).hostname or "localhost"
    port = int(os.environ.get("PORT", "8000"))
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        server.request("GET", "/sante/", headers={"Host": name})
        return int(server.getresponse().status != http.HTTPStatus.OK)
    except OSError:
        return 1
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())
