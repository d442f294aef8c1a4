# shellcheck shell=bash
# shellcheck disable=SC2154  # scripts/bench sets the variables
# Growth with movies, rows and clients, beside the bounds for it.

measure_growth() {
  gcc -O2 -o "$work/synthetic" scripts/bench.d/models.c || fail "models.c cannot be compiled"
  twenty=$(seq -s , 10 37 713)
  grow_catalogue
  grow_rows
  grow_clients
}

# growing_site MOVIES RATINGS: a new database with a synthetic data set, and models of that size.
growing_site() {
  rm -rf -- "$work/growth" "$work/models"
  mkdir -p -- "$work/models"
  sql -e 'DROP DATABASE marquee; CREATE DATABASE marquee CHARACTER SET utf8mb4'
  "$bin/marquee-ctl" migrate --config "$work/migrate.conf" >"$logs/migrate.log"
  python3 scripts/bench.d/dataset.py "$work/growth" "$1" "$2"
  disk_before=$(disk)
  "$bin/marquee-ctl" import --config "$work/marquee.conf" --data "$work/growth" >"$logs/import.log" 2>&1 || {
    log_tail "$logs/import.log"
    fail "the import failed"
  }
  rm -rf -- "$work/growth"
  "$work/synthetic" "$1" "$work/models" || fail "the models cannot be written"
}

# The size of the tables, in bytes.
disk() { sql -e "SELECT SUM(allocated_size) FROM information_schema.innodb_sys_tablespaces WHERE name LIKE 'marquee/%'"; }

# once METHOD PATH [BODY]: the median latency of one client, in ms.
once() {
  local middle bad unanswered
  read -r _ middle _ bad unanswered _ < <(connections=1 ask "$seconds" "$@")
  if [[ $bad$unanswered == 00 ]]; then printf '%s\n' "$middle"; else printf 'failed\n'; fi
}

# ---- Movies ----------------------------------------------------------------------------------------------------------

