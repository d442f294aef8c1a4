"""A small catalogue in the layout of ratings.csv: 240 movies, 150 users with tastes, and difficult titles."""

import csv
import random
from pathlib import Path

GENRES = ["Action", "Comedy", "Drama", "Horror", "Romance", "Sci-Fi", "Western"]

# By id: titles that a careless page takes for markup, that read from right to left, or that are too long.
HARD_TITLES = {
    1001: '<img src=x onerror="document.title=\'broken\'"> & "quotes" (1999)',
    1002: "</script><script>document.title='broken'</script> (1998)",
    1003: "שלום עולם (1997)",
    1004: "映画の夜 🎬👩‍👩‍👧 (1996)",
    1005: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft (1995)",
    1006: "A film of no year and no kind",
    1007: "The Very Long and Winding Tale of the People Who Gave Their Films Titles That Nobody Could Ever Say (1994)",
}
# Words as long as a line of a cover, in each lettering.
LONG_WORDS = {
    231: "Casablanca Correspondents (1942)",
    232: "Metamorphosis (1968)",
    233: "Koyaanisqatsi (1982)",
    234: "Extraterrestrials (1997)",
}
STAR_TITLES = {1: "Star Harbour (1977)", 2: "Harbour Star Returns (1983)", 3: "Éclair of the Stars (1990)"}


def write(folder: Path) -> Path:
    """Writes movies.csv and ratings.csv; the same each time."""
    folder.mkdir(parents=True)
    chance = random.Random(7)
    movies = {}
    for number in range(1, 241):
        kinds = chance.sample(GENRES, 1 + number % 2)
        movies[number] = (f"Film {number:03} ({1930 + number % 70})", kinds)
    for number, title in (STAR_TITLES | LONG_WORDS).items():
        movies[number] = (title, ["Sci-Fi"])
    for number, title in HARD_TITLES.items():
        movies[number] = (title, [] if number == 1006 else ["Drama"])
    with (folder / "movies.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["movieId", "title", "genres"])
        for number, (title, kinds) in movies.items():
            rows.writerow([number, title, "|".join(kinds) or "(no genres listed)"])
    with (folder / "ratings.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["userId", "movieId", "rating", "timestamp"])
        for user in range(1, 151):
            liked = set(chance.sample(GENRES, 2))
            for number, (_, kinds) in movies.items():
                likely = (0.35 if liked & set(kinds) else 0.08) * (2 if number <= 40 else 1)
                if chance.random() < likely:
                    stars = min(5, chance.choice([3, 4, 5]) if liked & set(kinds) else chance.choice([1, 2, 3]))
                    rows.writerow([user, number, stars, 1_700_000_000 + chance.randrange(10_000_000)])
    return folder
