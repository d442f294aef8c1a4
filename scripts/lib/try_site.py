"""Tries whether a site works: calls what a front end calls, and prints an example of a recommendation.

    try_site.py ADDRESS PASSWORD_FILE [ID,…]

Registers the account `demo` with the password in the file, unless it exists. The ids are the context of the example;
without them it is the first movie of the catalogue.
"""

import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

ADDRESS, PASSWORD, CONTEXT = sys.argv[1], Path(sys.argv[2]).read_text(), sys.argv[3:]
JSON = "Content-Type: application/json"


class Unexpected(Exception):
    """An answer with another status than expected."""


def ask(method: str, path: str, body: object = None, token: str | None = None) -> tuple[int, dict]:
    """Sends a request; returns the status and the JSON of the answer."""
    request = urllib.request.Request(ADDRESS + path, method=method)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header(*JSON.split(": "))
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        text = error.read().decode(errors="replace")
        try:
            return error.code, json.loads(text)
        except ValueError:
            return error.code, {"message": text}


def call(expected: int, method: str, path: str, body: object = None, token: str | None = None) -> dict:
    """Like `ask`, for a request that must be answered with the status `expected`. Returns the JSON only."""
    status, answer = ask(method, path, body, token)
    if status != expected:
        raise Unexpected(f"{method} {path} answered {status}, not {expected}: {json.dumps(answer)[:500]}")
    return answer


def log_in() -> tuple[str, bool]:
    """The access token of `demo`, and whether the account is new."""
    demo = {"username": "demo", "password": PASSWORD}
    status, answer = ask("POST", "/api/auth/login", demo)
    if status == 200:
        return answer["token"], False
    return call(201, "POST", "/api/auth/register", demo | {"email": "demo@example.com"})["token"], True


def try_site() -> None:
    call(200, "GET", "/api/models")
    movies = call(200, "GET", "/init")["result"]
    context = [int(text) for text in CONTEXT[0].split(",")] if CONTEXT else [movies[0]["id"]]
    example = {"model": "EASE", "context": context}
    recommended = call(200, "POST", "/api/recommend", example)["result"]
    call(200, "POST", "/recommend", example)

    token, is_new = log_in()
    if is_new:
        call(201, "POST", "/api/interactions", {"movie_id": movies[0]["id"]}, token)
    call(200, "GET", "/api/auth/user", token=token)
    call(200, "GET", "/api/interactions", token=token)

    body = json.dumps(example, separators=(",", ":"))
    print(f"· Models, catalogue ({len(movies)} movies), recommendations, log-in and interactions: they work")
    print(f"\nMarquee is running at {ADDRESS}\n\n  curl -s {ADDRESS}/api/recommend -H '{JSON}' -d '{body}'\n")
    print("answers, best first:", *(f"  {movie['title']}" for movie in recommended), sep="\n")


if __name__ == "__main__":
    try:
        try_site()
    except (Unexpected, OSError) as error:
        sys.exit(str(error))
