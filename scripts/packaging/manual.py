"""A man page in mdoc(7) from what a program says of itself (`--experimental-dump-help` of swift-argument-parser).

Usage: PROGRAM --experimental-dump-help | manual.py SECTION VERSION
"""

import json
import sys


def text(words):
    """As roff reads it: no line begins with a control character, and a backslash and a hyphen are themselves."""
    lines = " ".join((words or "").split()).replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + lines if lines.startswith((".", "'")) else lines


def form(argument):
    """How an argument is written: `--name <value>`."""
    value = "<" + argument.get("valueName", "value") + ">"
    if argument["kind"] == "positional":
        return value
    name = argument["preferredName"]
    dashes = "--" if name["kind"] == "long" else "-"
    return dashes + name["name"] + ("" if argument["kind"] == "flag" else " " + value)


def shown(command):
    """The arguments of one command, without the help that each has."""
    for argument in command.get("arguments", []):
        names = [name["name"] for name in argument.get("names", [])]
        if argument.get("shouldDisplay", True) and not {"help", "version"} & set(names):
            yield argument


def arguments(command):
    rows = list(shown(command))
    if not rows:
        return
    yield ".Bl -tag -width indent"
    for argument in rows:
        yield ".It " + text(form(argument))
        words = text(argument.get("abstract", ""))
        if argument.get("defaultValue") is not None:
            words += " Default: " + text(argument["defaultValue"]) + "."
        yield words or "\\&"
    yield ".El"


def commands(command, path):
    for each in command.get("subcommands", []):
        if each["commandName"] == "help" or not each.get("shouldDisplay", True):
            continue
        name = path + [each["commandName"]]
        yield ".Ss " + text(" ".join(name))
        yield text(each.get("abstract", ""))
        if each.get("discussion"):
            yield ".Pp"
            yield text(each["discussion"])
        yield from arguments(each)
        yield from commands(each, name)


def page(command, section, version):
    name = command["commandName"]
    yield f".Dd {version}"
    yield f".Dt {name.upper()} {section}"
    yield ".Os Marquee"
    yield ".Sh NAME"
    yield f".Nm {name}"
    yield ".Nd " + text(command.get("abstract", "").rstrip("."))
    yield ".Sh SYNOPSIS"
    yield f".Nm {name}"
    yield ".Ar command" if command.get("subcommands") else "\n".join(".Op " + text(form(a)) for a in shown(command))
    yield ".Sh DESCRIPTION"
    yield text(command.get("discussion") or command.get("abstract", ""))
    if list(shown(command)):
        yield ".Sh OPTIONS"
        yield from arguments(command)
    if command.get("subcommands"):
        yield ".Sh COMMANDS"
        yield from commands(command, [])
    yield ".Sh FILES"
    yield ".Bl -tag -width indent"
    yield ".It /etc/marquee/marquee.conf"
    yield "the configuration; marquee\\-ctl check\\-config \\-\\-keys lists its keys"
    yield ".El"
    yield ".Sh SEE ALSO"
    others = [one for one in ("marquee-ctl 8", "marquee-server 8", "marquee-train 1") if not one.startswith(name + " ")]
    yield " ,\n".join(".Xr " + other for other in others)


command = json.load(sys.stdin)["command"]
print("\n".join(page(command, sys.argv[1], sys.argv[2])))
