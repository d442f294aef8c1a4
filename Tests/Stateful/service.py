"""The service under test: its answers, and what interrupts it."""

import http.client
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TROUBLES = ("kill-worker", "reload", "restart")


@dataclass
class Answer:
    status: int
    body: Any

    def __getitem__(self, name: str) -> Any:
        return self.body[name]


class Service:
    """Sends one request at a time, so that the outcome of every request is known."""

    def __init__(self):
        """`MARQUEE_TEST_URL` is the site's address. Whoever has started the site does what a file in
        `MARQUEE_TEST_TROUBLES` is named after, and then removes the file."""
        self._address = urlsplit(os.environ["MARQUEE_TEST_URL"]).netloc
        self._troubles = Path(os.environ["MARQUEE_TEST_TROUBLES"])
        self._connection: http.client.HTTPConnection | None = None
        self.requests = 0
        self.troubles = 0

    def send(self, method: str, path: str, body: Any = None, token: str | None = None) -> Answer:
        content, headers = (
            (None, {}) if body is None else (json.dumps(body).encode(), {"Content-Type": "application/json"})
        )
        return self._send(method, path, content, headers, token)

    def upload(self, path: str, name: str, contents: str, token: str) -> Answer:
        head = f'--XyZ\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        body = f"{head}Content-Type: text/csv\r\n\r\n{contents}\r\n--XyZ--\r\n".encode()
        return self._send("POST", path, body, {"Content-Type": "multipart/form-data; boundary=XyZ"}, token)

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str], token: str | None) -> Answer:
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        answer = self._answer(method, path, body, headers)
        # Too few workers after a trouble, or a worker that has just started has no connection to the database yet. A
        # request that was not begun, or only reads, may be repeated.
        end = time.monotonic() + 60
        while answer.status == 503 and (answer["error"] == "OVERLOADED" or method == "GET") and time.monotonic() < end:
            time.sleep(0.05)
            answer = self._answer(method, path, body, headers)
        assert answer.status < 500, f"{method} {path} answers {answer}"
        return answer

    def _answer(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = self._connection or http.client.HTTPConnection(self._address, timeout=60)
        # Kept only if nothing goes wrong.
        self._connection = None
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        if response.getheader("Connection") == "close":
            connection.close()
        else:
            self._connection = connection
        self.requests += 1
        return Answer(response.status, json.loads(content) if content else None)

    def cause(self, trouble: str):
        """Returns when the trouble is over."""
        request = self._troubles / trouble
        request.touch()
        self.troubles += 1
        while request.exists():
            time.sleep(0.01)
