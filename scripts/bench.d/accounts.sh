# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # scripts/bench sets and reads the variables
# An account with a million interactions: its export, its deletion, and the latency of others meanwhile.

measure_accounts() {
  local large reader writer user began exported=$work/export.json
  # More than a user may have by default.
  MARQUEE_INTERACTIONS_PER_USER=2000000 MARQUEE_RECOMMENDATIONS_PER_MINUTE=100000 start_server auto
  large=$(register large)
  reader=$(register reader)
  writer=$(register writer)
  user=$(sql marquee -e "SELECT id FROM users WHERE username = 'large'")
  fill_account
  say
  printf '%-38s %-16s %9s %9s %9s %7s\n' "2 clients, of other users" '' 'requests/s' 'p50 ms' 'p99 ms' ratio
  others_wait alone

  # Exports run until the others have been measured; the report is about the first one.
  : >"$work/exports"
  while call POST /api/auth/export "$exported.part" >>"$work/exports"; do
    mv -n -- "$exported.part" "$exported"
  done 9>&- &
  exporting=$!
  sleep 1
  others_wait 'beside exports'
  wait_until 600 test -s "$exported" || fail "the export does not end"
  end_tree "$exporting"
  wait "$exporting" 2>/dev/null || true
  exporting=

  call DELETE /api/auth/user /dev/null >"$work/deletion"
  began=$SECONDS
  others_wait 'beside deletion'
  wait_until 1800 account_is_gone || fail "the account is not deleted"
  say
  awk 'NR == 1 { printf "  The export: status %s after %.1f s, %.0f MB; in it ", $1, $2, $3 / 1e6 }' "$work/exports"
  python3 -c 'import json, sys
export = json.load(open(sys.argv[1]))
names = ("interactions", "ratings", "recommendations")
print(", ".join(f"{len(export[name]):,} {name}" for name in names))' "$exported"
  awk '{ printf "  The deletion: status %s after %.2f s; ", $1, $2 }' "$work/deletion"
  say "all rows were deleted after $((SECONDS - began)) s."
  say "  Workers held at most $(worker_peaks) MB each."
  stop server TERM 40
}

# fill_account: views, ratings and lists of recommendations, through the API.
fill_account() {
  local kind list batches=() began=$SECONDS
  for kind in '{"movie_id":%d}' '{"movie_id":%d,"interaction_type":"rate","rating":4}'; do
    # shellcheck disable=SC2059
    list=$(for ((i = 1; i <= 1000; i++)); do printf "$kind," "$i"; done)
    batches+=("{\"interactions\":[${list%,}]}")
  done
  export TOKEN=$large
  while (($(rows_of_account) < 1000000)); do
    for list in "${batches[@]}"; do ask 2 POST /api/interactions/batch "$list" >/dev/null; done
  done
  ask 2 POST /api/recommend "$recommend" >/dev/null
  unset TOKEN
  say "· Filling an account through the API: $(rows_of_account) interactions ($((SECONDS - began)) s)"
}

rows_of_account() { sql marquee -e "SELECT COUNT(*) FROM interactions WHERE user_id = $user"; }
account_is_gone() { [[ $(sql marquee -e "SELECT COUNT(*) FROM users WHERE id = $user") == 0 ]]; }

# others_wait SITUATION
others_wait() {
  local situation=$1
  beside "health" GET /api/health
  export TOKEN=$reader
  beside "current user" GET /api/auth/user
  beside "list 50 interactions" GET /api/interactions
  export TOKEN=$writer
  beside "save interaction" POST /api/interactions "$view"
  unset TOKEN
}

# call METHOD PATH FILE: a request of the large account, with its password. Prints status, seconds and bytes.
call() {
  curl -sS -m 600 -X "$1" -o "$3" -w '%{http_code} %{time_total} %{size_download}\n' \
    -H "Authorization: Bearer $large" -H 'Content-Type: application/json' -d '{"password":"a long password"}' \
    "$address$2"
}

# The peak memory of a worker, in MB.
worker_peaks() {
  local worker
  for worker in $(descendants "$(running server)"); do
    awk '$1 == "VmHWM:" { printf "%.0f\n", $2 / 1024 }' "/proc/$worker/status"
  done | sort -n | tail -n 1
}
