"""Queries with known answers for `scripts/bench search`, made by rules from the titles of a catalogue.

    queries.py FOLDER MOVIES

writes a synthetic catalogue of MOVIES movies in the layout of MovieLens 20M, the same for the same number.
"""

import random
import re
import sys
from pathlib import Path

ARTICLE = re.compile(r"^(The|A|An) ", re.IGNORECASE)
WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
]
ROMANS = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def plain(title):
    """The title without what stands in parentheses."""
    return re.sub(r"\s*\([^)]*\)", "", title).strip()


def mistyped(draw, word):
    """The word with one error."""
    place, letter = draw.randrange(len(word)), draw.choice(LETTERS)
    kind = draw.choice(["insert", "delete", "replace", "exchange"])
    if kind == "insert":
        return word[:place] + letter + word[place:]
    if kind == "delete":
        return word[:place] + word[place + 1 :]
    if kind == "replace":
        return word[:place] + letter + word[place + 1 :]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def with_errors(draw, title, errors, shortest):
    """The title with `errors` errors in a word of at least `shortest` letters; None if it has no such word."""
    words = title.split()
    long = [i for i, word in enumerate(words) if word.isalpha() and word.isascii() and len(word) >= shortest]
    if not long:
        return None
    place = draw.choice(long)
    for _ in range(errors):
        words[place] = mistyped(draw, words[place].lower())
    return " ".join(words)


def one_error(draw, title):
    return with_errors(draw, title, 1, 4)


def two_errors(draw, title):
    return with_errors(draw, title, 2, 8)


def error_while_typing(draw, title):
    """An error, and only a part of the last word."""
    words = title.split()
    if not (words[-1].isalpha() and words[-1].isascii() and len(words[-1]) >= 8):
        return None
    return " ".join([*words[:-1], mistyped(draw, words[-1][:-2].lower())])


def joined(draw, title):
    words = title.split()
    if len(words) < 2 or not all(word.isalpha() for word in words):
        return None
    place = draw.randrange(len(words) - 1)
    return " ".join([*words[:place], words[place] + words[place + 1], *words[place + 2 :]])


def split(draw, title):
    words = title.split()
    long = [i for i, word in enumerate(words) if word.isalpha() and len(word) >= 6]
    if not long:
        return None
    place = draw.choice(long)
    middle = draw.randrange(2, len(words[place]) - 1)
    words[place] = words[place][:middle] + " " + words[place][middle:]
    return " ".join(words)


def number(draw, title):
    """The numbers of the title in another form."""
    words = title.split()
    changed = list(words)
    for place, word in enumerate(words):
        bare = word.rstrip(":,")
        if bare.isdigit() and int(bare) < 14:
            changed[place] = draw.choice(
                [WORDS[int(bare)], *(ROMANS[int(bare) : int(bare) + 1] if int(bare) > 1 else [])]
            )
        elif bare.lower() in WORDS[1:]:
            changed[place] = str(WORDS.index(bare.lower()))
        elif bare in ROMANS[2:5] + ROMANS[6:10] and place > 0:
            changed[place] = draw.choice([str(ROMANS.index(bare)), WORDS[ROMANS.index(bare)]])
    return " ".join(changed) if changed != words else None


def ampersand(_, title):
    if " & " in title:
        return title.replace(" & ", " and ")
    return title.replace(" and ", " & ") if " and " in title else None


def article(draw, title):
    """The article moved, dropped or added."""
    found = ARTICLE.match(title)
    if not found:
        return "the " + title
    rest = title[found.end() :]
    return draw.choice([rest, f"{rest}, {found[1]}"]) if rest.isascii() and len(rest) > 3 else None


def folded(_, title):
    return title.lower()


def prefixes(draw, title):
    words = [word for word in re.findall(r"[^\W_]+", title) if len(word) > 3]
    draw.shuffle(words)
    return " ".join(word[: max(3, len(word) - 2)].lower() for word in words) if len(words) > 1 else None


def brackets(_, title):
    found = re.search(r"\(([^\W\d][^)]{3,})\)", title)
    return found[1] if found else None


RULES = {
    "as it is": folded,
    "beginnings": prefixes,
    "one error": one_error,
    "two errors": two_errors,
    "while typing": error_while_typing,
    "joined": joined,
    "split": split,
    "number": number,
    "and": ampersand,
    "article": article,
    "in brackets": brackets,
}


def by_rules(titles, each, seed=15):
    """`each` queries by each rule, as (rule, text, titles). `titles`: as the API shows them, the most popular first.

    Most are of popular movies. Any movie with one of the titles is a right answer.
    """
    draw = random.Random(seed)
    queries = []
    for kind, rule in RULES.items():
        found = {}
        for _ in range(200 * each):
            title = titles[int(len(titles) * draw.random() ** 2)]
            text = rule(draw, title if kind == "in brackets" else plain(title)) if plain(title) else None
            if text and title not in found:
                found[title] = text
            if len(found) == each:
                break
        queries += [(kind, text, {title}) for title, text in found.items()]
    return queries


CONSONANTS = [
    "b",
    "c",
    "ch",
    "d",
    "f",
    "g",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "sh",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
]
SYLLABLES = [first + vowel for first in CONSONANTS for vowel in ["a", "ai", "e", "ea", "i", "o", "ou", "u"]]
ENDS = ["", "", "", "n", "r", "s", "t", "l", "nd", "ck"]


def synthetic(count, seed=1):
    """Titles of `count` movies. The vocabulary grows like that of real titles, with common and rare words."""
    draw = random.Random(seed)
    size = int(25 * count**0.67)
    words = []
    known = set()
    while len(words) < size:
        word = "".join(draw.choices(SYLLABLES, k=draw.choice([1, 2, 2, 2, 3, 3, 4]))) + draw.choice(ENDS)
        if len(word) > 2 and word not in known:
            known.add(word)
            words.append(word.capitalize())
    weights = [1 / (rank + 10) for rank in range(size)]
    drawn = iter(draw.choices(words, weights, k=5 * count))
    titles = []
    for _ in range(count):
        title = [next(drawn) for _ in range(draw.choice([1, 1, 2, 2, 2, 3, 3, 4, 5]))]
        if draw.random() < 0.1:
            title.append(draw.choice(["2", "3", "II", "III", "IV", "Part II", "Two"]))
        if len(title) > 2 and draw.random() < 0.3:
            title.insert(1, draw.choice(["of the", "and", "&", "in the", "of"]))
        text = " ".join(title)
        if draw.random() < 0.25:
            text += ", The"
        if draw.random() < 0.08:
            text += f" ({next(drawn)} {draw.choice(words)})"
        titles.append(text)
    return titles


def write(folder, count):
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "movies.csv", "w") as file:
        file.write("movieId,title,genres\n")
        for number, title in enumerate(synthetic(count), 1):
            file.write(f'{number},"{title} ({1920 + number % 100})",Drama\n')
    # The smaller its id, the more popular a movie is.
    with open(folder / "ratings.csv", "w") as file:
        file.write("userId,movieId,rating,timestamp\n")
        for user in range(1, 101):
            for movie in range(user, min(count, 20_000), user):
                file.write(f"{user},{movie},4,1000000000\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
