"""Files come whole and as expected, whatever a server does; what an interrupted call has got is kept."""

import hashlib
import http.server
import random
import re
import threading

import pytest

from lstm_attention.corpus import fetching
from lstm_attention.corpus.fetching import Expected, FetchError, check, fetch
from lstm_attention.corpus.rows import CorpusError

CONTENT = random.Random(0).randbytes(300_000)
EXPECTED = Expected(len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


class Server(http.server.ThreadingHTTPServer):
    """A server of one file, which behaves as its attributes say and remembers what it was asked for."""

    content, ranges, breaks_after, chunked, elsewhere = CONTENT, True, [], False, 0
    asked: list[str | None]

    def address(self):
        return f"http://127.0.0.1:{self.server_port}/a.csv"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        wanted = self.headers.get("Range")
        server.asked.append(wanted)
        start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1]) if wanted and server.ranges else 0
        rest = server.content[start:]
        self.close_connection = True
        if self.path != "/a.csv" or not rest:
            self.send_error(416 if self.path == "/a.csv" else 404)
            return
        self.send_response(206 if start else 200)
        if start:
            first, size = start + server.elsewhere, len(server.content)
            self.send_header("Content-Range", f"bytes {first}-{size - 1}/{size}")
        if server.chunked:
            self.send_header("Transfer-Encoding", "chunked")
            rest = b"".join(
                b"%x\r\n%b\r\n" % (len(rest[k : k + 999]), rest[k : k + 999])
                for k in range(0, len(rest), 999)
            ) + (b"0\r\n\r\n")
        else:
            self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: server.breaks_after.pop(0)] if server.breaks_after else rest)

    def log_message(self, format, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(fetching, "TIMEOUT", 10)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


def left(path):
    return sorted(file.name for file in path.parent.iterdir())


@pytest.mark.parametrize("chunked", [False, True])
def test_a_file_comes_whole(server, path, chunked):
    server.chunked = chunked
    fetch(server.address(), path, EXPECTED)
    assert path.read_bytes() == CONTENT
    assert left(path) == ["a.csv"]
    assert server.asked == [None]


@pytest.mark.parametrize("chunked", [False, True])
def test_an_interrupted_file_is_carried_on_with_where_it_ended(server, path, chunked):
    server.breaks_after, server.chunked = [200_000], chunked
    fetch(server.address(), path, EXPECTED)
    assert path.read_bytes() == CONTENT
    first, second = server.asked
    assert first is None
    assert 0 < int(second[6:-1]) <= 200_000


def test_a_second_call_carries_on_where_the_first_one_gave_up(server, path):
    server.breaks_after = [100_000, 50_000, 50_000]
    with pytest.raises(FetchError, match="interrupted 3 times; run the same command to carry on"):
        fetch(server.address(), path, EXPECTED)
    assert left(path) == ["a.csv.part"]
    fetch(server.address(), path, EXPECTED)
    assert path.read_bytes() == CONTENT
    assert server.asked == [None, "bytes=100000-", "bytes=150000-", "bytes=200000-"]


def test_a_server_without_parts_sends_all_of_it_again(server, path):
    server.ranges, server.breaks_after = False, [200_000]
    fetch(server.address(), path, EXPECTED)
    assert path.read_bytes() == CONTENT
    assert server.asked == [None, "bytes=200000-"]


def test_a_file_that_was_whole_but_not_yet_named_so_is_kept(server, path):
    path.with_name("a.csv.part").write_bytes(CONTENT)
    fetch(server.address(), path, EXPECTED)
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("size", [1_000, len(CONTENT), len(CONTENT) + 1])
def test_a_beginning_of_another_file_is_not_carried_on_with(server, path, size):
    path.with_name("a.csv.part").write_bytes(b"x" * size)
    fetch(server.address(), path, EXPECTED)
    assert path.read_bytes() == CONTENT
    assert server.asked == [f"bytes={size}-", None]


def test_another_part_than_asked_for_is_refused(server, path):
    path.with_name("a.csv.part").write_bytes(CONTENT[:1_000])
    server.elsewhere = 1
    with pytest.raises(FetchError, match="sent a different part from the one requested"):
        fetch(server.address(), path, EXPECTED)


@pytest.mark.parametrize(
    "content", [CONTENT[::-1], CONTENT[:-1], CONTENT * 20, b"<html>Please log in</html>"]
)
def test_another_file_is_refused_and_not_kept(server, path, content):
    server.content = content
    with pytest.raises(
        FetchError, match=rf"sent a different file \(SHA-256 \w{{64}} instead of {EXPECTED.sha256}"
    ):
        fetch(server.address(), path, EXPECTED)
    assert left(path) == []


def test_a_file_that_is_not_there_is_named(server, path):
    address = server.address().replace("a.csv", "b.csv")
    with pytest.raises(FetchError, match=rf"{re.escape(address)}: HTTP 404 Not Found"):
        fetch(address, path, EXPECTED)
    assert left(path) == []


def test_without_a_server_the_reason_is_given(server, path):
    address = server.address()
    server.shutdown()
    server.server_close()
    with pytest.raises(FetchError, match=rf"^{re.escape(address)}: .*Connection refused$"):
        fetch(address, path, EXPECTED)
    assert left(path) == []


def test_a_file_is_checked_against_what_it_must_be(path):
    path.write_bytes(CONTENT)
    check(path, EXPECTED)
    path.write_bytes(CONTENT[:-1])
    with pytest.raises(
        CorpusError, match=rf"a\.csv is not the expected file .*{EXPECTED.sha256}.*: delete it"
    ):
        check(path, EXPECTED)
