"""Which small faults in Sources no test would see. See `scripts/prove --help`, part `mutations`.

All mutants are built at once, into a copy of the tree, and the number in the file `mutant` of the copy chooses one of
them when a test runs (mutant schemata, Untch 1993). So each mutant takes as long as its tests, and not as long as a
build. A file, because neither tests nor master hand their environment to what they start.

python3 mutants.py ROOT COPY --seed N [--count C] [--live L] [--only REGEX]
python3 mutants.py ROOT COPY --again [--try NUMBER,NUMBER...]

Its live tests need the settings that scripts/test makes for them.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

# Generated, or run by the build.
NOT_TESTED = {"Provenance", "SourceCommit"}
# Seconds that the tests of each round may take. A mutant with which they run longer is seen: it hangs.
PATIENCE = (180, 600, 1_800, 1_800)
# Mostly live tests run these. They are drawn apart.
LIVE_MODULES = {"MariaDB", "Stores", "marquee-ctl", "marquee-server", "marquee-train"}

STORES = r"^StoresLiveTests\."
POOL = (
    r"^LiveTests\.LiveSuites.(Workers|WorkerSettings|Sockets|ControllingPool|ShowingStatus|ServerConfiguration|LogFiles"
    r"|Clocks|DamagedScoreboards|PoolSize|PoolShares|CrashLoops|FailingStarts|FrozenWorkers|Parents|Faults|Requests"
    r"|DatabaseFaults|DatabaseOutage|RefusedCalls|Systemd|NginxLimits)/"
)
TOOL = (
    r"^LiveTests\.LiveSuites.(ControllingPool|ShowingStatus|ImportingFiles|UserAdministration|HiddenMovies|ModelTools"
    r"|ManagingModelFiles|SigningKeys|Experimenting|CountingUse|ServerConfiguration|OriginalClient|Exports)/"
)
MODELS = (
    r"^LiveTests\.LiveSuites.(AllModels|ModelExamples|ModelFaults|ModelTools|ManagingModelFiles|Learning"
    r"|TrainingFailures|TrainingInputs)/"
)
ROUTES = (
    r"^LiveTests\.LiveSuites.(Accounts|KeepingSessions|SavingInteractions|InteractionChanges|RatingMovies|MarkingMovies"
    r"|Exports|HistoryImports|Recommending|BrowsingMovies|CrossOrigin|ReportingService|ReadingStatistics|BadRequests"
    r"|Requests|Manners|Monitoring)/"
)
# The live tests that exercise a module.
LIVE_TESTS = {
    "MariaDB": STORES,
    "Stores": STORES,
    "marquee-ctl": TOOL,
    "marquee-server": POOL,
    "marquee-train": MODELS,
    "FastCGI": POOL,
    "Scoreboard": POOL,
    "Supervisor": POOL,
    "System": POOL,
    "Configuration": POOL,
    "Logs": POOL,
    "ModelFile": MODELS,
    "LinearAlgebra": MODELS,
    "Training": MODELS,
    "RatingFiles": TOOL,
    "API": ROUTES,
    "Credentials": ROUTES,
    "HTTP": ROUTES,
    "HistoryFiles": ROUTES,
}


@dataclass
class Mutant:
    number: int
    file: str
    line: int
    column: int
    kind: str
    before: str
    after: str
    # What stands in place of `before`, with NUMBER for its number.
    code: str

    @property
    def module(self) -> str:
        return self.file.split("/")[1]

    def __str__(self) -> str:
        return f"{self.number} {self.module} {self.file}:{self.line + 1}: {self.kind}: {self.before} → {self.after}"


def parts(condition: str) -> Iterator[tuple[int, str]]:
    """What commas separate outside all brackets, and where each begins."""
    depth, start = 0, 0
    for index, sign in enumerate(condition + ","):
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "," and depth == 0:
            part = condition[start:index]
            yield start + len(part) - len(part.lstrip()), part.strip()
            start = index + 1


SWAPS = [
    (r" < ", " <= ", "boundary"),
    (r" <= ", " < ", "boundary"),
    (r" > ", " >= ", "boundary"),
    (r" >= ", " > ", "boundary"),
    (r" && ", " || ", "connective"),
    (r" \|\| ", " && ", "connective"),
    (r" \+ 1\b(?![.])", " + 2", "off by one"),
    (r" - 1\b(?![.])", "", "off by one"),
]


def swapped(expression: str) -> Iterator[tuple[str, str]]:
    for old, new, kind in SWAPS:
        after = re.sub(old, new, expression, count=1)
        if after != expression:
            yield kind, after


def mutations(text: str) -> Iterator[tuple[int, int, str, str, str, str]]:
    """Line, column, kind, before, after and code of each. A precondition is none: what it guards against is a fault
    itself."""
    # Strings over several lines hold no code.
    in_text = False
    lines = text.split("\n")
    for index, line in enumerate(lines):
        quotes = line.count('"""')
        if in_text or quotes:
            in_text ^= quotes % 2 == 1
            continue
        if '"' in line or line.lstrip().startswith("//"):
            continue
        if found := re.match(r"^\s*(guard|(?:\} else )?if) (.+?)( else \{.*| \{)$", line):
            for start, part in parts(found[2]):
                if re.search(r"\b(let|var|case|try|is|await|in)\b|#available|[{};]", part):
                    continue
                at = found.start(2) + start
                # The faults that a check is there to catch pass, or what a condition asks for never happens.
                kind, after = ("unguarded", "true") if found[1] == "guard" else ("never", "false")
                yield index, at, kind, part, after, f"(isMutant(NUMBER) ? {after} : ({part}))"
                for kind, after in swapped(part):
                    yield index, at, kind, part, after, f"(isMutant(NUMBER) ? ({after}) : ({part}))"
        elif found := re.match(r"^\s*return ([^{}]+)$", line):
            goes_on = found[1].endswith(("(", "[")) or re.match(r"\s*([?:.+*/|&-]|$)", lines[index + 1])
            if goes_on or re.search(r"\b(try|await)\b", found[1]):
                continue
            for kind, after in swapped(found[1]):
                code = f"isMutant(NUMBER) ? ({after}) : ({found[1]})"
                yield index, found.start(1), kind, found[1], after, code
        elif re.match(r"^\s*(?:\w+ )*func \w+\([^()]*\)(?: throws(?:\(\w+\))?)? \{$", line):
            yield index, len(line) - 1, "does nothing", "{", "{ return }", "{ if isMutant(NUMBER) { return }"


