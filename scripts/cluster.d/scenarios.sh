# shellcheck shell=bash
# shellcheck disable=SC2154  # scripts/cluster sets the variables
# Faults of the machines under load, and what clients saw.

# shellcheck disable=SC2016  # Markdown
declare -A title=(
  [upgrade]='rolling upgrade of schema, programs and MariaDB'
  [writer]='`kill -9` of the MariaDB that takes changes'
  [node]='`kill -9` of all of its machine, back after 20 s'
  [silence]='its packets are dropped for 20 s'
  [split]='cut off from the other machines for 20 s'
  [lost]='another machine comes back with an empty disk'
)

do_try() {
  local scenario status=0
  if [[ " ${scenarios[*]} " == *" upgrade "* ]]; then
    get_older
    build_site "$older/.build/release" "$older/sql"
  else
    build_site "$programs" "$root/sql"
  fi
  : >"$work/table"
  for scenario in "${scenarios[@]}"; do
    say "· ${title[$scenario]}"
    try_scenario "$scenario" || status=1
  done
  say
  say "| fault | requests | failed: public | own | writes | acknowledged: unseen | lost | pause: public | writes |"
  say "|---|---|---|---|---|---|---|---|---|"
  cat -- "$work/table"
  return "$status"
}

# get_older: builds the commit before the newest migration, once.
get_older() {
  [[ -z $older ]] || return 0
  local commit
  commit=$(git log -1 --format=%H -- sql)^
  older=$root/.run/older/$(git rev-parse "$commit")
  [[ ! -x $older/.build/release/marquee-server ]] || return 0
  need_packages "${build_packages[@]}"
  need_swift
  mkdir -p -- "$older"
  git archive "$commit" | tar -x -C "$older"
  run_step "Building the older release" "$logs/older.log" \
    swift build -c release --static-swift-stdlib --package-path "$older" "${for_this_processor[@]}"
}

# try_scenario NAME: adds its row to the table. Fails if a promise was broken.
try_scenario() {
  local victim fault_at cells lost status=0
  start load "$logs/load.log" "${front[@]}" \
    python3 -B "$root/scripts/cluster.d/load.py" "${address[front]}" "$work"
  sleep 5
  victim=$(writer)
  fault_at=$(date +%s.%3N)
  "fault_$1"
  wait_until 120 are_together || broken "the nodes do not come together again"
  wait_until 30 are_up ready || broken "a machine does not become ready again"
  wait_until 30 are_up database || broken "HAProxy does not take a node again"
  # What clients see of a machine that comes back, and of one that is there again.
  sleep 8
  stop load TERM 40
  lost=$(count_lost)
  ((lost == 0)) || broken "acknowledged changes were lost"
  wait_until 30 are_equal || broken "the nodes differ"
  cells=$(python3 -B "$root/scripts/cluster.d/figures.py" "$work/requests" "$fault_at" "$lost") ||
    broken "something was not served at the end"
  printf '| %s | %s |\n' "${title[$1]}" "$cells" >>"$work/table"
  return "$status"
}

broken() {
  say "  $1"
  status=1
}

# count_lost: acknowledged changes that a node does not have.
count_lost() {
  local name
  sort "$work/acknowledged" >"$work/acknowledged.sorted"
  for name in "${nodes[@]}"; do
    sql_of "$name" marquee -e 'SELECT LOWER(HEX(event_id)) FROM events' | sort | comm -23 "$work/acknowledged.sorted" -
  done | sort -u | wc -l
}

# are_equal: all tables are the same on all nodes, each of which answers.
are_equal() {
  local tables name sums first=
  tables=$(sql_of n1 -e "SELECT CONCAT('marquee.', table_name) FROM information_schema.tables
    WHERE table_schema = 'marquee' AND table_type = 'BASE TABLE'" | paste -s -d ,)
  [[ -n $tables ]] || return
  for name in "${nodes[@]}"; do
    sums=$(sql_of "$name" -e "CHECKSUM TABLE $tables") || return
    first=${first:-$sums}
    [[ $sums == "$first" ]] || return
  done
}

fault_writer() {
  in_machine "$victim" kill -KILL "$(<"$work/$victim/running/mariadb")"
  sleep 20
}

fault_node() {
  kill_node "$victim"
  sleep 20
  start_node "$victim"
}

fault_silence() {
  local other
  for other in front $(others "$victim"); do sever "$victim" "$other"; done
  sleep 20
  heal
}

fault_split() {
  local other
  for other in $(others "$victim"); do sever "$victim" "$other"; done
  sleep 20
  heal
}

fault_lost() {
  # Not the machine that trains, whose models are nowhere else from the beginning.
  victim=$(others "$victim" | tail -n 1)
  kill_node "$victim"
  rm -rf -- "${work:?}/$victim/database" "$work/$victim/models"
  mkdir -- "$work/$victim/database" "$work/$victim/models"
  sleep 10
  start_node "$victim"
}

# Schema first: old programs can use the new one. The machine that takes the changes comes last, so that they move once.
fault_upgrade() {
  local name proxy
  write_configurations "$programs" "$root/sql"
  run_step "Applying migrations" "$logs/migrate.log" \
    "${front[@]}" "$programs/marquee-ctl" migrate --config "$work/admin.conf"
  for name in $(others "$victim") "$victim"; do
    ask_haproxy "set server ready/$name state drain" >/dev/null
    ask_haproxy "set server alive/$name state drain" >/dev/null
    wait_until 30 is_drained "$name" || broken "$name still has requests"
    ask_haproxy "set server database/$name state maint" >/dev/null
    ask_haproxy "shutdown sessions server database/$name" >/dev/null
    unwant "$name" pool TERM
    unwant "$name" mariadb TERM
    use_programs "$name" "$programs"
    want "$name" mariadb pool
    wait_until 120 is_synced "$name" || broken "MariaDB of $name does not come back"
    for proxy in database ready alive; do ask_haproxy "set server $proxy/$name state ready" >/dev/null; done
    wait_until 60 are_up ready || broken "$name does not become ready again"
  done
}

is_drained() { [[ $(servers 5 ready | grep "^$1 ") == "$1 0" ]]; }

# others NODE: the other two.
others() {
  local name
  for name in "${nodes[@]}"; do [[ $name == "$1" ]] || printf '%s\n' "$name"; done
}
