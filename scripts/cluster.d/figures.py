"""Figures of what clients saw (load.py), as cells of a Markdown table.

Usage: figures.py REQUESTS FAULT_AT LOST

Requests; failed public ones, reads of own data and writes; reads that did not find what had been acknowledged; LOST;
and the longest time without a public answer and without a saved change, from the fault on. Exits with 1 if a kind of
request was not served at all in the last five seconds, or failed.
"""

import itertools
import pathlib
import sys


def is_failed(status):
    return status == 0 or status >= 400


def failures(requests, kind):
    return [status for _, _, of_kind, status in requests if of_kind == kind and is_failed(status)]


def longest_pause(requests, kind, start, end):
    answers = [ended for _, ended, of_kind, status in requests if of_kind == kind and not is_failed(status)]
    times = [start, *sorted(time for time in answers if time > start), end]
    return max(after - before for before, after in itertools.pairwise(times))


def main():
    fault, lost = float(sys.argv[2]), int(sys.argv[3])
    requests = []
    for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
        began, ended, kind, status = line.split()
        requests.append((float(began), float(ended), kind, int(status)))
    end = max(ended for _, ended, _, _ in requests)
    unseen = failures(requests, "own").count(404)
    own = len(failures(requests, "own")) - unseen
    counts = [len(requests), len(failures(requests, "public")), own, len(failures(requests, "write")), unseen, lost]
    pauses = [longest_pause(requests, kind, fault, end) for kind in ("public", "write")]
    print(" | ".join([f"{count:,}" for count in counts] + [f"{pause:.1f} s" for pause in pauses]))
    late = {(kind, is_failed(status)) for began, _, kind, status in requests if began > end - 5}
    sys.exit(0 if late == {(kind, False) for kind in ("public", "own", "write")} else 1)


main()
