"""Man pages in mdoc(7), from the help texts of the programs.

Usage: PROGRAM --experimental-dump-help | manual.py PROGRAM SECTION DATE
       marquee-ctl check-config --keys | manual.py marquee.conf 5 DATE
"""

import json
import re
import sys
import textwrap

PAGES = ["marquee-ctl 8", "marquee-server 8", "marquee-train 1", "marquee.conf 5"]

CONFIG_FILE = ("/etc/marquee/marquee.conf", "the configuration of the packaged service, see marquee.conf(5)")

# Sections that the help texts lack, by program and heading: pairs of a term and its meaning.
MORE = {
    "marquee-server": {
        "SIGNALS": [
            ("TERM, INT", "Stop after the requests in flight; a second one stops at once."),
            ("QUIT", "Stop at once."),
            (
                "HUP, USR2",
                "Check the configuration and replace every worker, the new ones first. "
                "A faulty configuration changes nothing.",
            ),
            ("USR1", "Reopen log_file in every process."),
        ],
        "EXIT STATUS": [
            ("0", "The pool has stopped, or the configuration is good."),
            ("64", "The command line is wrong."),
            (
                "78",
                "The configuration is faulty, or something that it names cannot be used: a restart would not help.",
            ),
        ],
        "ENVIRONMENT": [
            ("MARQUEE_CONFIG", "The configuration file, if --config is not given."),
            ("MARQUEE_<KEY>", "Overrides that key of the configuration."),
            (
                "NOTIFY_SOCKET, WATCHDOG_USEC",
                "Tell systemd of the start, a reload and the end, and that the master is alive.",
            ),
            ("LISTEN_FDS, LISTEN_PID", "The socket that systemd passes to the master."),
        ],
        "FILES": [
            CONFIG_FILE,
            ("/run/marquee/marquee.sock", "the socket that nginx talks to"),
            ("/run/marquee/marquee.scoreboard", "where marquee-ctl finds the pool"),
            ("/var/lib/marquee/models", "the model files"),
        ],
    },
    "marquee-ctl": {
        "EXIT STATUS": [
            ("0", "Success."),
            ("1", "Failure; standard error says why."),
            ("3", "No pool runs, and the command needs one."),
            ("64", "The command line is wrong."),
        ],
        "ENVIRONMENT": [
            ("MARQUEE_CONFIG", "The configuration file, if --config is not given."),
            ("MARQUEE_<KEY>", "Overrides that key of the configuration."),
        ],
        "FILES": [CONFIG_FILE, ("/var/lib/marquee/models", "the model files")],
    },
    "marquee-train": {
        "EXIT STATUS": [
            ("0", "Success."),
            ("1", "A model was not trained or not published; standard error says which one and why."),
            ("64", "The command line is wrong."),
        ],
        "ENVIRONMENT": [
            ("MARQUEE_CONFIG", "The configuration file, if --config is not given."),
            ("MARQUEE_<KEY>", "Overrides that key of the configuration."),
        ],
        "FILES": [CONFIG_FILE, ("/var/lib/marquee/models", "the model files, and last-training.json")],
    },
}


def words(text):
    """On one line, with backslashes and hyphens escaped for roff."""
    return " ".join((text or "").split()).replace("\\", "\\e").replace("-", "\\-")


def prose(text):
    """Lines of at most 80 bytes; each sentence begins one. None begins with a control character."""
    for sentence in re.split(r"(?<=[.?!])\s+(?=[A-Z'])", words(text)):
        for line in textwrap.wrap(sentence, 78, break_long_words=False, break_on_hyphens=False):
            yield "\\&" + line if line.startswith((".", "'")) else line


def entries(pairs):
    yield ".Bl -tag -width indent"
    for term, meaning in pairs:
        yield ".It " + words(term)
        yield from prose(meaning) if meaning else ["\\&"]
    yield ".El"


