# shellcheck shell=bash
# shellcheck disable=SC2154  # scripts/cluster sets the variables
# The site on the machines of machines.sh.

run_step() {
  local title=$1 log=$2
  step "$@" || {
    log_tail "$log"
    fail "$title: failed"
  }
}

# The scripts with which a node sends a copy of itself are in the package mariadb-server, which would also install a
# service.
get_galera_scripts() {
  local folder=$root/.run/galera
  if [[ ! -x $folder/usr/bin/wsrep_sst_mariabackup ]]; then
    mkdir -p -- "$folder"
    # shellcheck disable=SC2016  # it is the inner shell that expands
    run_step "Downloading the scripts of Galera" "$logs/galera.log" \
      bash -c 'cd "$0" && apt-get download mariadb-server && dpkg -x mariadb-server_*.deb . && rm mariadb-server_*.deb' \
      "$folder"
  fi
  PATH=$PATH:$folder/usr/bin
}

# prepare_node NAME: its folder, with the files that a real machine has in /etc.
prepare_node() {
  local folder=$work/$1 name
  mkdir -p -- "$folder"/{models,learned,logs,wanted,running,temporary,database}
  sed "s/^\(wsrep_node_address = \).*/\1${address[$1]}/" "$examples/galera.cnf" >"$folder/galera.cnf"
  {
    printf '\n# What Debian sets on a real machine.\n[mariadb]\n'
    printf '%s\n' "datadir = $folder/database" "socket = $folder/database.sock" "pid_file = $folder/mariadb.pid" \
      "tmpdir = $folder/temporary" 'user = root' 'wsrep_sst_auth = root:'
    # Logs of copies stay in the folder.
    printf '[sst]\nsst-log-archive = 0\n'
  } >>"$folder/galera.cnf"
  cp -- "$examples/marquee.conf" "$folder/marquee.conf"
  "$root/scripts/lib/nginx-site" --no-limits "$folder/nginx" 80 "unix:$folder/marquee.sock"
  sed -i 's/listen 127.0.0.1:80;/listen 80;/' "$folder/nginx/marquee.conf"
  # On a real machine nginx.conf includes conf.d.
  cat -- "$examples/nginx-balancer.conf" >>"$folder/nginx/marquee.conf"
  sed "s|^path = .*|path = $folder/models|; s/^[ug]id = .*/#&/" "$examples/rsyncd.conf" >"$folder/rsyncd.conf"
  if [[ $1 != "${nodes[0]}" ]]; then
    {
      printf '#!/bin/sh\n'
      cat -- "$examples/models-from"
      sed -n 's/^ExecStart=//p' "$root/scripts/packaging/marquee-models.service"
    } | sed "s|/var/lib/marquee/models|$folder/models|" >"$folder/fetch-models"
    chmod 755 "$folder/fetch-models"
  fi
}

# use_programs NODE FOLDER: with what is another place than on a real machine, as environment variables.
use_programs() {
  local folder=$work/$1
  ln -sfn -- "$2" "$folder/programs"
  known_settings "$2" "database_password_file = $work/secrets/marquee" "jwt_secret_file = $work/secrets/jwt" \
    "socket = $folder/marquee.sock" "scoreboard = $folder/scoreboard" "models = $folder/models" \
    "learned_models = $folder/learned" "allow_root = true" "workers = 2" |
    sed -E 's/^([a-z_]+) = /MARQUEE_\U\1\E=/' >"$folder/places"
}

# known_settings PROGRAMS SETTING...: prints those that this release knows.
known_settings() {
  local keys setting
  keys=$("$1/marquee-ctl" check-config --keys)
  for setting in "${@:2}"; do
    ! grep -qx "${setting%% *}" <<<"$keys" || printf '%s\n' "$setting"
  done
}

# create_accounts: as README says.
create_accounts() {
  local name
  for name in marquee marquee_train marquee_admin; do
    [[ $name == marquee_admin ]] && rights='ALL PRIVILEGES' || rights=SELECT
    [[ $name != marquee ]] || rights='SELECT, INSERT, UPDATE, DELETE'
    printf "CREATE USER '%s'@'198.51.100.%%' IDENTIFIED BY '%s';\n" "$name" "$(<"$work/secrets/$name")"
    printf "GRANT %s ON marquee.* TO '%s'@'198.51.100.%%';\n" "$rights" "$name"
  done
  printf "CREATE USER haproxy@'198.51.100.%%';\n"
}

