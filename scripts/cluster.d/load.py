"""Clients of the cluster that keep account of what was acknowledged, until SIGTERM.

Usage: load.py ADDRESS FOLDER

Writers save interactions, each with its own event_id, repeat what failed until it is acknowledged, and read back what
they were told is stored. Readers ask for what is public. FOLDER/requests gets a line for each request: when it began
and ended, its kind, and its status (0 without an answer). FOLDER/acknowledged gets each acknowledged event_id.
"""

import http.client
import json
import pathlib
import signal
import sys
import threading
import time
import uuid

WRITERS, READERS = 8, 4
# A client waits this long for an answer.
PATIENCE = 10
# How long a client pauses after an answer, and after a failure.
PAUSE, RETRY = 0.04, 0.2

stopping = threading.Event()
lock = threading.Lock()


class Client:
    """A client with one kept connection."""

    def __init__(self, address, requests):
        self.address = address
        self.requests = requests
        self.connection = None
        self.token = None

    def ask(self, kind, method, path, body=None):
        """Return the status and the answer, and record the request unless `kind` is None."""
        began = time.time()
        status, answer = 0, {}
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
            headers = {"Content-Type": "application/json"}
            if self.token:
                headers["Authorization"] = "Bearer " + self.token
            self.connection.request(method, path, json.dumps(body) if body else None, headers)
            response = self.connection.getresponse()
            text = response.read()
            status = response.status
            answer = json.loads(text)
        except (OSError, http.client.HTTPException, ValueError):
            if self.connection:
                self.connection.close()
            self.connection = None
        if kind:
            with lock:
                print(f"{began:.3f} {time.time():.3f} {kind} {status}", file=self.requests)
        time.sleep(PAUSE if 0 < status < 500 else RETRY)
        return status, answer


def write(client, name, acknowledged):
    """Save interactions one after the other, each until it is acknowledged."""
    body = {"username": name, "email": name + "@example.com", "password": "a long password"}
    status, answer = client.ask(None, "POST", "/api/auth/register", body)
    if status != 201:
        sys.exit(f"cannot register {name}: {status} {answer}")
    client.token = answer["token"]
    movie = 0
    while not stopping.is_set():
        movie = movie % 1000 + 1
        event = str(uuid.uuid4())
        body = {"movie_id": movie, "interaction_type": "view", "event_id": event}
        while True:
            status, answer = client.ask("write", "POST", "/api/interactions", body)
            if status in (200, 201):
                break
            # Nobody knows whether it is stored, so it does not count.
            if stopping.is_set():
                return
        with lock:
            print(event.replace("-", ""), file=acknowledged)
        path = f"/api/interactions/{answer['interaction']['id']}"
        client.ask("own", "GET", path)


def read(client, number):
    """Ask for what is public."""
    requests = [
        ("GET", "/api/popular", None),
        ("GET", "/api/movies/50/similar", None),
        ("POST", "/api/recommend", {"model": "EASE", "context": [50, 174], "top_k": 10}),
        ("GET", "/api/movies/search?q=star", None),
    ]
    while not stopping.is_set():
        number += 1
        client.ask("public", *requests[number % len(requests)])


def main():
    address, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    run = f"{time.time_ns():x}"
    with open(folder / "requests", "w") as requests, open(folder / "acknowledged", "a") as acknowledged:
        threads = [
            threading.Thread(target=write, args=(Client(address, requests), f"w{run}-{n}", acknowledged))
            for n in range(WRITERS)
        ] + [threading.Thread(target=read, args=(Client(address, requests), n)) for n in range(READERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


main()
