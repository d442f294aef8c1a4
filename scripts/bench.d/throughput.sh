# shellcheck shell=bash
# shellcheck disable=SC2154  # scripts/bench sets the variables
# Requests per second, beside a minimal C program (limit.c), and the bounds for their ratio.

# Serves both through the same nginx with the same settings: only the upstream differs.
serve_limit() {
  sed -n '/^upstream marquee {/,/^}/p' "$work/nginx/marquee.conf" |
    sed -e 's/upstream marquee/upstream limit/' -e "s|$server_socket|$work/limit.sock|" \
      >"$work/nginx/limit-upstream.conf"
  sed -i '/^server {/i include limit-upstream.conf;' "$work/nginx/marquee.conf"
  cat >>"$work/nginx/marquee-site.conf" <<'END'
location ^~ /limit/ {
  include marquee-fastcgi.conf;
  fastcgi_pass limit;
}
END
}

build_limit() {
  local flags
  read -ra flags <<<"$(pkg-config --cflags --libs libmariadb libcrypto libxcrypt)"
  # OpenSSL's current interface costs more than the hash of a token.
  gcc -O3 -march=native -Wno-deprecated-declarations -o "$work/limit" scripts/bench.d/limit.c \
    -lfcgi -lpthread "${flags[@]}" || fail "limit.c cannot be compiled"
}

# start_limit USER: its tables are its own, so that it stays the same when Marquee's change.
start_limit() {
  sql <<END
DROP DATABASE IF EXISTS yardstick;
CREATE DATABASE yardstick;
USE yardstick;
CREATE TABLE users (id BIGINT PRIMARY KEY, username VARCHAR(64) NOT NULL, email VARCHAR(255) NOT NULL);
CREATE TABLE events (
  id BIGINT PRIMARY KEY AUTO_INCREMENT, user_id BIGINT NOT NULL, movie_id BIGINT NOT NULL,
  kind ENUM('view', 'select', 'recommend', 'rate') NOT NULL, created_at DATETIME(6) NOT NULL, KEY (user_id, id));
INSERT INTO users VALUES ($1, 'bencher', 'bencher@example.com');
INSERT INTO events (user_id, movie_id, kind, created_at) SELECT $1, seq, 'view', NOW(6) FROM seq_1_to_200;
END
  curl -sS "$address/init" | python3 -c 'import json, sys
for movie in json.load(sys.stdin)["result"]: print(json.dumps(movie, ensure_ascii=False)[1:-1])' >"$work/movies"
  # In the plain accept loop a kept connection holds a thread: as many as nginx may open.
  start limit "$logs/limit.log" "$work/limit" $((4 * connections)) "$work/limit.sock" "$work/models/EASE.marquee" \
    "$work/movies" "$secrets/jwt" "$database_socket"
  wait_until 10 test -S "$work/limit.sock" || {
    log_tail "$logs/limit.log"
    fail "limit does not start"
  }
}

row() { printf '%-31s %9s %8s %8s   %9s %8s %8s   %6s %6s  %s\n' "$@"; }

# missed VALUE SIGN BOUND: prints "missed" if the value is on the wrong side of the bound.
missed() {
  awk -v value="$1" -v sign="$2" -v bound="$3" \
    'BEGIN { if (sign == "<" ? value > bound : value < bound) print "missed" }'
}

# The median of the numbers on standard input, one per line.
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# compare BOUND NAME LIMIT METHOD PATH [BODY]: prints a row of medians. Each round first sends the same request to the
# C program at its path LIMIT, unless that is `-`. Leaves the requests per second in `rate`.
compare() {
  local bound=$1 name=$2 limit=$3 method=$4 path=$5 body=${6-} round side column errors unanswered ratio=- note=
  local -a all=()
  : >"$work/own"
  : >"$work/limit.figures"
  for ((round = 0; round < rounds; round++)); do
    [[ $limit == - ]] || ask "$seconds" "$method" "/limit/$limit" "$body" >>"$work/limit.figures"
    ask "$seconds" "$method" "$path" "$body" >>"$work/own"
  done
  for side in own limit.figures; do
    for column in 1 2 3; do all+=("$(awk -v c="$column" '{ print $c }' "$work/$side" | median)"); done
  done
  rate=${all[0]}
  if [[ $limit != - ]]; then
    ratio=$(paste -d ' ' "$work/own" "$work/limit.figures" | awk '{ printf "%.2f\n", $1 / $7 }' | median)
    [[ $bound == - ]] || note=$(missed "$ratio" '>' "$bound")
  fi
  read -r errors unanswered < <(awk '{ e += $4; m += $5 } END { print e, m }' "$work/own" "$work/limit.figures")
  [[ $errors == 0 && $unanswered == 0 ]] || note+=" ($errors answers were errors, $unanswered were lost)"
  row "$name" "${all[@]}" "$ratio" "$bound" "$note"
}

