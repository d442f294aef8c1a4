# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # scripts/bench sets and reads the variables
# Search: how often it finds the right movie, and its time.

measure_search() {
  local movies
  say
  say "Queries made from titles by rules, and by hand for MovieLens 100K: how many find the right movie among the first"
  say "three (wanted: 97 %), and the worker's time for the request in microseconds (wanted: 200 with MovieLens 100K, and"
  say "3,000 with 62,000 movies). The larger catalogues are synthetic:"
  say
  printf '%8s %-14s %8s %10s %8s %8s\n' movies queries number found p50 p99
  search_site "$root/scripts/bench.d/search/by_hand.txt"
  for movies in 20000 62000; do
    sql -e 'DROP DATABASE marquee; CREATE DATABASE marquee CHARACTER SET utf8mb4'
    "$bin/marquee-ctl" migrate --config "$work/migrate.conf" >"$logs/migrate.log"
    python3 -B "$root/scripts/bench.d/search/queries.py" "$work/titles" "$movies"
    "$bin/marquee-ctl" import --config "$work/marquee.conf" --data "$work/titles" >"$logs/import.log" 2>&1 || {
      log_tail "$logs/import.log"
      fail "the import failed"
    }
    search_site
  done
}

# search_site [FILE]: measures queries by rules, and those of the file.
search_site() {
  start_server 1 'log_level = debug'
  python3 -B "$root/scripts/bench.d/search/measure.py" "$address" "$logs/server.log" "$@"
  stop server TERM 40
}
