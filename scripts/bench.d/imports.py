"""Imports 3,000 rows of a diary into a running site, and prints how long each step takes.

    imports.py ADDRESS TOKEN

The rows are of the most popular movies, a third of them with the year after, and 200 match no movie. The user of TOKEN
has the same history afterwards as before.
"""

import csv
import http.client
import io
import json
import sys
import time
import urllib.parse

address, token = sys.argv[1:]
connection = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=60)
rows, unknown = 3000, 200


def send(method, path, body=None, content_type="application/json"):
    """The answer, and the seconds until it was read."""
    headers = {"Authorization": f"Bearer {token}"} | ({"Content-Type": content_type} if body else {})
    began = time.perf_counter()
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    spent = time.perf_counter() - began
    if answer.status >= 300:
        sys.exit(f"{method} {path}: {answer.status} {text.decode()}")
    return json.loads(text) if text else {}, spent


def diary():
    """Entries of the movies in turn, each on a day of its own, with a rating."""
    movies = []
    for page in range(1, 11):
        movies += send("GET", f"/api/movies?sort=popularity&per_page=100&page={page}")[0]["result"]
    movies = [movie for movie in movies if movie["date"]]
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["Date", "Name", "Year", "Letterboxd URI", "Rating", "Rewatch", "Tags", "Watched Date"])
    for row in range(rows):
        day = f"{2000 + row // 336}-{1 + row // 28 % 12:02}-{1 + row % 28:02}"
        movie = movies[row % len(movies)]
        title, year = movie["title"].split(" (")[0], int(movie["date"][:4]) + (row % 3 == 0)
        if row >= rows - unknown:
            title, year = f"No such film {row}", 1995
        table.writerow([day, title, year, f"https://boxd.it/{row}", 0.5 + row % 10 / 2, "", "", day])
    return text.getvalue()


def form(text, **fields):
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append(f'name="file"; filename="diary.csv"\r\nContent-Type: text/csv\r\n\r\n{text}')
    head = "--bench\r\nContent-Disposition: form-data; "
    return (head + ("\r\n" + head).join(parts) + "\r\n--bench--\r\n").encode()


def step(name, answer, spent):
    counts = answer.get("added") or answer.get("found") or {}
    print(f"{name:<10} {spent:>8.2f} {sum(counts.values()):>14,}")
    return answer


text = diary()
multipart = "multipart/form-data; boundary=bench"
print(f"{'step':<10} {'seconds':>8} {'interactions':>14}")
step("preview", *send("POST", "/api/imports", form(text, dry_run="true"), multipart))
imported = step("import", *send("POST", "/api/imports", form(text), multipart))
again = step("again", *send("POST", "/api/imports", form(text), multipart))
step("undo", *send("DELETE", f"/api/imports/{imported['id']}"))
if imported["rows"] != rows or sum(again["added"].values()) or again["id"] != imported["id"]:
    sys.exit("the import is not what was expected")
