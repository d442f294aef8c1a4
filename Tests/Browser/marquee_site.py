"""A site for the browser tests: a schema of its own, trained models, the real server, and nginx as shipped."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path

import catalogue
from steps import LONGEST

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a password of the tests"
# The programs read MARQUEE_… as settings, and refuse unknown ones.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("MARQUEE_")}


class Site:
    def __init__(self, folder: Path, executables: Path, database_socket: str):
        self.folder, self.executables, self.database_socket = folder, executables, database_socket
        self.schema = f"browser_{os.getpid()}"
        self.processes: list[subprocess.Popen] = []
        self.accounts = 0
        self._make_schema()
        self._configure()
        self.run("marquee-ctl", "migrate", account="migrate")
        self.run("marquee-ctl", "import", "--data", str(catalogue.write(folder / "data")))
        self.run("marquee-train", "fit", "EASE", "ItemKNN", "NeuralMF", "DeepFM", account="train")
        self.server = self.start_server()
        self.address, self.nginx = self.start_nginx("nginx")
        self.wait()

    # ---- Processes

    def start(self, command: list[str], log: str) -> subprocess.Popen:
        with (self.folder / log).open("ab") as output:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=ENVIRONMENT)
        self.processes.append(process)
        return process

    def start_server(self) -> subprocess.Popen:
        return self.start(
            [str(self.executables / "marquee-server"), "--config", str(self.folder / "server.conf")], "server.log"
        )

    def restart_server(self) -> None:
        self.server = self.start_server()
        self.wait()

    def stop_server(self) -> None:
        self.end(self.server)

    def start_nginx(self, name: str, has_shipped_limits: bool = False) -> tuple[str, subprocess.Popen]:
        """Starts nginx with the site as shipped. Without `has_shipped_limits` tests may send any number of requests."""
        folder, port = self.folder / name, free_port()
        options = [] if has_shipped_limits else ["--no-limits"]
        write = [ROOT / "scripts/lib/nginx-site", *options, folder, str(port), f"unix:{self.folder}/w.sock"]
        subprocess.run(write, check=True, timeout=30)
        process = self.start(["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "logs/error.log"], f"{name}.log")
        deadline = time.monotonic() + LONGEST
        while not is_open(port):
            assert process.poll() is None and time.monotonic() < deadline, f"{name} does not listen"
            time.sleep(0.05)
        return f"http://127.0.0.1:{port}", process

    @staticmethod
    def end(process: subprocess.Popen) -> None:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def close(self) -> None:
        for process in reversed(self.processes):
            self.end(process)
        self.sql(f"DROP DATABASE {self.schema}", schema="")
        for program in ("server", "train", "migrate"):
            self.sql(f"DROP USER '{self.schema}_{program}'@'localhost'", schema="")

    def run(self, program: str, *arguments: str, account: str = "server") -> str:
        command = [str(self.executables / program), *arguments, "--config", str(self.folder / f"{account}.conf")]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, env=ENVIRONMENT
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def wait(self) -> None:
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            try:
                if self.call("GET", "/api/health/ready")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError("the site does not answer:\n" + (self.folder / "server.log").read_text()[-2000:])

    # ---- Requests of tests

    def call(self, method: str, path: str, body: object = None, token: str | None = None) -> tuple[int, dict | None]:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def sql(self, statement: str, schema: str | None = None) -> list[list[str]]:
        """Runs a statement as root; returns its rows as texts."""
        command = [
            "mariadb",
            "--no-defaults",
            f"--socket={self.database_socket}",
            "--user=root",
            "--batch",
            "--skip-column-names",
            "--execute",
            statement,
            self.schema if schema is None else schema,
        ]
        done = subprocess.run([part for part in command if part], capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    def register(self) -> "Account":
        """Registers a new account that no other test uses."""
        self.accounts += 1
        name = f"viewer{self.accounts}-{uuid.uuid4().hex[:6]}"
        account = Account(0, name, f"{name}@example.org", f"popcorn and {name}")
        status, answer = self.call(
            "POST",
            "/api/auth/register",
            {"username": account.name, "email": account.email, "password": account.password},
        )
        assert status == 201, answer
        account.id = answer["user"]["id"]
        return account

    def events(self, account: "Account", kind: str | None = None) -> list[tuple[str, int]]:
        """The interactions of a user, oldest first: type and movie. Without a `kind`, all but `recommend`."""
        rows = self.sql(
            f"SELECT kind, COALESCE(movies, movie_id) FROM interactions WHERE user_id = {account.id} ORDER BY id"
        )
        # A recorded list of recommendations is one row.
        found = [(type_, int(movie)) for type_, movies in rows for movie in movies.split()]
        return [event for event in found if (event[0] == kind if kind else event[0] != "recommend")]

    def stars(self, account: "Account", movie: int) -> float | None:
        """How a user has rated a movie; None if it is not rated."""
        rows = self.sql(f"SELECT half_stars FROM ratings WHERE user_id = {account.id} AND movie_id = {movie}")
        return int(rows[0][0]) / 2 if rows else None

    # ---- Parts

    def _make_schema(self) -> None:
        statements = f"CREATE DATABASE {self.schema} CHARACTER SET utf8mb4;"
        rights = {"server": "SELECT, INSERT, UPDATE, DELETE", "train": "SELECT", "migrate": "ALL PRIVILEGES"}
        for program, right in rights.items():
            user = f"'{self.schema}_{program}'@'localhost'"
            statements += f"CREATE USER {user} IDENTIFIED BY '{PASSWORD}'; GRANT {right} ON {self.schema}.* TO {user};"
        self.sql(statements, schema="")

    def _configure(self) -> None:
        (self.folder / "models").mkdir()
        (self.folder / "password").write_text(PASSWORD + "\n")
        (self.folder / "jwt-secret").write_text("a secret of the tests, longer than 32 bytes\n")
        for name in ("password", "jwt-secret"):
            (self.folder / name).chmod(0o600)
        for program in ("server", "train", "migrate"):
            settings = {
                "socket": self.folder / "w.sock",
                "scoreboard": self.folder / "scoreboard",
                "workers": 2,
                "slots": 4,
                "allow_root": str(os.getuid() == 0).lower(),
                "database_socket": self.database_socket,
                "database_name": self.schema,
                "database_user": f"{self.schema}_{program}",
                "database_password_file": self.folder / "password",
                "models": self.folder / "models",
                # What one test rates must not move the lists that another one compares.
                "learned_models": "",
                "migrations": ROOT / "sql",
                "jwt_secret_file": self.folder / "jwt-secret",
                "password_cost": 4,
            }
            (self.folder / f"{program}.conf").write_text(
                "".join(f"{key} = {value}\n" for key, value in settings.items())
            )


@dataclass
class Account:
    id: int
    name: str
    email: str
    password: str


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
