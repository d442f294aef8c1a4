# shellcheck shell=bash
# shellcheck disable=SC2154  # scripts/bench sets the variables
# The plan of every statement that the server runs for a request, on a million interactions. The statements come from
# MariaDB's log, so that none is missing or differs.

measure_plans() {
  local token duration
  start_server 1
  say "· Filling up to a million interactions"
  fill_tables >/dev/null
  token=$(register planner)
  sql marquee -e "INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at)
    SELECT (SELECT MAX(id) FROM users), 1 + seq % 1682, ELT(1 + seq % 4, 'view', 'select', 'recommend', 'rate'),
      IF(seq % 4 = 3, 8, NULL), NOW(6) - INTERVAL seq MINUTE FROM seq_1_to_3000; ANALYZE TABLE interactions" >/dev/null
  # Counted once before, so that the new rows are in memory.
  count_statistics
  sql -e "SET GLOBAL log_output = 'TABLE', general_log = ON"
  ask_everything >/dev/null
  count_statistics
  sql -e 'SET GLOBAL general_log = OFF'
  stop server TERM 40
  duration=$(sql marquee -e 'SELECT duration DIV 1000 FROM statistics')
  say
  say "The plan of each statement, with $(sql marquee -e 'SELECT COUNT(*) FROM interactions') interactions:"
  say
  explain_all
  say
  say "  The last statements, which count the statistics, took $duration ms beside all others."
}

# Makes the statistics due, as an import does; the server counts them within a second.
count_statistics() {
  local before
  before=$(sql marquee -e 'SELECT version FROM statistics')
  sql marquee -e 'UPDATE statistics SET is_due = TRUE'
  wait_until 120 is_counted_after "$before"
}

is_counted_after() { (($(sql marquee -e 'SELECT version FROM statistics') > $1)); }

# The movies are those of MovieLens 100K. The ids of the users are none that the import uses.
fill_tables() {
  sql marquee <<'END'
INSERT INTO users (id, created_at) SELECT 1000000 + seq, '2026-01-01' FROM seq_1_to_9000;
INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at)
SELECT 1000001 + FLOOR(9000 * POW(RAND(1), 2)), 1 + FLOOR(1682 * POW(RAND(2), 2)),
  ELT(1 + seq % 4, 'view', 'select', 'recommend', 'rate'), IF(seq % 4 = 3, 1 + FLOOR(10 * RAND(3)), NULL),
  NOW(6) - INTERVAL FLOOR(30000000 * RAND(4)) SECOND
FROM seq_1_to_900000;
INSERT INTO ratings (user_id, movie_id, half_stars, rated_at)
SELECT user_id, movie_id, MAX(half_stars), MAX(created_at) FROM interactions
WHERE kind = 'rate' AND user_id > 1000000 GROUP BY user_id, movie_id;
ANALYZE TABLE users, movies, interactions, ratings;
END
}

# call METHOD PATH [BODY]: a request of the user of $token.
call() {
  local json=()
  [[ -z ${3-} ]] || json=(-H 'Content-Type: application/json' -d "$3")
  curl -sS -m 60 -X "$1" -H "Authorization: Bearer $token" "${json[@]}" "$address$2"
}

# Every route that reads or writes the database, with every parameter that changes its statements.
ask_everything() {
  local answer id refresh event=919108f7-52d1-4320-9bac-f847db4148a8
  local rate='"movie_id":50,"interaction_type":"rate","rating":4'
  call POST /api/interactions "$view"
  answer=$(call POST /api/interactions "{$rate,\"event_id\":\"$event\"}")
  [[ $answer =~ \"id\":([0-9]+) ]] || fail "the interaction was not saved: $answer"
  id=${BASH_REMATCH[1]}
  call POST /api/interactions "{$rate,\"event_id\":\"$event\"}"
  call POST /api/interactions/batch "{\"interactions\":[{$rate},$view,{$rate,\"event_id\":\"${event/9/8}\"}]}"
  for query in '' '&type=rate' '&movie_id=50' '&type=view&movie_id=51'; do
    call GET "/api/interactions?limit=2$query"
    call GET "/api/interactions?limit=2&cursor=1000000$query"
  done
  call GET "/api/interactions/$id"
  call PATCH "/api/interactions/$id" '{"rating":3}'
  answer=$(call POST /api/interactions "{$rate}")
  [[ $answer =~ \"id\":([0-9]+) ]] && call DELETE "/api/interactions/${BASH_REMATCH[1]}"
  call GET "/api/ratings?limit=2"
  call GET "/api/ratings?limit=2&cursor=1795428930000000.50"
  call PUT /api/movies/50/rating '{"rating":2}'
  call DELETE /api/movies/51/rating
  call POST /api/recommend "$recommend"
  for path in recommendations recommendations/history recommendations/history?cursor=5 trending popular stats \
    movies movies/50 health/ready; do call GET "/api/$path"; done
  answer=$(post /api/auth/login '{"username":"planner","password":"a long password"}')
  [[ $answer =~ \"refresh_token\":\"([^\"]+) ]] || fail "cannot log in: $answer"
  refresh=${BASH_REMATCH[1]}
  post /api/auth/login '{"email":"planner@example.com","password":"wrong password"}'
  post /api/auth/refresh "{\"refresh_token\":\"$refresh\"}"
  call GET /api/auth/sessions
  call GET /api/auth/user
  call PATCH /api/auth/user '{"age":30}'
  call POST /api/auth/export '{"password":"a long password"}'
  token=$(register leaver)
  call DELETE /api/auth/user '{"password":"a long password"}'
}

# One statement of each form, with MariaDB's plan for each of its tables.
explain_all() {
  local statement
  sql -r mysql -e "SELECT REPLACE(CONVERT(argument USING utf8mb4), '\n', ' ') FROM general_log
      WHERE command_type = 'Execute' ORDER BY event_time, thread_id" |
    awk '{ form = $0; gsub(/X?\047[^\047]*\047|-?[0-9]+/, "?", form); gsub(/(\(\?[?, ]*\)(, )?)+/, "(?)", form) }
      !seen[form]++' >"$work/statements"
  while IFS= read -r statement; do
    # An INSERT of values reads nothing. The log has some statements without their values.
    [[ $statement != INSERT*VALUES* ]] || continue
    statement=${statement//[?]/1}
    say "  $(tr -s ' ' <<<"${statement:0:300}")"
    sql marquee -e "EXPLAIN $statement" |
      awk -F '\t' '{ printf "      %-24s %-8s %-20s %9s rows  %s\n", $3, $4, $6, $9, $10 }'
  done <"$work/statements"
}
