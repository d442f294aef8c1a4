"""Draws calls of the API, and compares every answer with a model of the accounts. See `Account` for its rules.

python machine.py --seed N [--examples E | --seconds S]
"""

import argparse
import itertools
import os
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from account import MOVIES, Account, Import, Interaction, Row, Session, title
from service import TROUBLES, Answer, Service

service = Service()
# The database keeps what other examples have stored.
examples = itertools.count()
steps = itertools.count()

# Chooses one of a list, whose length is known only when the rule runs.
choices = st.integers(0, 999)
movies = st.sampled_from(MOVIES)
stars = st.sampled_from([0.5, 1, 3, 4, 4.5, 5])
days = st.sampled_from(["2019-05-01", "2020-01-02", "2021-03-14"])
rows = st.lists(
    st.builds(Row, movies, stars, days, st.sampled_from([False, False, True])),
    min_size=1,
    max_size=5,
    unique_by=lambda row: row.movie,
)
NEVER_SAVED = 123_456


def choose(choice: int, options: list):
    return options[choice % len(options)]


def accounts_with(condition: Callable[[Account], object]):
    """Runs a rule only while an account meets a condition, and then hands it one."""
    return precondition(lambda self: any(condition(account) for account in self.accounts))


class Accounts(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.prefix = f"{os.getpid():x}x{next(examples)}"
        self.accounts: list[Account] = []
        # Access and refresh tokens of sessions that have ended.
        self.dead: list[tuple[str, str]] = []
        self.names = 0
        # Wrong passwords for each name, whoever has it, since the last right one. After more than four it must wait.
        self.wrong: Counter[str] = Counter()

    def account(self, choice: int, condition: Callable[[Account], object] = lambda account: account.sessions):
        return choose(choice, [account for account in self.accounts if condition(account)])

    def name(self, number: int) -> tuple[str, str]:
        return f"user {self.prefix} {number}", f"user{number}@{self.prefix}.example"

    @staticmethod
    def token(account: Account, choice: int = 0) -> str:
        return choose(choice, [token for session in account.sessions for token in session.tokens])

    def call(self, account: Account, method: str, path: str, body=None, expecting: int | None = None) -> Answer:
        next(steps)
        answer = service.send(method, path, body, self.token(account))
        if expecting is not None:
            assert answer.status == expecting, f"{method} {path} {body} answers {answer}, not {expecting}"
        return answer

    def end(self, account: Account, sessions: list[Session]):
        self.dead += [(token, session.refresh) for session in sessions for token in session.tokens]
        account.sessions = [session for session in account.sessions if session not in sessions]

    # Accounts and sessions

    def note_session(self, account: Account, answer: Answer):
        token = answer["token"]
        found = service.send("GET", "/api/auth/sessions", token=token)["sessions"]
        own = [session["id"] for session in found if session["current"]]
        assert len(own) == 1 and len(found) == len(account.sessions) + 1, f"{found}"
        account.sessions.append(Session(own[0], [token], answer["refresh_token"]))

    @precondition(lambda self: len(self.accounts) < 3)
    @rule(number=st.integers(0, 3))
    def register(self, number):
        """Few names, so that those of deleted and renamed accounts are used again."""
        username, email = self.name(number)
        taken = any(account.username == username or account.email == email for account in self.accounts)
        body = {"username": username, "email": email, "password": "a long password"}
        answer = service.send("POST", "/api/auth/register", body)
        assert answer.status == (409 if taken else 201), f"{answer}"
        if not taken:
            account = Account(username, email, body["password"])
            self.note_session(account, answer)
            self.accounts.append(account)

    @precondition(lambda self: self.accounts)
    @rule(choice=choices, shape=st.sampled_from(["as it is", "capitals", "email"]))
    def log_in(self, choice, shape):
        account = choose(choice, self.accounts)
        name = {"as it is": account.username, "capitals": account.username.upper(), "email": account.email}[shape]
        answer = service.send("POST", "/api/auth/login", {"username": name, "password": account.password})
        assert answer.status == 200 and answer["user"]["username"] == account.username, f"{answer}"
        self.note_session(account, answer)
        self.wrong[name.lower()] = 0

    @precondition(lambda self: self.accounts)
    @rule(choice=choices)
    def log_in_wrongly(self, choice):
        account = choose(choice, self.accounts)
        if self.wrong[account.username] < 3:
            body = {"username": account.username, "password": account.password + "?"}
            assert service.send("POST", "/api/auth/login", body).status == 401
            self.wrong[account.username] += 1

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices, other=choices)
    def refresh(self, choice, other):
        session = choose(other, self.account(choice).sessions)
        answer = service.send("POST", "/api/auth/refresh", {"refresh_token": session.refresh})
        assert answer.status == 200, f"{answer}"
        session.tokens.append(answer["token"])
        session.replaced.append((session.refresh, answer["refresh_token"], time.monotonic()))
        session.refresh = answer["refresh_token"]

    @accounts_with(lambda account: any(session.replaced for session in account.sessions))
    @rule(choice=choices, other=choices)
    def refresh_again(self, choice, other):
        """For 10 s, as after a lost answer, a replaced token has the same successor. Later it was stolen."""
        account = self.account(choice, lambda account: any(session.replaced for session in account.sessions))
        session = choose(other, [session for session in account.sessions if session.replaced])
        token, successor, replaced_at = choose(other, session.replaced)
        age = time.monotonic() - replaced_at
        if 5 < age < 12:
            return
        answer = service.send("POST", "/api/auth/refresh", {"refresh_token": token})
        if age < 5:
            assert answer.status == 200 and answer["refresh_token"] == successor, f"{answer}"
            session.tokens.append(answer["token"])
        else:
            assert answer.status == 401, f"{answer}"
            self.end(account, [session])

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices, other=choices)
    def log_out(self, choice, other):
        account = self.account(choice)
        session = choose(other, account.sessions)
        assert service.send("POST", "/api/auth/logout", token=session.tokens[0]).status == 204
        self.end(account, [session])

    @accounts_with(lambda account: len(account.sessions) > 1)
    @rule(choice=choices, other=choices, everywhere=st.booleans())
    def end_sessions(self, choice, other, everywhere):
        account = self.account(choice, lambda account: len(account.sessions) > 1)
        if everywhere:
            self.call(account, "POST", "/api/auth/logout-all", expecting=204)
            self.end(account, account.sessions)
        else:
            session = choose(other, account.sessions)
            self.call(account, "DELETE", f"/api/auth/sessions/{session.id}", expecting=204)
            self.end(account, [session])

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices, other=choices)
    def change_password(self, choice, other):
        account = self.account(choice)
        kept, self.names = choose(other, account.sessions), self.names + 1
        new = f"another password {self.names}"
        body = {"current_password": account.password, "new_password": new}
        assert service.send("POST", "/api/auth/password", body, kept.tokens[-1]).status == 204
        account.password = new
        self.end(account, [session for session in account.sessions if session is not kept])

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices, number=st.integers(0, 3), age=st.sampled_from([None, 30, 60]), renames=st.booleans())
    def change_profile(self, choice, number, age, renames):
        account = self.account(choice)
        if renames:
            username = self.name(number)[0]
            taken = any(other.username == username for other in self.accounts if other is not account)
            body = {"username": username, "password": account.password, "age": age}
            self.call(account, "PATCH", "/api/auth/user", body, 409 if taken else 200)
            if taken:
                return
            account.username = username
        else:
            self.call(account, "PATCH", "/api/auth/user", {"age": age}, 200)
        account.age = age

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices, is_sure=st.booleans())
    def delete_account(self, choice, is_sure):
        if not is_sure:
            return
        account = self.account(choice)
        self.call(account, "DELETE", "/api/auth/user", {"password": account.password}, 204)
        self.end(account, account.sessions)
        self.accounts.remove(account)

    @precondition(lambda self: self.dead)
    @rule(choice=choices)
    def use_dead_tokens(self, choice):
        access, refresh = choose(choice, self.dead)
        assert service.send("GET", "/api/auth/user", token=access).status == 401
        body = {"movie_id": MOVIES[0]}
        assert service.send("POST", "/api/interactions", body, access).status == 401
        assert service.send("POST", "/api/auth/refresh", {"refresh_token": refresh}).status == 401

    # Interactions

    @staticmethod
    def note(account: Account, saved: dict):
        entry = Interaction(saved["movie_id"], saved["interaction_type"], saved["rating"], saved["created_at"])
        assert saved["id"] > max(account.history, default=0), f"{saved} is not the newest"
        account.history[saved["id"]] = entry

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices, movie=movies, rating=st.none() | st.integers(1, 5), has_event=st.booleans())
    def save(self, choice, movie, rating, has_event):
        account = self.account(choice)
        body = {"movie_id": movie, "interaction_type": "view" if rating is None else "rate"}
        if rating is not None:
            body["rating"] = rating
        if has_event:
            body["event_id"] = str(uuid.uuid4())
        answer = self.call(account, "POST", "/api/interactions", body, 201)
        saved = answer["interaction"]
        assert (saved["movie_id"], saved["rating"]) == (movie, rating), f"{answer}"
        assert answer.body.get("on_watchlist", False) == (rating is not None and movie in account.watchlist), (
            f"{answer}"
        )
        self.note(account, saved)
        if has_event:
            account.events[body["event_id"]] = (body, saved["id"])

    @accounts_with(lambda account: account.sessions and account.events)
    @rule(choice=choices, other=choices, changes=st.booleans())
    def repeat_event(self, choice, other, changes):
        account = self.account(choice, lambda account: account.sessions and account.events)
        body, id = account.events[choose(other, sorted(account.events))]
        if changes:
            different = body | {"movie_id": MOVIES[0] + MOVIES[1] - min(body["movie_id"], MOVIES[1])}
            self.call(account, "POST", "/api/interactions", different, 409)
        elif id in account.history:
            answer = self.call(account, "POST", "/api/interactions", body, 200)
            assert answer["interaction"]["id"] == id, f"{answer}"
            assert answer["interaction"]["rating"] == account.history[id].rating, f"{answer}"
        else:
            # A late retry does not bring back what was deleted.
            self.call(account, "POST", "/api/interactions", body, 409)

    @accounts_with(lambda account: account.sessions)
    @rule(
        choice=choices,
        entries=st.lists(st.tuples(movies, st.none() | st.integers(1, 5)), min_size=1, max_size=4),
        is_faulty=st.booleans(),
    )
    def save_batch(self, choice, entries, is_faulty):
        account = self.account(choice)
        batch = [
            {"movie_id": movie} | ({} if rating is None else {"interaction_type": "rate", "rating": rating})
            for movie, rating in entries
        ]
        if is_faulty:
            # All or nothing.
            batch.append({"movie_id": NEVER_SAVED})
        answer = self.call(
            account, "POST", "/api/interactions/batch", {"interactions": batch}, 400 if is_faulty else 201
        )
        if not is_faulty:
            assert answer["count"] == len(batch), f"{answer}"
            saved = self.newest(account, len(batch))
            assert [(entry["movie_id"], entry["rating"]) for entry in saved] == entries, f"{saved}"
            for entry in saved:
                self.note(account, entry)

    def newest(self, account: Account, count: int, **query) -> list[dict]:
        """Oldest first."""
        found = [
            entry for entry in self.pages(account, "interactions", **query) if entry["interaction_type"] != "recommend"
        ]
        return found[:count][::-1]

    @accounts_with(lambda account: account.sessions and account.history)
    @rule(choice=choices, other=choices, rating=stars)
    def change(self, choice, other, rating):
        account = self.account(choice, lambda account: account.sessions and account.history)
        id = choose(other, sorted(account.history))
        entry, rating = account.history[id], max(1, int(rating))
        is_rating = entry.kind == "rate"
        self.call(account, "PATCH", f"/api/interactions/{id}", {"rating": rating}, 200 if is_rating else 400)
        if is_rating:
            account.history[id] = Interaction(entry.movie, entry.kind, rating, entry.at)

    @accounts_with(lambda account: account.sessions and account.history)
    @rule(choice=choices, other=choices)
    def delete(self, choice, other):
        account = self.account(choice, lambda account: account.sessions and account.history)
        id = choose(other, sorted(account.history))
        for stranger in self.accounts:
            if stranger is not account and stranger.sessions:
                self.call(stranger, "DELETE", f"/api/interactions/{id}", expecting=404)
        self.call(account, "DELETE", f"/api/interactions/{id}", expecting=204)
        account.remove([id])
        self.call(account, "GET", f"/api/interactions/{id}", expecting=404)

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices, movie=movies, rating=st.integers(1, 5))
    def rate(self, choice, movie, rating):
        account = self.account(choice)
        is_first = account.current(movie) is None
        answer = self.call(account, "PUT", f"/api/movies/{movie}/rating", {"rating": rating}, 201 if is_first else 200)
        assert answer.body.get("on_watchlist", False) == (movie in account.watchlist), f"{answer}"
        saved = self.newest(account, 1, movie_id=movie)[0]
        assert (saved["rating"], saved["created_at"]) == (rating, answer["rated_at"]), f"{saved} after {answer}"
        self.note(account, saved)

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices, movie=movies)
    def remove_rating(self, choice, movie):
        account = self.account(choice)
        rated = [id for id, entry in account.history.items() if entry.movie == movie and entry.kind == "rate"]
        self.call(account, "DELETE", f"/api/movies/{movie}/rating", expecting=204 if rated else 404)
        account.remove(rated)

    # Marks

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices, movie=movies, adds=st.booleans())
    def change_watchlist(self, choice, movie, adds):
        account = self.account(choice)
        path = f"/api/movies/{movie}/watchlist"
        if adds:
            answer = self.call(account, "PUT", path, expecting=200 if movie in account.watchlist else 201)
            assert answer["added_at"] == account.watchlist.setdefault(movie, answer["added_at"]), f"{answer}"
        else:
            self.call(account, "DELETE", path, expecting=204)
            account.watchlist.pop(movie, None)

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices, movie=movies, reason=st.sampled_from([None, "not_interested", "seen"]))
    def change_dismissal(self, choice, movie, reason):
        account = self.account(choice)
        path = f"/api/movies/{movie}/dismissal"
        if reason is None:
            self.call(account, "DELETE", path, expecting=204)
            account.dismissals.pop(movie, None)
        else:
            self.call(account, "PUT", path, {"reason": reason}, 200 if movie in account.dismissals else 201)
            account.dismissals[movie] = reason

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices)
    def recommend(self, choice):
        """What was recommended never counts as taste, and nothing that was dismissed is recommended."""
        account = self.account(choice)
        found = {
            movie["id"] for movie in self.call(account, "GET", "/api/recommendations?top_k=60", expecting=200)["result"]
        }
        assert not found & set(account.dismissals), f"{found} has dismissed movies of {account.dismissals}"

    # Imports

    def import_file(self, account: Account, name: str, contents: str, lines: list[Row]) -> tuple[Import, Answer]:
        answer = service.upload("/api/imports", name, contents, self.token(account))
        assert answer.status in (200, 201), f"{answer}"
        id, known = answer["id"], account.files.get((name, contents))
        assert id == known if known is not None else id not in account.imports, f"{answer} is import {known}"
        account.files[name, contents] = id
        if known is None:
            questions = {number: row for number, row in enumerate(lines, 1) if row.is_ambiguous}
            account.imports[id] = Import(questions=questions)
        return account.imports[id], answer

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices, lines=rows)
    def import_ratings(self, choice, lines):
        account = self.account(choice)
        table = "".join(
            f"{row.day},{title(row.movie)},{row.shown_year},https://boxd.it/{row.movie},{row.rating}\n" for row in lines
        )
        new = account.new_ratings([row for row in lines if not row.is_ambiguous])
        contents = "Date,Name,Year,Letterboxd URI,Rating\n" + table
        entry, answer = self.import_file(account, "ratings.csv", contents, lines)
        self.note_imported(account, entry, new, answer)
        assert answer.status == (201 if new else 200), f"{answer}"

    def note_imported(self, account: Account, entry: Import, new: list[tuple[tuple, Row]], answer: Answer):
        assert answer["added"]["ratings"] == len(new), f"{answer} instead of {new}"
        saved = self.newest(account, len(new))
        found = [(one["movie_id"], one["rating"], one["created_at"]) for one in saved]
        # Rows of one day are in any order.
        assert sorted(found) == sorted((row.movie, row.rating, row.at) for _, row in new), f"{found} instead of {new}"
        for one in saved:
            self.note(account, one)
            key = (one["movie_id"], one["rating"], one["created_at"][:10])
            entry.keys[key] = (one["id"], one["rating"])
            entry.ratings += 1

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices, lines=rows)
    def import_watchlist(self, choice, lines):
        account = self.account(choice)
        lines = [replace(row, is_ambiguous=False) for row in lines]
        table = "".join(f"{row.day},{title(row.movie)},{row.shown_year},https://boxd.it/{row.movie}\n" for row in lines)
        entry, answer = self.import_file(account, "watchlist.csv", "Date,Name,Year,Letterboxd URI\n" + table, [])
        added = account.want(entry, lines)
        assert answer["added"]["watchlist"] == added and answer.status == (201 if added else 200), f"{answer}"

    @accounts_with(lambda account: account.sessions and any(one.questions for one in account.imports.values()))
    @rule(choice=choices, other=choices, movie=st.none() | movies)
    def answer_question(self, choice, other, movie):
        account = self.account(
            choice, lambda account: account.sessions and any(one.questions for one in account.imports.values())
        )
        id = choose(other, sorted(id for id, one in account.imports.items() if one.questions))
        entry = account.imports[id]
        number = choose(other, sorted(entry.questions))
        row = entry.questions.pop(number)
        chosen = [] if movie is None else [Row(movie, row.rating, row.day)]
        new = account.new_ratings(chosen)
        body = {"choices": [{"row": number, "movie_id": movie}]}
        answer = self.call(account, "POST", f"/api/imports/{id}/confirm", body, 200)
        assert answer["open"] == len(entry.questions), f"{answer}"
        self.note_imported(account, entry, new, answer)
        # A row that was decided keeps its first choice.
        again = self.call(account, "POST", f"/api/imports/{id}/confirm", body, 200)
        assert not any(again["added"].values()), f"{again}"

    @accounts_with(lambda account: account.sessions and account.imports)
    @rule(choice=choices, other=choices)
    def undo_import(self, choice, other):
        account = self.account(choice, lambda account: account.sessions and account.imports)
        id = choose(other, sorted(account.imports))
        self.call(account, "DELETE", f"/api/imports/{id}", expecting=204)
        self.call(account, "DELETE", f"/api/imports/{id}", expecting=404)
        account.undo(id)

    # Troubles and comparisons

    @precondition(lambda self: any(account.history for account in self.accounts))
    @rule(trouble=st.sampled_from(TROUBLES))
    def trouble(self, trouble):
        service.cause(trouble)

    def pages(self, account: Account, name: str, path: str | None = None, **query) -> list[dict]:
        found, cursor = [], None
        while True:
            fields = {"limit": 4} | query | ({} if cursor is None else {"cursor": cursor})
            page = self.call(
                account,
                "GET",
                f"{path or f'/api/{name}'}?" + "&".join(f"{k}={v}" for k, v in fields.items()),
                expecting=200,
            )
            found += page[name]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    @accounts_with(lambda account: account.sessions)
    @rule(choice=choices)
    def compare(self, choice):
        self.compare_all(self.account(choice))

    def compare_all(self, account: Account):
        user = self.call(account, "GET", "/api/auth/user", expecting=200)["user"]
        expected = (account.username, account.email, account.age)
        assert (user["username"], user["email"], user["age"]) == expected, f"{user} instead of {expected}"
        sessions = self.call(account, "GET", "/api/auth/sessions", expecting=200)["sessions"]
        assert {one["id"] for one in sessions} == {one.id for one in account.sessions}, f"{sessions}"
        history = self.pages(account, "interactions")
        ids = [one["id"] for one in history if one["interaction_type"] != "recommend"]
        assert ids == sorted(account.history, reverse=True), f"{ids} instead of {account.history}"
        for one in history:
            entry = account.history.get(one["id"])
            found = Interaction(one["movie_id"], one["interaction_type"], one["rating"], one["created_at"])
            assert one["interaction_type"] == "recommend" or found == entry, f"{found} instead of {entry}"
        for kind in ("view", "rate"):
            count = self.call(account, "GET", f"/api/interactions?type={kind}&limit=1", expecting=200)["count"]
            assert count == sum(entry.kind == kind for entry in account.history.values()), f"{count} of {kind}"
        ratings = {one["movie"]["id"]: (one["rating"], one["rated_at"]) for one in self.pages(account, "ratings")}
        assert ratings == account.ratings, f"{ratings} instead of {account.ratings}"
        watchlist = {one["movie"]["id"]: one["added_at"] for one in self.pages(account, "watchlist")}
        assert watchlist == account.watchlist, f"{watchlist} instead of {account.watchlist}"
        dismissals = {one["movie"]["id"]: one["reason"] for one in self.pages(account, "dismissals")}
        assert dismissals == account.dismissals, f"{dismissals} instead of {account.dismissals}"
        imports = self.call(account, "GET", "/api/imports", expecting=200)["imports"]
        found = {one["id"]: (one["ratings"], one["watchlist"], one["open"]) for one in imports}
        expected = {id: (one.ratings, one.watchlist, len(one.questions)) for id, one in account.imports.items()}
        assert found == expected, f"{found} instead of {expected}"

    def teardown(self):
        for account in getattr(self, "accounts", []):
            if account.sessions:
                self.compare_all(account)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--examples", type=int, default=10)
    parser.add_argument("--seconds", type=float, help="goes on with the seeds that follow")
    options = parser.parse_args()
    end = options.seconds and time.monotonic() + options.seconds
    number = options.seed
    while True:
        run_state_machine_as_test(
            seed(number)(Accounts),
            settings=settings(
                max_examples=options.examples,
                # To shorten what fails takes minutes, since every attempt restarts workers.
                phases=[Phase.generate] + ([Phase.shrink] if options.seconds else []),
                stateful_step_count=50,
                deadline=None,
                database=None,
                report_multiple_bugs=False,
                print_blob=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
        number += 1
        if end is None or time.monotonic() > end:
            break
    found = f"{service.requests} requests, {service.troubles} troubles"
    print(f"· api: {found}, no fault from seed {options.seed} to {number - 1}")


if __name__ == "__main__":
    main()
