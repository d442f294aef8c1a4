"""Copies the pages to a folder that a web server may serve: publish_pages.py FOLDER.

The copy has a version, a digest of all its files. Its first page asks for `/v/VERSION/app/main.js`, and so for every
file below that address, which browsers may keep for good: another content has another address. The service worker gets
the version and the list of files to keep. Comments are left out. nginx/html works as it is, too: then browsers ask
again for each file.
"""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "nginx" / "html"
VERSIONED = ("app", "style", "fonts")
# Comments on lines of their own are a sixth of the bytes.
COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*[\s\S]*?\*/)[ \t]*\n", re.MULTILINE)
# Further files that the service worker keeps.
KEPT = ("favicon.svg", "manifest.json", "icon-192.png")


def publish(folder: Path) -> None:
    """Replaces `folder` if it is there. A web server that reads it meanwhile finds the old files or the new ones,
    except for the moment between two renames."""
    copy = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(copy, ignore_errors=True)
    make(copy)
    if folder.exists():
        old = folder.rename(folder.with_name(f"{folder.name}.old"))
        copy.rename(folder)
        shutil.rmtree(old)
    else:
        copy.rename(folder)


def make(folder: Path) -> None:
    shutil.copytree(SOURCE, folder)
    for path in [*folder.rglob("*.js"), *folder.rglob("*.css")]:
        path.write_text(COMMENT.sub("", path.read_text()))
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file}\0".encode() + hashlib.sha256((folder / file).read_bytes()).digest())
    version = digest.hexdigest()[:12]
    (folder / "v").mkdir()
    (folder / "v" / version).symlink_to("..")

    page = (folder / "index.html").read_text()
    for name in VERSIONED:
        page = page.replace(f'"/{name}/', f'"/v/{version}/{name}/')
    (folder / "index.html").write_text(page)
    kept = [f"/v/{version}/{file}" for file in files if file.startswith(VERSIONED) and not file.endswith(".txt")]
    kept += [f"/{file}" for file in KEPT]
    worker = (folder / "service-worker.js").read_text()
    for line, value in (('const version = "";', version), ("const files = [];", kept)):
        assert worker.count(line) == 1, f"service-worker.js lacks: {line}"
        worker = worker.replace(line, f"{line[: line.index('=')]}= {json.dumps(value)};")
    (folder / "service-worker.js").write_text(worker)


if __name__ == "__main__":
    publish(Path(sys.argv[1]))
