"""Writes a synthetic data set in the layout of MovieLens 20M, always the same for the same numbers.

python3 dataset.py FOLDER FILMS RATINGS: films with the ids from 1, and ratings by a user for each hundred of them, of
films that are the rarer, the larger their id.
"""

import random
import sys
from pathlib import Path

folder, films, ratings = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
random.seed(films)
SYLLABLES = [a + b for a in ("b", "d", "f", "k", "l", "m", "n", "r", "s", "st", "t", "v") for b in "aeiou"]
WORDS = ["".join(random.choices(SYLLABLES, k=random.randint(1, 4))).capitalize() for _ in range(films // 3 + 100)]
GENRES = ["Action", "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Horror", "Romance", "Sci-Fi"]

folder.mkdir(parents=True, exist_ok=True)
with open(folder / "movies.csv", "w") as file:
    file.write("movieId,title,genres\n")
    for film in range(1, films + 1):
        # The first hundred words are as common as `star`.
        words = [random.choice(WORDS[:100] if random.random() < 0.2 else WORDS) for _ in range(random.randint(1, 5))]
        genres = "|".join(sorted(random.sample(GENRES, random.randint(1, 3))))
        file.write(f"{film},{' '.join(words)} ({random.randint(1920, 2020)}),{genres}\n")
with open(folder / "ratings.csv", "w") as file:
    file.write("userId,movieId,rating,timestamp\n")
    for user in range(1, ratings // 100 + 1):
        liked = set()
        while len(liked) < 100:
            liked.add(int(films * random.random() ** 2) + 1)
        for film in sorted(liked):
            file.write(f"{user},{film},{random.randint(1, 10) / 2},{1_000_000_000 + random.randrange(600_000_000)}\n")
