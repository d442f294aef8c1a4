#!/usr/bin/env bash
# source-commit.sh ROOT FILE: writes a Swift file that names the commit of ROOT, for the plugin SourceCommit. Without
# git, or in another repository, there is none, and the build goes on.
set -euo pipefail

root=$1 file=$2 commit=nil
# A build must not keep anybody from working in the repository.
ask() { git --no-optional-locks -C "$root" "$@" 2>/dev/null; }

if hash=$(ask rev-parse --short=12 HEAD) && [ "$(ask rev-parse --show-prefix)" = "" ]; then
  changes=$(ask status --porcelain -- Sources Package.swift)
  commit="\"$hash${changes:+ with changes}\""
fi
text="let sourceCommit: String? = $commit"
# A file that is written anew is compiled anew.
[ "$(cat "$file" 2>/dev/null)" = "$text" ] || printf '%s\n' "$text" >"$file"