def drawn(found: list[Mutant], draws: random.Random, count: int) -> list[Mutant]:
    """Of each kind equally often."""
    draws.shuffle(found)
    kinds: dict[str, list[Mutant]] = {}
    for mutant in found:
        kinds.setdefault(mutant.kind, []).append(mutant)
    lines, chosen = set(), []
    while kinds and len(chosen) < count:
        kind = draws.choice(sorted(kinds))
        mutant = kinds[kind].pop()
        if not kinds[kind]:
            del kinds[kind]
        # One in a line, so that they do not overlap.
        if (mutant.file, mutant.line) not in lines:
            lines.add((mutant.file, mutant.line))
            chosen.append(mutant)
    return chosen


def draw(root: Path, options: argparse.Namespace) -> list[Mutant]:
    pools: dict[bool, list[Mutant]] = {False: [], True: []}
    for path in sorted((root / "Sources").glob("*/**/*.swift")):
        file = str(path.relative_to(root))
        module = file.split("/")[1]
        if module not in NOT_TESTED and re.search(options.only, file):
            for line, *rest in mutations(path.read_text()):
                pools[module in LIVE_MODULES].append(Mutant(0, file, line, *rest))
    draws = random.Random(options.seed)
    chosen = [*drawn(pools[False], draws, options.count), *drawn(pools[True], draws, options.live)]
    for number, mutant in enumerate(chosen, 1):
        mutant.number = number
    return chosen


SWITCH = """\
import Glibc

private let active: Int32 = {
  guard let file = fopen("COPY/mutant", "r") else { return 0 }
  defer { fclose(file) }
  var digits = [CChar](repeating: 0, count: 12)
  return fgets(&digits, 12, file) == nil ? 0 : atoi(digits)
}()
@inline(never) func isMutant(_ number: Int32) -> Bool { active == number }
"""


