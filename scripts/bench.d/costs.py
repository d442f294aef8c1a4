"""Measures the most expensive requests that the contract allows, each beside a usual request of its route.

    costs.py ADDRESS SERVER_PID NGINX_PID SECONDS TOKEN

Sends each request for SECONDS, one at a time. Prints the CPU time per request of the workers and of nginx in
microseconds, and its ratio to the usual request. The site must have MovieLens 100K, all four models and no limits; the
user of TOKEN gets a history of 1,000 movies and a watchlist.
"""

import http.client
import json
import sys
import time
import urllib.parse
from pathlib import Path

address, server, nginx = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
seconds, token = float(sys.argv[4]), sys.argv[5]
host = urllib.parse.urlsplit(address).netloc

MOVIES = list(range(1, 1683))
FEW = [50, 56, 64, 79, 96, 98, 100, 117, 121, 127, 168, 172, 174, 181, 195, 204, 210, 222, 257, 258]
KIB = 1 << 10


def body(**fields):
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()


def recommend(model="auto", context=tuple(FEW), **options):
    return "POST", "/api/recommend", body(model=model, context=list(context), **options)


def padded(text, length):
    """A body of nearly `length` bytes that repeats one small value."""
    head = b'{"model":"auto","context":[50],"exclude":['
    count = (length - len(head) - 2) // (len(text) + 1)
    return "POST", "/api/recommend", head + b",".join([text] * count) + b"]}"


def similar(**query):
    return get("/api/movies/50/similar", **query)


def get(path, **query):
    return "GET", path + ("?" + urllib.parse.urlencode(query) if query else ""), None


def mine(request):
    """The request, sent by the user of TOKEN."""
    return *request, {"Authorization": f"Bearer {token}"}


def night(people, movies, **options):
    """A movie night for `people` people with `movies` movies each."""
    contexts = [MOVIES[person * movies : (person + 1) * movies] for person in range(people)]
    return "POST", "/api/recommend", body(model="auto", contexts=contexts, **options)


def views(count):
    return mine(("POST", "/api/interactions/batch", body(interactions=[{"movie_id": 50}] * count)))


def diary(rows):
    """A preview of a table of ratings, in the layout of Letterboxd, of which half the movies are unknown."""
    lines = ["Date,Name,Year,Letterboxd URI,Rating"]
    lines += [f"2001-01-01,{'Toy Story' if row % 2 else f'No film {row}'},1995,,4" for row in range(rows)]
    head = '--b\r\nContent-Disposition: form-data; name="dry_run"\r\n\r\ntrue\r\n--b\r\n'
    head += 'Content-Disposition: form-data; name="file"; filename="ratings.csv"\r\n\r\n'
    method, path, content, headers = mine(
        ("POST", "/api/imports", (head + "\n".join(lines) + "\r\n--b--\r\n").encode())
    )
    return method, path, content, headers | {"Content-Type": "multipart/form-data; boundary=b"}