# Two at once, so that on two cores neither waits for the other.
compare_logins() {
  local own limit ratio
  limit=$("$work/limit" --bcrypt "$((2 * seconds))")
  read -r own _ < <(
    connections=2 ask_precisely "$((2 * seconds))" POST /api/auth/login \
      '{"username":"bencher","password":"a long password"}'
  )
  ratio=$(awk "BEGIN { printf \"%.2f\", $own / $limit }")
  row "log in, two at once" "$own" - - "$limit" - - "$ratio" .97 "$(missed "$ratio" '>' .97)"
}

# ask_precisely: `ask` for a request that is answered a few times per second.
ask_precisely() { ask "$@" | awk -v seconds="$1" '{ printf "%.2f\n", $6 / seconds }'; }

measure_throughput() {
  local token user events rate saved recorded memory
  run_step "Training NeuralMF and DeepFM" "$logs/train.log" \
    "$bin/marquee-train" fit NeuralMF DeepFM --config "$work/train.conf"
  build_limit
  start_server auto
  token=$(register bencher)
  user=$(curl -sS -H "Authorization: Bearer $token" "$address/api/auth/user" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["user"]["id"])')
  # A history, for lists.
  export TOKEN=$token
  events=$(for ((i = 1; i <= 200; i++)); do printf '{"movie_id":%d},' "$i"; done)
  curl -sS -o /dev/null -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d "{\"interactions\":[${events%,}]}" "$address/api/interactions/batch"
  start_limit "$user"
  ask 1 GET /api/health >/dev/null
  ask 1 GET /limit/health >/dev/null

  say
  say "Through nginx, $connections connections, medians of $rounds rounds of $seconds s, $(nproc) cores shared by all:"
  say
  row '' Marquee 'p50 ms' 'p99 ms' 'limit' 'p50 ms' 'p99 ms' ratio wanted ''
  unset TOKEN
  compare .95 "health" health GET /api/health
  compare .95 "recommend, EASE, 20 movies" recommend POST /api/recommend "$recommend"
  compare - "recommend, ItemKNN, 20 movies" - POST /api/recommend "$knn"
  compare - "recommend, auto, 20 movies" - POST /api/recommend "${recommend/EASE/auto}"
  compare - "catalogue (/init)" - GET /init
  export TOKEN=$token
  compare .9 "current user" user GET /api/auth/user
  compare .9 "list 50 interactions" interactions GET /api/interactions
  compare .7 "save interaction" interactions POST /api/interactions "$view"
  saved=$rate
  compare - "recommend, signed in, recorded" - POST /api/recommend "$recommend"
  recorded=$rate
  unset TOKEN
  compare_logins
  memory=$(proportional "$(running server)" | awk '{ printf "%.1f", $1 / 1024 }')
  say
  say "  Recorded recommendations per save: $(awk "BEGIN { printf \"%.2f\", $recorded / $saved }") (bound: 1)" \
    "$(missed "$recorded" '>' "$saved")"
  say "  Proportional memory of master and workers with four models at the end: $memory MiB (bound: 30)" \
    "$(missed "$memory" '<' 30)"
  stop limit KILL 5
  stop server TERM 40
}

# proportional PID: proportional memory of a process and its descendants, in kB.
proportional() {
  local process sum=0
  for process in "$1" $(descendants "$1"); do sum=$((sum + $(field "/proc/$process/smaps_rollup" Pss))); done
  printf '%s\n' "$sum"
}
