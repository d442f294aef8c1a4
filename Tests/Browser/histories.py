"""Files that other sites export, as a file field takes them."""

import csv
import io


def file(name, *rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return {"name": name, "mimeType": "text/csv", "buffer": text.getvalue().encode()}


LETTERBOXD = file(
    "ratings.csv",
    ["Date", "Name", "Year", "Letterboxd URI", "Rating"],
    ["2024-01-02", "Film 101", "1961", "https://boxd.it/a", "4.5"],
    # A year apart, as festivals and cinemas are.
    ["2024-01-03", "Film 102", "1963", "https://boxd.it/b", "2"],
    ["2024-01-04", "Flim 103", "1963", "https://boxd.it/c", "5"],
    ["2024-01-05", "A Film of Elsewhere", "1972", "https://boxd.it/d", "3"],
)
