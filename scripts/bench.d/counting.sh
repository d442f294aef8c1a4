# shellcheck shell=bash
# shellcheck disable=SC2154  # scripts/bench sets the variables
# What it takes to count the statistics by number of interactions, and what others notice of it.

measure_counting() {
  local count
  say
  say "Interactions of users with 100 each, with 20,000 movies. 'first' is a count of everything, 'next' one after 10,000"
  say "more interactions of as many users, in seconds, the median of $counting_rounds. Bytes of disk per interaction: the"
  say "history, the current ratings, and what the statistics hold of them. Beside: the p99 in ms of two clients in windows"
  say "of 2 s, without a count and with one, as medians, and their ratio (bound: 1.3). Before each window, MariaDB writes"
  say "the pages that were changed until then."
  say "MariaDB keeps $memory MiB in memory."
  say
  printf '%13s %9s %8s %8s %8s %8s   %s\n' interactions first next history ratings counted 'beside'
  for count in ${rows//,/ }; do count_among "$count"; done
}

counting_rounds=9

# count_among INTERACTIONS
count_among() {
  local token first situation round
  sql -e 'DROP DATABASE IF EXISTS marquee; CREATE DATABASE marquee CHARACTER SET utf8mb4'
  "$bin/marquee-ctl" migrate --config "$work/migrate.conf" >"$logs/migrate.log"
  say "· Filling the tables" >&2
  fill_histories "$1"
  start_server auto
  wait_until 3600 is_counted_after 0 || fail "the statistics are not counted"
  first=$(last_count)
  token=$(register counter)
  export TOKEN=$token
  rm -f -- "$work"/beside.* "$work/next"
  for ((round = 0; round < counting_rounds; round++)); do
    for situation in without with; do
      [[ $situation == without ]] || add_new "$1"
      settle
      [[ $situation == without ]] || start_count
      connections=1 ask 2 POST /api/interactions "$view" | awk '{ print $3 }' >>"$work/beside.save.$situation" &
      connections=1 ask 2 GET /api/auth/user | awk '{ print $3 }' >>"$work/beside.read.$situation"
      wait $!
      [[ $situation == without ]] || {
        wait_until 600 is_counted_after "$counted_before" || fail "the statistics are not counted"
        last_count >>"$work/next"
      }
    done
  done
  unset TOKEN
  stop server TERM 40
  printf '%13s %9s %8s %8s %8s %8s   %s\n' "$1" "$first" "$(median <"$work/next")" "$(bytes_each "$1" interactions)" \
    "$(bytes_each "$1" ratings)" "$(bytes_each "$1" counted_movies recent_visits movie_tallies)" \
    "$(besides save), $(besides read)"
}

# add_new INTERACTIONS: of as many users, as if they had been saved a minute ago.
add_new() {
  sql marquee -e "INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at)
    SELECT 1 + FLOOR(RAND() * $1 / 100), 1 + FLOOR(POW(RAND(), 3) * 20000), 'rate', 1 + seq % 10, NOW(6)
    FROM seq_1_to_10000;
    INSERT INTO ratings SELECT user_id, movie_id, half_stars, created_at FROM interactions
    ORDER BY interactions.id DESC LIMIT 10000
    ON DUPLICATE KEY UPDATE half_stars = VALUE(half_stars), rated_at = VALUE(rated_at)"
  # What a minute later is known: no transaction was open, so nothing can be missing.
  sql marquee -e 'UPDATE statistics_progress
    SET counted_up_to = (SELECT MAX(id) - 10000 FROM interactions), counted_changes_up_to = seen_changes_up_to'
}

# settle: writes the pages that were changed so far, which would disturb the next window.
settle() {
  sql -e 'SET GLOBAL innodb_io_capacity = 20000; SET GLOBAL innodb_max_dirty_pages_pct = 0'
  wait_until 300 is_settled || fail "MariaDB does not write its pages"
  sql -e 'SET GLOBAL innodb_max_dirty_pages_pct = DEFAULT; SET GLOBAL innodb_io_capacity = DEFAULT'
}

is_settled() { (($(sql -e "SHOW GLOBAL STATUS LIKE 'innodb_buffer_pool_pages_dirty'" | cut -f 2) < 100)); }

start_count() {
  counted_before=$(sql marquee -e 'SELECT version FROM statistics')
  sql marquee -e 'UPDATE statistics SET is_due = TRUE'
}

last_count() { sql marquee -e 'SELECT ROUND(duration / 1e6, 2) FROM statistics'; }

# besides NAME: p99 without a count, with one, and the ratio.
besides() {
  local without with ratio
  without=$(median <"$work/beside.$1.without")
  with=$(median <"$work/beside.$1.with")
  ratio=$(awk "BEGIN { printf \"%.2f\", $with / $without }")
  printf '%s %s %s: %s %s' "$1" "$without" "$with" "$ratio" "$(missed "$ratio" '<' 1.3)"
}

# bytes_each INTERACTIONS TABLE...: of disk.
bytes_each() {
  local names
  names=$(printf ",'marquee/%s'" "${@:2}")
  sql -e "SELECT SUM(allocated_size) DIV $1 FROM information_schema.innodb_sys_tablespaces WHERE name IN (${names:1})"
}

# fill_histories INTERACTIONS: in the order of users, a million at a time.
fill_histories() {
  local start end
  sql marquee -e "INSERT INTO movies (id, title) SELECT seq, seq FROM seq_1_to_20000;
    INSERT INTO users (id, created_at) SELECT seq, '2024-01-01' FROM seq_1_to_$((($1 + 99) / 100))"
  for ((start = 0; start < $1; start += 1000000)); do
    end=$((start + 1000000 < $1 ? start + 1000000 : $1))
    sql marquee -e "SET unique_checks = 0, foreign_key_checks = 0;
      INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at)
      SELECT 1 + seq DIV 100, 1 + FLOOR(POW(CRC32(seq) / 4294967296, 3) * 20000),
        IF(seq % 10 < 8, 'rate', IF(seq % 10 = 8, 'view', 'select')), IF(seq % 10 < 8, 1 + seq % 10, NULL),
        NOW(6) - INTERVAL CRC32(seq + 0.5) % 63072000 SECOND
      FROM seq_${start}_to_$((end - 1));
      INSERT INTO ratings (user_id, movie_id, half_stars, rated_at)
      SELECT user_id, movie_id, half_stars, created_at FROM interactions FORCE INDEX (PRIMARY)
      WHERE user_id > $((start / 100)) AND user_id <= $(((end + 99) / 100)) AND kind = 'rate' ORDER BY user_id, id
      ON DUPLICATE KEY UPDATE half_stars = VALUES(half_stars), rated_at = VALUES(rated_at)"
  done
}
