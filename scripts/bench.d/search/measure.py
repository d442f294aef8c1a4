"""Measures searches of a running site: how often the right movie is found, and the time that each query takes.

    measure.py ADDRESS LOG [FILE]

LOG is that of the server, at the level `debug`. FILE has queries by hand, with the title after a tab. Prints a row for
each class of queries: how many find the right movie among the first three, and the server's time in microseconds, at
the median and at the 99th percentile. Each query is sent three times and the median counts.
"""

import http.client
import json
import statistics
import sys
import urllib.parse
from pathlib import Path

from queries import by_rules

address, log = sys.argv[1], Path(sys.argv[2])
connection = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=60)


def get(path, **query):
    """The answer and its request id."""
    connection.request("GET", path + "?" + urllib.parse.urlencode(query))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        sys.exit(f"{path} {query}: {answer.status} {body.decode()}")
    return json.loads(body), answer.headers["X-Request-ID"]


def all_movies():
    """The titles of all movies, the most popular first."""
    titles, pages = [], 1
    while len(titles) < 100 * pages:
        answer, _ = get("/api/movies", sort="popularity", per_page=100, page=len(titles) // 100 + 1)
        titles += [movie["title"] for movie in answer["result"]]
        if len(answer["result"]) < 100:
            break
        pages += 1
    return titles


def by_hand(path, titles):
    """The queries of the file. A title may lack what the catalogue has in parentheses after it."""
    for line in Path(path).read_text().splitlines():
        text, title = line.split("\t")
        right = {known for known in titles if known == title or known.startswith(f"{title} (")}
        if not right:
            sys.exit(f"{path}: no movie is called '{title}'")
        yield "by hand", text, right


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


titles = all_movies()
queries = by_rules(titles, each=40)
for path in sys.argv[3:]:
    queries += by_hand(path, titles)

requests = {}
results = {}
for number, (kind, text, right) in enumerate(queries):
    for _ in range(3):
        answer, request = get("/api/movies/search", q=text)
        requests[request] = number
    found = any(movie["title"] in right for movie in answer["result"][:3])
    results[number] = (kind, found)
    if not found:
        print(f"    not found: '{text}' ({kind}): {min(right)}")

times = {}
for line in log.read_text().splitlines():
    entry = json.loads(line) if line.startswith("{") else {}
    if entry.get("request_id") in requests:
        times.setdefault(requests[entry["request_id"]], []).append(int(entry["microseconds"]))


def row(name, numbers):
    found = sum(results[number][1] for number in numbers)
    spent = [statistics.median(times[number]) for number in numbers]
    share = f"{100 * found / len(numbers):.1f} %"
    print(
        f"{len(titles):>8} {name:<14} {len(numbers):>8} {share:>10} "
        f"{percentile(spent, 0.5):>8.0f} {percentile(spent, 0.99):>8.0f}"
    )


for kind in dict.fromkeys(kind for kind, _, _ in queries):
    row(kind, [number for number in results if results[number][0] == kind])
row("all", list(results))
