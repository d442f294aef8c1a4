"""Figures of what clients saw (load.py), as cells of a Markdown table.

Usage: figures.py REQUESTS FAULT_AT

Requests; failed public ones, reads of own data and writes; reads that did not find what had been acknowledged; a place
for the lost changes; and the longest time, in seconds, without a public answer and without a saved change. Exits with 1
if one of them failed in the last five seconds.
"""

import sys

requests = [line.split() for line in open(sys.argv[1])]
requests = [(float(began), float(ended), kind, int(status)) for began, ended, kind, status in requests]
fault = float(sys.argv[2])
end = max(ended for _, ended, _, _ in requests)


def is_failed(status):
    return status == 0 or status >= 400


def failures(kind):
    return [status for _, _, of_kind, status in requests if of_kind == kind and is_failed(status)]


def longest_pause(kind):
    served = sorted(
        ended for _, ended, of_kind, status in requests if of_kind == kind and not is_failed(status) and ended > fault
    )
    return max(after - before for before, after in zip([fault, *served], [*served, end], strict=True))


unseen = failures("own").count(404)
counts = [len(requests), len(failures("public")), len(failures("own")) - unseen, len(failures("write")), unseen]
cells = [f"{count:,}" for count in counts] + ["@LOST@"]
cells += [f"{longest_pause(kind):.1f} s" for kind in ("public", "write")]
print(" | ".join(cells))
late = {(kind, is_failed(status)) for began, _, kind, status in requests if began > end - 5}
sys.exit(0 if late == {("public", False), ("own", False), ("write", False)} else 1)