# What the copy needs to be built and tested.
COPIED = ("Package.swift", "Package.resolved", "Sources", "Tests", "scripts", "sql", "nginx")


def write(root: Path, copy: Path, mutants: list[Mutant]):
    """Makes the copy the tree with its mutants. Files that stay as they are keep their times, so only what has changed
    is built again."""
    texts: dict[Path, bytes] = {}
    for name in COPIED:
        for path in [root / name, *(root / name).rglob("*")]:
            if path.is_file():
                texts[path.relative_to(root)] = path.read_bytes()
    for file in {mutant.file for mutant in mutants}:
        lines = texts[Path(file)].decode().split("\n")
        for mutant in mutants:
            if mutant.file == file:
                code = mutant.code.replace("NUMBER", str(mutant.number))
                line = lines[mutant.line]
                lines[mutant.line] = line[: mutant.column] + code + line[mutant.column + len(mutant.before) :]
        texts[Path(file)] = "\n".join(lines).encode()
    for module in {mutant.module for mutant in mutants}:
        texts[Path("Sources", module, "Mutants.swift")] = SWITCH.replace("COPY", str(copy)).encode()
    for name in COPIED:
        for path in (copy / name).rglob("*"):
            if path.is_file() and path.relative_to(copy) not in texts:
                path.unlink()
    for path, text in texts.items():
        target = copy / path
        if not target.exists() or target.read_bytes() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
            if (root / path).exists():
                target.chmod((root / path).stat().st_mode & 0o777)