# By route: the usual request, then the expensive ones.
ROUTES = {
    "POST /api/recommend": [
        ("auto, 20 movies", recommend()),
        ("auto, 3 movies", recommend(context=FEW[:3])),
        ("EASE, 20 movies", recommend("EASE")),
        ("auto, 20 movies, explain", recommend(explain=True)),
        ("auto, 1,000 movies, 100 answers", recommend(context=MOVIES[:1000], top_k=100)),
        ("the same with explain", recommend(context=MOVIES[:1000], top_k=100, explain=True)),
        ("the same, EASE", recommend("EASE", MOVIES[:1000], top_k=100, explain=True)),
        ("the same, ItemKNN", recommend("ItemKNN", MOVIES[:1000], top_k=100, explain=True)),
        ("the same, NeuralMF", recommend("NeuralMF", MOVIES[:1000], top_k=100, explain=True)),
        ("the same, DeepFM", recommend("DeepFM", MOVIES[:1000], top_k=100, explain=True)),
        (
            "every list full, filters, explain",
            recommend(
                context=MOVIES[:1000],
                exclude=list(range(-999, 1)),
                dislikes=MOVIES[1000:] + list(range(9000, 9318)),
                genres=["Drama", "Comedy"],
                genres_mode="any",
                year_from=1,
                year_to=9999,
                top_k=100,
                explain=True,
            ),
        ),
        ("ids that nobody knows", recommend(context=[50, *range(10**6, 10**6 + 999)], exclude=list(range(-999, 1)))),
        ("a filter that leaves nothing", recommend(genres=["Western"], year_from=2000, top_k=100)),
        ("a long list of small numbers", padded(b"1", 256 * KIB)),
        ("a long list of large numbers", padded(b"-9223372036854775807", 256 * KIB)),
        ("a long list of reals", padded(b"1.5e0", 256 * KIB)),
        ("a number of a hundred thousand digits", padded(b"1" * 100_000, 256 * KIB)),
        ("a long text", padded(b'"' + "漢".encode() * 60_000 + b'"', 256 * KIB)),
        ("many names", ("POST", "/api/recommend", body(**{f"é{n}": n for n in range(12_000)}))),
        ("1 MB of numbers", padded(b"1", 1023 * KIB)),
        ("genres named again and again", recommend(genres=["Drama"] * 28_000)),
        ("5,000 candidates", recommend(candidates=list(range(-3318, 1682)), top_k=100)),
        ("as varied as can be, 100 answers", recommend(diversity=1, top_k=100)),
        ("the same for 1,000 movies, explain", recommend(context=MOVIES[:1000], diversity=1, top_k=100, explain=True)),
        ("eight people with 3 movies each", night(8, 3)),
        ("eight people with 125 movies each", night(8, 125, top_k=100)),
        ("the same, as varied as can be", night(8, 125, top_k=100, diversity=1)),
    ],
    "POST /api/recommend, signed in": [
        ("auto, 20 movies", mine(recommend())),
        ("auto, 1,000 movies, 100 answers, explain", mine(recommend(context=MOVIES[:1000], top_k=100, explain=True))),
    ],
    "GET /api/recommendations": [
        ("auto", mine(get("/api/recommendations"))),
        ("100, explain, ratings", mine(get("/api/recommendations", top_k=100, explain="true", include="ratings"))),
        ("as varied as can be", mine(get("/api/recommendations", top_k=100, diversity=1))),
        ("from the watchlist", mine(get("/api/recommendations", within="watchlist"))),
    ],
    "GET /api/recommendations/history": [
        ("a page", mine(get("/api/recommendations/history"))),
        ("100 lists", mine(get("/api/recommendations/history", limit=100))),
    ],
    "GET /api/home": [("anonymous", get("/api/home")), ("signed in", mine(get("/api/home")))],
    "GET /api/interactions": [
        ("a page", mine(get("/api/interactions"))),
        ("100", mine(get("/api/interactions", limit=100))),
    ],
    "POST /api/interactions/batch": [("100 views", views(100)), ("1,000 views", views(1000))],
    "POST /api/imports": [("a diary of 3,000 rows", diary(3_000)), ("50,000 rows", diary(50_000))],
    "POST /recommend": [
        ("EASE, 20 movies", ("POST", "/recommend", body(model="EASE", context=FEW))),
        ("EASE, every film", ("POST", "/recommend", body(model="EASE", context=MOVIES))),
        ("auto, every film", ("POST", "/recommend", body(model="auto", context=MOVIES))),
        ("EASE, 30,000 ids", ("POST", "/recommend", body(model="EASE", context=list(range(30_000))))),
    ],
    "GET /api/movies/{id}/similar": [
        ("auto", similar()),
        ("EASE, 100", similar(model="EASE", top_k=100)),
        ("DeepFM, 100", similar(model="DeepFM", top_k=100)),
        ("auto, 100", similar(top_k=100)),
    ],
    "GET /api/movies": [
        ("a page", get("/api/movies")),
        ("by rating, filtered, 100", get("/api/movies", sort="rating", genre="Drama", year_from=1, per_page=100)),
        ("by popularity, none left", get("/api/movies", sort="popularity", genre="Western", year_from=2000)),
        ("the billionth page", get("/api/movies", page=10**9, per_page=100, sort="popularity")),
        ("100 ids", get("/api/movies", ids=",".join(map(str, MOVIES[:100])), per_page=100)),
    ],
    "GET /api/movies/search": [
        ("two words", get("/api/movies/search", q="star wa")),
        ("one letter", get("/api/movies/search", q="t", top_k=100)),
        ("every letter", get("/api/movies/search", q=" ".join("abcdefghijklmnopqrstuvwxyz0123456789"))),
        ("200 characters", get("/api/movies/search", q=" ".join(a + b for a in "abcdefghi" for b in "aeiour")[:200])),
        ("two misspelt words", get("/api/movies/search", q="satr wra")),
        ("a misspelt title", get("/api/movies/search", q="empire strkes bakc")),
        (
            "200 characters misspelt",
            get("/api/movies/search", q=" ".join(f"qu{a}rtz{b}" for a in "aeiou" for b in "abcde")[:200]),
        ),
        ("one misspelt word of 200 characters", get("/api/movies/search", q="terminaterx" * 18)),
        ("200 characters of accents", get("/api/movies/search", q="é\u0301" * 100)),
        ("2,600 words", get("/api/movies/search", q=" ".join("t" * (n % 3 + 1) for n in range(2_600)))),
    ],
    "GET /init": [("plain", get("/init")), ("compressed", get("/init"))],
    "GET /api/openapi.json": [("plain", get("/api/openapi.json")), ("compressed", get("/api/openapi.json"))],
}