# write_configurations PROGRAMS MIGRATIONS: of the trainer and the administrator, whose programs run beside HAProxy.
write_configurations() {
  local name
  for name in train admin; do
    known_settings "$1" "database_host = ${address[front]}" "database_user = marquee_$name" \
      "database_password_file = $work/secrets/marquee_$name" "models = $work/${nodes[0]}/models" \
      "learned_models = $work/${nodes[0]}/learned" "migrations = $2" >"$work/$name.conf"
  done
}

# build_site PROGRAMS MIGRATIONS: everything, from empty folders.
build_site() {
  local programs=$1 migrations=$2 name first=${nodes[0]}
  mkdir -p -- "$work/secrets"
  for name in jwt marquee marquee_train marquee_admin; do
    (umask 077 && head -c 48 /dev/urandom | base64 -w 0 >"$work/secrets/$name")
  done
  for name in "${nodes[@]}"; do
    prepare_node "$name"
    use_programs "$name" "$programs"
  done
  # shellcheck disable=SC2034  # for database.sh
  database=$work/$first/database
  create_database "$logs/install.log" normal || fail "MariaDB cannot be installed in $work"
  start_front
  start_haproxy
  say "· Starting three nodes of MariaDB"
  for name in "${nodes[@]}"; do
    start_node "$name"
    [[ $name != "$first" ]] || : >"$work/$name/bootstrap"
    want "$name" mariadb
    wait_until 120 is_synced "$name" || {
      log_tail "$work/$name/logs/mariadb.log"
      fail "MariaDB of $name does not become part of the cluster"
    }
    [[ $name != "$first" ]] || create_accounts | sql_of "$first"
  done
  wait_until 30 has_writer || fail "HAProxy finds no MariaDB that takes changes"
  write_configurations "$programs" "$migrations"
  front=(nsenter --target "$(first_process front)" --net --)
  run_step "Applying migrations" "$logs/migrate.log" \
    "${front[@]}" "$programs/marquee-ctl" migrate --config "$work/admin.conf"
  run_step "Importing MovieLens 100K" "$logs/import.log" \
    "${front[@]}" "$programs/marquee-ctl" import --config "$work/admin.conf" --data "$data"
  run_step "Training EASE and ItemKNN" "$logs/train.log" \
    "${front[@]}" "$programs/marquee-train" fit EASE ItemKNN --config "$work/train.conf"
  for name in "${nodes[@]}"; do
    want "$name" pool nginx
    if [[ $name == "$first" ]]; then want "$name" rsync; else want "$name" fetch; fi
  done
  wait_until 60 are_up ready || fail "not all machines become ready" "The logs are in $work (with --keep)."
}

has_writer() { servers 18 database | grep ' UP' >/dev/null; }

do_up() {
  local name
  [[ -z $(ip -4 route show 198.51.100.0/24) ]] ||
    fail "this machine has the network 198.51.100.0/24 already, perhaps by another scripts/cluster up"
  build_site "$programs" "$root/sql"
  # The first address of the network is this machine's.
  # shellcheck disable=SC2034  # for `finish`
  has_cable=yes
  ip link add marquee-cluster type veth peer name outside netns "$(first_process front)"
  ip address add 198.51.100.1/24 dev marquee-cluster
  ip link set marquee-cluster up
  in_network front ip link set outside master switch up
  say
  say "The site, through HAProxy:  http://${address[front]}"
  for name in "${nodes[@]}"; do
    say "Machine $name:                 http://${address[$name]}  (its files and logs: $work/$name)"
  done
  say "A shell on a machine:       nsenter --target \$(pgrep -P $(running n1)) --mount --pid --net  (n1)"
  say "MariaDB of a machine:       mariadb --no-defaults --user=root --socket=$work/n1/database.sock"
  say
  say "Ctrl-C stops and removes everything."
  sleep infinity &
  staying=$!
  wait "$staying"
}
