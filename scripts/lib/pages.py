"""Compares lists that the pages and nginx repeat with their source. Prints each fault; exits 1 if there is any.

- No module of nginx/html/app imports itself by way of others, dynamic imports included; nor does a folder, at the top
  or below.
- index.html preloads what the first view needs: the static imports of main.js and of the view of `/`.
- marquee-site.conf serves the pages of routes.js.
"""

import re
import sys
from pathlib import Path, PurePosixPath
from posixpath import normpath

NGINX = Path(__file__).resolve().parents[2] / "nginx"
APP = NGINX / "html" / "app"
STATIC = re.compile(r'\bfrom "(\.[^"]+)"|^import "(\.[^"]+)"', re.MULTILINE)
DYNAMIC = re.compile(r'\bimport\("(\.[^"]+)"\)')
ROUTE = re.compile(r'\[/\^(.+)\$/, \(\) => import\("\./(.+)"\)[],]')
LOCATION = re.compile(r"location ~ \^/\((.+)\)\$ \{\n +rewrite \^ /index\.html last;")

Graph = dict[str, set[str]]


def imports(pattern: re.Pattern[str]) -> Graph:
    """Modules by path below app/, each with those that it imports."""
    return {
        module.relative_to(APP).as_posix(): {
            normpath(f"{module.relative_to(APP).parent.as_posix()}/{next(filter(None, found.groups()))}")
            for found in pattern.finditer(module.read_text())
        }
        for module in APP.rglob("*.js")
    }


def closure(graph: Graph, *starts: str) -> set[str]:
    found, waiting = set(), list(starts)
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += graph[module]
    return found


def cycle(graph: Graph) -> list[str]:
    """A path from a module back to itself; empty if there is none."""
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        for target in sorted(graph[module]):
            if found := walk(target, [*path, module]):
                return found
        done.add(module)
        return []

    return next(filter(None, (walk(module, []) for module in sorted(graph))), [])


def folders(graph: Graph, depth: int) -> Graph:
    """The graph of folders, down to a depth; a module next to main.js counts as a folder of its own."""

    def folder(module: str) -> str:
        return "/".join(PurePosixPath(module).parent.parts[:depth]) or module

    found: Graph = {}
    for module, targets in graph.items():
        found.setdefault(folder(module), set()).update({folder(target) for target in targets} - {folder(module)})
    return found


def differences(what: str, is_there: set[str], wanted: set[str]) -> list[str]:
    return [f"{what} lacks {name}" for name in sorted(wanted - is_there)] + [
        f"{what} has {name}, which is not needed" for name in sorted(is_there - wanted)
    ]


def faults() -> list[str]:
    static, dynamic = imports(STATIC), imports(DYNAMIC)
    everything = {module: static[module] | dynamic[module] for module in static}
    missing = {target for targets in everything.values() for target in targets} - everything.keys()
    if missing:
        return [f"there is no module {target}" for target in sorted(missing)]
    found = [f"modules import each other: {' → '.join(path)}" for path in (cycle(everything),) if path]
    for depth in (1, 2):
        if path := cycle(folders(everything, depth)):
            found.append(f"folders import each other: {' → '.join(path)}")

    routes = ROUTE.findall((APP / "routes.js").read_text())
    home = next(view for pattern, view in routes if pattern == r"\/")
    preloaded = set(re.findall(r'rel="modulepreload" href="/app/([^"]+)"', (NGINX / "html" / "index.html").read_text()))
    found += differences("index.html", preloaded, closure(static, "main.js", home) - {"main.js"})

    # nginx does not count the digits of an id.
    paths = {re.sub(r"[()]", "", pattern).replace(r"\/", "/").replace(r"\d{1,19}", "[0-9]+") for pattern, _ in routes}
    location = LOCATION.search((NGINX / "marquee-site.conf").read_text())
    served = {f"/{path}" for path in location[1].split("|")} if location else set()
    return found + differences("the list of pages in marquee-site.conf", served, paths - {"/"})


if __name__ == "__main__":
    found = faults()
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(bool(found))
