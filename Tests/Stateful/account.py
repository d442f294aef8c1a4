"""What an account should hold, by the documented rules. Knows nothing of the service."""

from dataclasses import dataclass, field

# Ids of movies of the fixture, whose titles are "Film 4" and so on. The last one is not the number in its title.
MOVIES = [*range(4, 10), 70_000]


def title(movie: int) -> str:
    return f"Film {59 if movie == 70_000 else movie}"


@dataclass(frozen=True)
class Interaction:
    movie: int
    kind: str
    rating: float | None
    # RFC 3339 in UTC, so that texts are in the order of times.
    at: str


@dataclass
class Session:
    id: int
    # All of them hold until the session ends.
    tokens: list[str]
    refresh: str
    # Refresh tokens that have been replaced, with their successors and when that was.
    replaced: list[tuple[str, str, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """A row of a file: a movie that was rated, or is wanted, on that day."""

    movie: int
    rating: float | None
    day: str
    # Without a year the row is a question to the user.
    is_ambiguous: bool = False

    @property
    def at(self) -> str:
        return f"{self.day}T00:00:00Z"

    @property
    def shown_year(self) -> str:
        return "" if self.is_ambiguous else str(1950 + (59 if self.movie == 70_000 else self.movie))


@dataclass
class Import:
    ratings: int = 0
    watchlist: int = 0
    # What the import has added: ids of interactions, with the rating in the file, by key.
    keys: dict[tuple, tuple[int, float]] = field(default_factory=dict)
    # By movie and day; None if the movie was on the list already.
    wanted: dict[tuple[int, str], str | None] = field(default_factory=dict)
    # Rows that still wait for an answer, by their number in the file.
    questions: dict[int, Row] = field(default_factory=dict)


class Account:
    def __init__(self, username: str, email: str, password: str):
        self.username = username
        self.email = email
        self.password = password
        self.age: int | None = None
        self.sessions: list[Session] = []
        # By id, which grows with each save.
        self.history: dict[int, Interaction] = {}
        # The body and the interaction of each event. The interaction may be gone.
        self.events: dict[str, tuple[dict, int]] = {}
        self.watchlist: dict[int, str] = {}
        self.dismissals: dict[int, str] = {}
        self.imports: dict[int, Import] = {}
        # The import of each file.
        self.files: dict[tuple[str, str], int] = {}
        # Keys of imported rows whose interactions were kept when their import was undone.
        self.kept_keys: set[tuple] = set()

    def current(self, movie: int) -> Interaction | None:
        """That of the newest remaining `rate`."""
        rated = [id for id, entry in self.history.items() if entry.movie == movie and entry.kind == "rate"]
        return self.history[max(rated)] if rated else None

    @property
    def ratings(self) -> dict[int, tuple[float, str]]:
        found = {movie: self.current(movie) for movie in {entry.movie for entry in self.history.values()}}
        return {movie: (entry.rating, entry.at) for movie, entry in found.items() if entry is not None}

    def remove(self, ids: list[int]):
        for id in ids:
            del self.history[id]

    # Imports

    def new_ratings(self, rows: list[Row]) -> list[tuple[tuple, Row]]:
        """The rows that an import adds, oldest first, with their keys: those that no import has had, unless the user
        has rated the movie later."""
        known = set(self.kept_keys).union(*(entry.keys for entry in self.imports.values()))
        new = []
        for row in sorted(rows, key=lambda row: row.day):
            key, current = (row.movie, row.rating, row.day), self.current(row.movie)
            if key not in known and (current is None or row.at >= current.at):
                new.append((key, row))
        return new

    def want(self, entry: Import, rows: list[Row]) -> int:
        """Puts movies on the watchlist that no import has named before with the same day.

        Returns how many are new there."""
        known = {said for other in self.imports.values() for said in other.wanted}
        before = entry.watchlist
        for row in rows:
            said = (row.movie, row.day)
            if said in known:
                continue
            entry.wanted[said] = None if row.movie in self.watchlist else row.at
            if row.movie not in self.watchlist:
                self.watchlist[row.movie] = row.at
                entry.watchlist += 1
        return entry.watchlist - before

    def undo(self, id: int):
        """Takes back what an import has added, except ratings that the user has changed since."""
        entry = self.imports.pop(id)
        self.files = {file: other for file, other in self.files.items() if other != id}
        for key, (interaction, rating) in entry.keys.items():
            kept = self.history.get(interaction)
            if kept is not None and kept.rating != rating:
                self.kept_keys.add(key)
            elif kept is not None:
                del self.history[interaction]
        for (movie, _), added_at in entry.wanted.items():
            if added_at is not None and self.watchlist.get(movie) == added_at:
                del self.watchlist[movie]