def processes(parent):
    """A process and its descendants."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent] + [process for child in children for process in processes(int(child))]


def cpu(parent):
    """CPU time of a process and its descendants, in nanoseconds."""
    threads = [task for process in processes(parent) for task in Path(f"/proc/{process}/task").glob("*/schedstat")]
    return sum(int(thread.read_text().split()[0]) for thread in threads)


def measure(name, request):
    """CPU time per request in microseconds, of the workers and of nginx; and the status."""
    connection = http.client.HTTPConnection(host, timeout=60)
    method, path, content, *more = request
    headers = {"Content-Type": "application/json"} if content else {}
    for some in more:
        headers |= some
    if name == "compressed":
        headers["Accept-Encoding"] = "gzip"

    def ask():
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    ask()
    begin, count, status = time.monotonic(), 0, 0
    before = cpu(server), cpu(nginx)
    while time.monotonic() - begin < seconds:
        status = ask()
        count += 1
    after = cpu(server), cpu(nginx)
    connection.close()
    return (after[0] - before[0]) / count / 1e3, (after[1] - before[1]) / count / 1e3, status


def fill():
    """Gives the user of TOKEN a history, ratings and a watchlist."""
    connection = http.client.HTTPConnection(host, timeout=60)
    saves = [{"movie_id": movie, "interaction_type": "rate", "rating": 1 + movie % 5} for movie in MOVIES[:1000]]
    requests = [mine(("POST", "/api/interactions/batch", body(interactions=saves)))]
    requests += [mine(("PUT", f"/api/movies/{movie}/watchlist", None)) for movie in MOVIES[1000:1200]]
    for method, path, content, headers in requests:
        connection.request(method, path, content, headers | ({"Content-Type": "application/json"} if content else {}))
        answer = connection.getresponse()
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {answer.read().decode()}")
        answer.read()
    connection.close()


fill()
print(f"{'':<44} {'worker µs':>10} {'nginx µs':>10} {'ratio':>7}  status")
for route, requests in ROUTES.items():
    print(route)
    usual = 0
    for name, request in requests:
        worker, proxy, status = measure(name, request)
        usual = usual or worker + proxy
        print(f"  {name:<42} {worker:>10.0f} {proxy:>10.0f} {(worker + proxy) / usual:>7.1f}  {status}", flush=True)