grow_catalogue() {
  local movies began started worker line='%8s %10s %10s %10s %10s %12s %12s %10s\n'
  say
  say "Recommendations from 20 movies, by models of synthetic catalogues. 'request' is ms on one thread, beside a plain"
  say "read of the same bytes (marquee-train speed); 'nginx' and 'filtered' are the median latency of one client in ms,"
  say "without and with filters for genre and years:"
  say
  printf '%8s %-9s %10s %10s %10s %7s %7s %10s %10s  %s\n' movies model MB request read ratio wanted nginx filtered ''
  : >"$work/rest"
  for movies in ${catalogues//,/ }; do
    growing_site "$movies" 20000
    began=$(date +%s%N)
    start_server 1
    started=$((($(date +%s%N) - began) / 1000000))
    "$bin/marquee-train" speed --models "$work/models" --context 20 --requests 300 >"$work/speed"
    grow_models "$movies"
    worker=$(descendants "$(running server)" | sed -n 1p)
    # shellcheck disable=SC2059
    printf "$line" "$movies" "$started" "$(once GET /init)" "$(once GET '/api/movies?per_page=50')" \
      "$(once GET '/api/movies?per_page=50&sort=popularity')" "$(once GET '/api/movies/search?q=star')" \
      "$(once GET '/api/movies/search?q=s')" \
      "$(awk '/^Anonymous/ { printf "%.1f", $2 / 1024 }' "/proc/$worker/smaps_rollup")" >>"$work/rest"
    stop server TERM 40
  done
  say
  say "The same catalogues: ms until a pool of one worker answers, median latency of other requests of one client in"
  say "ms, and anonymous memory of the worker in MiB:"
  say
  # shellcheck disable=SC2059
  printf "$line" movies start /init 'by title' popular 'q=star' 'q=s' memory
  cat "$work/rest"
}

# grow_models MOVIES: a row for each model. The rows of a large sparse matrix that a request reads are scattered, which
# takes longer than reading as many bytes in one piece.
grow_models() {
  local model bytes request read ratio wanted filters='"genres":["Drama"],"year_from":1990,"year_to":2010'
  while read -r model _ bytes request read; do
    wanted=1.3
    [[ $model != ItemKNN && ($model != EASE || $1 -le 20000) ]] || wanted=3
    ratio=$(awk "BEGIN { printf \"%.2f\", $request / $read }")
    printf '%8s %-9s %10.2f %10.3f %10.3f %7s %7s %10s %10s  %s\n' "$1" "$model" \
      "${bytes}e-6" "${request}e-3" "${read}e-3" "$ratio" "$wanted" \
      "$(once POST /api/recommend "{\"model\":\"$model\",\"context\":[$twenty]}")" \
      "$(once POST /api/recommend "{\"model\":\"$model\",\"context\":[$twenty],$filters}")" \
      "$(missed "$ratio" '<' "$wanted")"
  done < <(tail -n +2 "$work/speed")
}

# ---- Rows ------------------------------------------------------------------------------------------------------------

grow_rows() {
  local count token events window line='%13s %8s %8s %8s %8s %12s %10s %20s\n'
  say
  say "Interactions of users with 100 each, in a catalogue of 1,700 movies: median latency of one client in ms; bytes"
  say "of disk per imported interaction; seconds that counting the statistics takes; and the p99 of GET /api/auth/user in"
  say "ms beside it, as the median and the worst of windows of 2 s within 70 s, in which counting happens once:"
  say
  # shellcheck disable=SC2059
  printf "$line" interactions save list user personal 'bytes each' 'counting s' 'beside it, p99'
  : >"$work/grown"
  for count in ${rows//,/ }; do
    growing_site 1700 "$count"
    start_server auto
    token=$(register bencher)
    events=$(for ((i = 1; i <= 200; i++)); do printf '{"movie_id":%d,"interaction_type":"select"},' "$i"; done)
    export TOKEN=$token
    save /batch "{\"interactions\":[${events%,}]}"
    : >"$work/windows"
    for ((window = 0; window < 35; window++)); do
      save '' "$view"
      connections=2 ask 2 GET /api/auth/user | awk '{ print $3 }' >>"$work/windows"
    done
    # With many interactions the first count takes longer than the windows.
    wait_until 3600 is_counted_after 0 || fail "the statistics are not counted"
    # shellcheck disable=SC2059
    printf "$line" "$count" "$(once POST /api/interactions "$view")" "$(once GET /api/interactions)" \
      "$(once GET /api/auth/user)" "$(once GET '/api/recommendations?model=auto')" \
      "$((($(disk) - disk_before) / count))" \
      "$(sql marquee -e 'SELECT ROUND(duration / 1e6, 2) FROM statistics')" \
      "$(median <"$work/windows"), worst $(sort -g "$work/windows" | tail -n 1)" | tee -a "$work/grown"
    unset TOKEN
    stop server TERM 40
  done
  say
  awk '{ for (i = 2; i <= 5; i++) { if (NR == 1) first[i] = $i; last[i] = $i } }
    END { split("- save list user personal", name)
      for (i = 2; i <= 5; i++) { ratio = last[i] / first[i]
        printf "  %s: %.2f times as long with the most rows as with the fewest (bound: 1.2) %s\n", name[i], ratio,
          (ratio > 1.2 ? "missed" : "") } }' "$work/grown"
}

# save PATH BODY: a request of the user of $TOKEN.
save() {
  curl -sSf -m 30 -o /dev/null -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d "$2" \
    "$address/api/interactions$1"
}

# ---- Clients ---------------------------------------------------------------------------------------------------------

grow_clients() {
  local count line='%8s %-26s %10s %10s %10s %8s %8s  %s\n' figures
  local name path body rate middle tail bad unanswered few ratio
  say
  say "Clients with kept connections that send requests as fast as they get answers, to a pool with default settings;"
  say "'ratio' compares the requests per second with those of the fewest clients:"
  say
  # shellcheck disable=SC2059
  printf "$line" clients '' requests/s 'p50 ms' 'p99 ms' ratio wanted ''
  # All clients have one address.
  sed -i 's/worker_connections [0-9]*;/worker_connections 10000;/' "$work/nginx/nginx.conf"
  sed -i -E 's/(zone=marquee_recommend burst)=[0-9]+ delay=[0-9]+;/\1=10000 nodelay;/' "$work/nginx/marquee-site.conf"
  kill -s HUP "$(running nginx)"
  start_server auto
  while IFS='|' read -r name path body; do
    few=
    for count in 16 256 2000; do
      figures=$(connections=$count ask "$seconds" "${path%% *}" "${path#* }" "$body")
      read -r rate middle tail bad unanswered _ <<<"$figures"
      few=${few:-$rate}
      ratio=$(awk "BEGIN { printf \"%.2f\", $rate / $few }")
      [[ $bad$unanswered == 00 ]] || bad=" ($bad answers were errors, $unanswered were lost)"
      # shellcheck disable=SC2059
      printf "$line" "$count" "$name" "$rate" "$middle" "$tail" "$ratio" .8 "$(missed "$ratio" '>' .8)${bad#0}"
    done
  done <<END
health|GET /api/health|
recommend, EASE, 20 movies|POST /api/recommend|{"model":"EASE","context":[$twenty]}
END
  stop server TERM 40
}
