"""A server that shows a built report in the browser."""

from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PORT = 8000


class NoPagesError(Exception):
    """There is no built report to show."""


def serve_pages(pages: Path) -> None:
    """Serve a folder of pages to this machine alone, on port 8000 or else a free one, until Ctrl-C.

    Raises:
        NoPagesError: if the folder holds no page.
    """
    if not (pages / "index.html").is_file():
        raise NoPagesError(
            f"{pages} holds no report: build one with `make report PROFILE={pages.parent.name}`"
        )
    handler = partial(SimpleHTTPRequestHandler, directory=pages)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", PORT), handler)
    except OSError:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    print(f"{pages} is at http://localhost:{server.server_port} until you press Ctrl-C.", flush=True)
    with server, suppress(KeyboardInterrupt):
        server.serve_forever()
