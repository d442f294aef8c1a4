"""Writes a synthetic data set in the layout of MovieLens 20M, the same for the same numbers.

    dataset.py FOLDER MOVIES RATINGS

Ids of movies begin with 1. Each user has rated a hundred movies. The larger a movie's id, the fewer ratings it has.
"""

import random
import sys
from pathlib import Path

folder, movies, ratings = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
random.seed(movies)
SYLLABLES = [a + b for a in ("b", "d", "f", "k", "l", "m", "n", "r", "s", "st", "t", "v") for b in "aeiou"]
WORDS = ["".join(random.choices(SYLLABLES, k=random.randint(1, 4))).capitalize() for _ in range(movies // 3 + 100)]
GENRES = ["Action", "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Horror", "Romance", "Sci-Fi"]

folder.mkdir(parents=True, exist_ok=True)
with open(folder / "movies.csv", "w") as file:
    file.write("movieId,title,genres\n")
    for movie in range(1, movies + 1):
        # The first hundred words are as common as `star`.
        words = [random.choice(WORDS[:100] if random.random() < 0.2 else WORDS) for _ in range(random.randint(1, 5))]
        genres = "|".join(sorted(random.sample(GENRES, random.randint(1, 3))))
        file.write(f"{movie},{' '.join(words)} ({random.randint(1920, 2020)}),{genres}\n")
with open(folder / "ratings.csv", "w") as file:
    file.write("userId,movieId,rating,timestamp\n")
    for user in range(1, ratings // 100 + 1):
        liked = set()
        while len(liked) < 100:
            liked.add(int(movies * random.random() ** 2) + 1)
        for movie in sorted(liked):
            file.write(f"{user},{movie},{random.randint(1, 10) / 2},{1_000_000_000 + random.randrange(600_000_000)}\n")