def form(argument):
    """The form of an argument: `--name <value>`."""
    value = "<" + argument.get("valueName", "value") + ">"
    if argument["kind"] == "positional":
        return value + (" ..." if argument.get("isRepeating") else "")
    name = argument["preferredName"]
    dashes = "--" if name["kind"] == "long" else "-"
    return dashes + name["name"] + ("" if argument["kind"] == "flag" else " " + value)


def shown(command):
    """The arguments of one command, without --help and --version, which every command has."""
    for argument in command.get("arguments", []):
        names = [name["name"] for name in argument.get("names", [])]
        if argument.get("shouldDisplay", True) and not {"help", "version"} & set(names):
            yield argument


def arguments(command):
    rows = list(shown(command))
    if rows:
        yield from entries((form(row), meaning(row)) for row in rows)


def meaning(argument):
    text = argument.get("abstract", "")
    default = argument.get("defaultValue")
    return text if default is None else f"{text} Default: {default}."


def subcommands(command):
    for each in command.get("subcommands", []):
        if each["commandName"] != "help" and each.get("shouldDisplay", True):
            yield each


def commands(command, path):
    for each in subcommands(command):
        name = [*path, each["commandName"]]
        yield ".Ss " + words(" ".join(name))
        yield from prose(each.get("abstract", ""))
        if each.get("discussion"):
            yield ".Pp"
            yield from prose(each["discussion"])
        yield from arguments(each)
        yield from commands(each, name)


def head(name, section, date, summary):
    yield f".Dd {date}"
    yield f".Dt {name.upper()} {section}"
    yield ".Os"
    yield ".Sh NAME"
    yield f".Nm {name}"
    yield ".Nd " + words(summary.rstrip("."))


def references(name):
    """Sorted by section, as mdoc(7) requires."""
    others = sorted((page for page in PAGES if page.split()[0] != name), key=lambda page: page.split()[::-1])
    yield ".Sh SEE ALSO"
    yield " ,\n".join(".Xr " + other for other in others)


def program(command, section, date):
    name = command["commandName"]
    yield from head(name, section, date, command.get("abstract", ""))
    yield ".Sh SYNOPSIS"
    yield f".Nm {name}"
    if list(subcommands(command)):
        yield ".Ar command"
    yield from (".Op " + words(form(argument)) for argument in shown(command))
    yield ".Sh DESCRIPTION"
    yield from prose(command.get("discussion") or command.get("abstract", ""))
    if list(shown(command)):
        yield ".Sh OPTIONS"
        yield from arguments(command)
    if list(subcommands(command)):
        yield ".Sh COMMANDS"
        yield from commands(command, [])
    for heading in ["SIGNALS", "ENVIRONMENT", "FILES", "EXIT STATUS"]:
        if heading in MORE[name]:
            yield ".Sh " + heading
            yield from entries(MORE[name][heading])
    yield from references(name)


def configuration(lines, section, date):
    """`lines`: each key, followed by indented lines with its meaning, its form, its default and more."""
    yield from head("marquee.conf", section, date, "the configuration of Marquee")
    yield ".Sh DESCRIPTION"
    yield from prose(
        "Lines of 'key = value'. A line that begins with '#' is a comment. An unknown or repeated key is an error. "
        "MARQUEE_<KEY> in the environment overrides a key. marquee-server --check-config names file, line and key of "
        "an error. A reload applies changed keys, unless they say otherwise."
    )
    yield ".Sh KEYS"
    yield ".Bl -tag -width indent"
    for line in lines:
        if not line.startswith(" "):
            yield ".It " + words(line)
            first = True
        elif line.strip():
            if not first:
                yield ".br"
            yield from prose(line.strip()[0].upper() + line.strip()[1:] + ".")
            first = False
    yield ".El"
    yield ".Sh FILES"
    yield from entries([CONFIG_FILE])
    yield from references("marquee.conf")


if sys.argv[1] == "marquee.conf":
    page = configuration(sys.stdin.read().splitlines(), sys.argv[2], sys.argv[3])
else:
    page = program(json.load(sys.stdin)["command"], sys.argv[2], sys.argv[3])
print("\n".join(page))