def build(copy: Path) -> str:
    done = subprocess.run(["swift", "build", "--build-tests"], cwd=copy, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def built(root: Path, copy: Path, mutants: list[Mutant]) -> list[Mutant]:
    """Builds the mutants, without those that do not compile."""
    while True:
        write(root, copy, mutants)
        output = build(copy)
        if not output:
            # A server that has switched to another user starts its workers from there.
            for folder in [copy / ".build", *(copy / ".build").glob("*-linux-gnu/"), copy / ".build/debug/"]:
                folder.chmod(folder.stat().st_mode | 0o011)
            return mutants
        faulty = {(file, int(line) - 1) for file, line in re.findall(r"(Sources/[^:\s]+):(\d+):\d+: error", output)}
        left = [mutant for mutant in mutants if (mutant.file, mutant.line) not in faulty]
        if len(left) == len(mutants):
            sys.exit(f"the mutants cannot be built:\n{output[-3000:]}")
        for mutant in mutants:
            if mutant not in left:
                print(f"· does not compile: {mutant}", flush=True)
        mutants = left


UNIT_TESTS = ["--skip", r"^(Stores)?LiveTests\."]


def rounds(mutant: Mutant, root: Path) -> list[list[str] | None]:
    """Which tests may see it: the closest ones, which take seconds; those of its module; all other unit tests; live
    tests. None where there are none."""
    own = "".join(word.capitalize() if "-" in mutant.module else word for word in mutant.module.split("-")) + "Tests"
    live = LIVE_TESTS.get(mutant.module)
    has_own = (root / "Tests" / own).exists()
    near = own
    suites = closest(mutant, root, root / "Tests" / near)
    if not suites and live == STORES:
        near = "StoresLiveTests"
        suites = closest(mutant, root, root / "Tests" / near)
    return [
        ["--filter", rf"^{near}\.({'|'.join(suites)})/"] if suites else None,
        ["--filter", rf"^{own}\."] if has_own else None,
        None if mutant.module in LIVE_MODULES else ["--skip", rf"^((Stores)?LiveTests|{own})\."],
        ["--filter", live] if live else None,
    ]


def closest(mutant: Mutant, root: Path, tests: Path) -> list[str]:
    """The suites whose files name a type of the mutant's file."""
    types = re.findall(r"\b(?:struct|class|enum|extension|protocol) (\w+)", (root / mutant.file).read_text())
    names = re.compile(rf"\b({'|'.join(types)})\b") if types else None
    suites = set()
    for path in sorted(tests.rglob("*.swift")):
        text = path.read_text()
        if names and names.search(text):
            suites.update(re.findall(r"\bstruct (\w+Tests)\b", text))
    return sorted(suites)


class Trial:
    """Runs tests of the copy with a mutant."""

    def __init__(self, copy: Path):
        self.copy = copy
        [self.tests] = (copy / ".build/debug").glob("*.xctest")

    def failed(self, number: int, options: list[str], patience: int) -> str | None:
        """The first test that fails. Nothing waits for the others."""
        (self.copy / "mutant").write_text(f"{number}\n")
        command = [self.tests, "--testing-library", "swift-testing", *options]
        # Tests that are killed leave files behind.
        folder = Path(tempfile.gettempdir()) / "t"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        environment = os.environ | {"SWIFT_BACKTRACE": "enable=no", "TMPDIR": str(folder)}
        deadline = time.monotonic() + patience
        # Not a pipe, which what the tests have started may hold open.
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                command, cwd=self.copy, env=environment, stdout=output, stderr=output, start_new_session=True
            )
            failed = None
            while failed is None and (running := process.poll() is None) and time.monotonic() < deadline:
                time.sleep(0.2)
                failed = self.issue(output)
            if failed is None and not running:
                failed = self.issue(output) or (f"exit status {process.returncode}" if process.returncode else None)
            elif failed is None:
                failed = "a hang"
            if process.poll() is None:
                process.kill()
                process.wait()
        if "LiveTests" in options[1] and options[0] == "--filter":
            self.wait_for_watcher(folder)
        return failed

    @staticmethod
    def issue(output) -> str | None:
        text = os.pread(output.fileno(), 1 << 26, 0).decode(errors="replace")
        found = re.search(r'^✘ Test "?(.+?)"? recorded an issue', text, re.MULTILINE)
        return f"`{found[1]}`" if found else None

    @staticmethod
    def wait_for_watcher(folder: Path):
        """A process that ends what live tests have started, and removes their files."""
        deadline = time.monotonic() + 30
        while list(folder.glob("marquee-*")) and time.monotonic() < deadline:
            time.sleep(0.1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("copy", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=100, help="of modules with unit tests")
    parser.add_argument("--live", type=int, default=20, help="of modules that live tests run")
    parser.add_argument("--only", default="", help="files whose path matches")
    parser.add_argument("--again", action="store_true", help="the same mutants as last time, with other tests")
    parser.add_argument("--try", dest="numbers", help="only those with these numbers")
    parser.add_argument("--tests", help="only tests that match")
    options = parser.parse_args()
    root, copy = options.root.resolve(), options.copy.resolve()
    copy.mkdir(exist_ok=True)
    kept = copy / "mutants.json"
    mutants = [Mutant(**fields) for fields in json.loads(kept.read_text())] if options.again else draw(root, options)
    mutants = built(root, copy, mutants)
    kept.write_text(json.dumps([asdict(mutant) for mutant in mutants], indent=1))
    if options.numbers:
        mutants = [mutant for mutant in mutants if str(mutant.number) in options.numbers.split(",")]
    trial = Trial(copy)
    left = mutants
    if not options.again and (test := trial.failed(0, UNIT_TESTS, max(PATIENCE))):
        sys.exit(f"without any mutant, {test} fails")
    for number, patience in enumerate(PATIENCE):
        survivors = []
        for mutant in left:
            tests = rounds(mutant, root)[number] if options.tests is None else ["--filter", options.tests]
            if tests and (test := trial.failed(mutant.number, tests, patience)):
                print(f"· seen: {mutant}: by {test}", flush=True)
            else:
                survivors.append(mutant)
        left = survivors
        print(f"· round {number + 1}: {len(left)} left: {','.join(str(mutant.number) for mutant in left)}", flush=True)
        if options.tests is not None:
            break
    for mutant in left:
        print(f"· survived: {mutant}")
    print(f"· mutations: {len(mutants) - len(left)} of {len(mutants)} seen by a test")
    sys.exit(len(left) * 20 > len(mutants))


if __name__ == "__main__":
    main()
