"""Which small faults in Sources no test would see. See `scripts/prove --help`, part `mutations`.

All mutants are built at once, into a copy of the tree, and `MARQUEE_MUTANT` chooses one of them when a test runs
(mutant schemata, Untch 1993). So each mutant takes as long as its tests, and not as long as a build.

python3 mutants.py ROOT COPY --seed N [--count C] [--only REGEX]
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Only live tests run most of these, so their mutants would only seem to survive.
WITHOUT_UNIT_TESTS = {
    "MariaDB",
    "Provenance",
    "SourceCommit",
    "Stores",
    "marquee-ctl",
    "marquee-server",
    "marquee-train",
}
# Seconds that the tests of a mutant may take. One that runs longer is seen: it hangs.
PATIENCE = 300


@dataclass
class Mutant:
    number: int
    file: str
    line: int
    kind: str
    before: str
    after: str

    @property
    def module(self) -> str:
        return self.file.split("/")[1]


def conditions(line: str) -> re.Match | None:
    """The condition of a guard or of an if, in one line, that binds nothing."""
    found = re.match(r"^(\s*(?:guard|if|\} else if) )(.+?)( else \{.*| \{)$", line)
    if found is None or re.search(r"\b(let|var|case|try|is|#available|await)\b|[{};]|\?\?=", found[2]):
        return None
    return found


def parts(condition: str) -> list[str]:
    """What commas separate outside all brackets."""
    found, depth, start = [], 0, 0
    for index, sign in enumerate(condition):
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "," and depth == 0:
            found.append(condition[start:index].strip())
            start = index + 1
    return [*found, condition[start:].strip()]


SWAPS = [
    (" < ", " <= ", "boundary"),
    (" <= ", " < ", "boundary"),
    (" > ", " >= ", "boundary"),
    (" >= ", " > ", "boundary"),
    (" && ", " || ", "connective"),
    (" || ", " && ", "connective"),
    (" + 1", " + 2", "off by one"),
    (" - 1", "", "off by one"),
]


def mutations(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Line, kind, what it replaces and by what, with NUMBER for the mutant's number."""
    # Strings over several lines hold no code.
    in_text = False
    for index, line in enumerate(text.split("\n")):
        quotes = line.count('"""')
        if in_text or quotes:
            in_text ^= quotes % 2 == 1
            continue
        if '"' in line or line.lstrip().startswith("//"):
            continue
        if found := conditions(line):
            for part in parts(found[2]):
                yield index, "negated", part, f"(isMutant(NUMBER) != ({part}))"
                for old, new, kind in SWAPS:
                    if old in part:
                        other = part.replace(old, new, 1)
                        yield index, kind, part, f"(isMutant(NUMBER) ? ({other}) : ({part}))"
        elif found := re.match(r"^\s*precondition\((.+?)(, .*)?\)$", line):
            yield index, "dropped", found[1], f"isMutant(NUMBER) || ({found[1]})"
        elif found := re.match(r"^\s*return ([^{}]+)$", line):
            for old, new, kind in SWAPS:
                if (
                    old in found[1]
                    and not re.search(r"\b(try|await)\b", found[1])
                    and not found[1].endswith(("(", "["))
                ):
                    other = found[1].replace(old, new, 1)
                    yield index, kind, found[1], f"isMutant(NUMBER) ? ({other}) : ({found[1]})"
        elif found := re.match(r"^\s*(?:\w+ )*func \w+\([^()]*\)(?: throws(?:\(\w+\))?)? (\{)$", line):
            yield index, "returned early", "{", "{ if isMutant(NUMBER) { return }"


def drawn(root: Path, seed: int, count: int, only: str) -> list[Mutant]:
    found = []
    for path in sorted((root / "Sources").glob("*/**/*.swift")):
        file = str(path.relative_to(root))
        if file.split("/")[1] in WITHOUT_UNIT_TESTS or not re.search(only, file):
            continue
        for line, kind, before, after in mutations(path.read_text()):
            found.append(Mutant(0, file, line, kind, before, after))
    draws = random.Random(seed)
    draws.shuffle(found)
    # Of each kind equally often.
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
            mutant.number = len(chosen) + 1
            chosen.append(mutant)
    return chosen


SWITCH = """\
import func Glibc.getenv
import func Glibc.atoi

private let active = getenv("MARQUEE_MUTANT").map { atoi($0) } ?? 0
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
                after = mutant.after.replace("NUMBER", str(mutant.number))
                line = lines[mutant.line]
                at = line.rindex("{") if mutant.before == "{" else line.index(mutant.before)
                lines[mutant.line] = line[:at] + after + line[at + len(mutant.before) :]
        texts[Path(file)] = "\n".join(lines).encode()
    for module in {mutant.module for mutant in mutants}:
        texts[Path("Sources", module, "Mutants.swift")] = SWITCH.encode()
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
            return mutants
        faulty = {(file, int(line) - 1) for file, line in re.findall(r"(Sources/[^:\s]+):(\d+):\d+: error", output)}
        left = [mutant for mutant in mutants if (mutant.file, mutant.line) not in faulty]
        if len(left) == len(mutants):
            sys.exit(f"the mutants cannot be built:\n{output[-3000:]}")
        mutants = left


def is_seen(copy: Path, mutant: int, options: list[str]) -> bool:
    command = ["swift", "test", "--skip-build", "--disable-xctest", *options]
    environment = os.environ | {"MARQUEE_MUTANT": str(mutant), "SWIFT_BACKTRACE": "enable=no"}
    process = subprocess.Popen(
        command, cwd=copy, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        return process.wait(PATIENCE) != 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=Path)
    parser.add_argument("copy", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--only", default="", help="files whose path matches")
    options = parser.parse_args()
    mutants = built(options.root, options.copy, drawn(options.root, options.seed, options.count, options.only))
    (options.copy / "mutants.json").write_text(json.dumps([mutant.__dict__ for mutant in mutants], indent=1))
    everything = ["--skip", r"^(Stores)?LiveTests\."]
    if is_seen(options.copy, 0, everything):
        sys.exit("the tests fail without any mutant")
    survivors = []
    for mutant in mutants:
        # The tests of its own module are the fastest.
        own = f"^{mutant.module.replace('-', '')}Tests\\."
        if not is_seen(options.copy, mutant.number, ["--filter", own]) and not is_seen(
            options.copy, mutant.number, everything
        ):
            survivors.append(mutant)
            print(f"· survived: {mutant.file}:{mutant.line + 1}: {mutant.kind}: {mutant.before}", flush=True)
    print(f"· mutations: {len(mutants) - len(survivors)} of {len(mutants)} seen by a unit test, seed {options.seed}")
    sys.exit(len(survivors) * 20 > len(mutants))


if __name__ == "__main__":
    main()
