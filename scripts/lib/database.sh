# shellcheck shell=bash
# shellcheck disable=SC2154  # what the caller sets is said below
# A private MariaDB: own data directory and Unix socket, no network, no systemd, no system configuration.
#
# The caller sets `records` (processes.sh), `database` (data directory) and `database_socket`.

# mariadb-install-db runs mariadbd, which lies outside an ordinary user's PATH.
PATH=$PATH:/usr/sbin:/sbin

# A server deletes the temporary tables (`#sql…`) in its temporary folder when it starts. In a shared folder they may
# belong to another running server. The folder is in the environment, since mariadb-install-db splits an option with
# spaces.
with_own_temporary_folder() {
  mkdir -p -- "$database.tmp"
  TMPDIR=$database.tmp "$@"
}

# mariadbd runs as root only if told so.
mariadb_user() { ! is_root || printf -- '--user=root\n'; }

# create_database LOG AUTHENTICATION: with `socket` this system user is the only administrator, with `normal` it is root
# without a password.
create_database() {
  local log=$1 authentication=$2 user
  user=$(mariadb_user)
  # Created beside its final place, so that an interrupted installation is not taken for a complete one.
  rm -rf -- "$database" "$database.new"
  mkdir -p -- "$(dirname "$database")"
  # From within the folder: mariadb-install-db splits a path with spaces.
  with_own_temporary_folder step "Creating a private MariaDB" "$log" env -C "$(dirname "$database")" \
    mariadb-install-db --no-defaults --datadir="./$(basename "$database").new" \
    --auth-root-authentication-method="$authentication" --auth-root-socket-user="$(id -un)" --skip-test-db \
    ${user:+"$user"} || return
  mv -- "$database.new" "$database"
}

start_database() {
  local log=$1 user
  user=$(mariadb_user)
  with_own_temporary_folder start mariadb "$log" mariadbd --no-defaults --datadir="$database" \
    --socket="$database_socket" --skip-networking --pid-file="$database/mariadbd.pid" \
    --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci --max-connections=500 \
    --innodb-buffer-pool-size="${database_memory:-128M}" "${database_options[@]}" \
    ${user:+"$user"} &&
    wait_until 60 database_answers_or_ended && is_running mariadb
}

database_options=()

# sql: runs statements from standard input as the administrator.
sql() {
  mariadb --no-defaults --socket="$database_socket" --user="${database_administrator:-$(id -un)}" \
    --batch --skip-column-names "$@"
}

database_answers_or_ended() { has_ended mariadb || sql -e 'SELECT 1' >/dev/null 2>&1; }

stop_database() { stop mariadb TERM 60; }
