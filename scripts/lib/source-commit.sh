#!/usr/bin/env bash
# source-commit.sh ROOT FILE: writes a Swift file with the commit of ROOT, for the plugin SourceCommit. Without git, or
# if ROOT is part of another repository, the commit is nil, and the build goes on.
set -euo pipefail

root=$1 file=$2 commit=nil
# No optional locks: a build must not block work in the repository.
ask() { git --no-optional-locks -C "$root" "$@" 2>/dev/null; }

if hash=$(ask rev-parse --short=12 HEAD) && [ "$(ask rev-parse --show-prefix)" = "" ]; then
  changes=$(ask status --porcelain -- Sources Package.swift)
  commit="\"$hash${changes:+ with changes}\""
fi
text="let sourceCommit: String? = $commit"
# Written only if it changes, since the compiler goes by the time of the file.
[ "$(cat "$file" 2>/dev/null)" = "$text" ] || printf '%s\n' "$text" >"$file"
