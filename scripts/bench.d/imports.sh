# shellcheck shell=bash
# shellcheck disable=SC2154  # scripts/bench sets the variables
# Imports: the time for a user's history from another site.

measure_imports() {
  local token
  start_server auto
  token=$(register importer)
  say
  say "A diary of 3,000 rows through nginx, into the catalogue of MovieLens 100K (wanted: 3 s for each step):"
  say
  python3 -B "$root/scripts/bench.d/imports.py" "$address" "$token"
  stop server TERM 40
}
