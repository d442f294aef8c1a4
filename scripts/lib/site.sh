# shellcheck shell=bash
# shellcheck disable=SC2154  # what the caller sets is listed below
# A site in a folder: configuration, accounts, the pool and nginx. scripts/run and scripts/bench share it.
#
# The caller sets `root`, `bin`, `site` (the folder), `server_socket`, and what processes.sh and database.sh need.

# nginx lies outside an ordinary user's PATH.
PATH=$PATH:/usr/sbin:/sbin

secrets=$site/secrets
models=$site/models
logs=$site/logs
server_settings=()

# secret FILE: 48 random bytes as text, made once and readable by this user only.
secret() { [[ -s $1 ]] || (umask 077 && head -c 48 /dev/urandom | base64 -w 0 >"$1"); }

# configure: writes the configuration of the three programs. Each has a database account that may do only what it needs.
# Lines of `server_settings` go to the server's file.
configure() {
  local account
  mkdir -p -- "$secrets" "$models" "$logs"
  secret "$secrets/jwt"
  for account in server train migrate; do secret "$secrets/$account.password"; done
  shared_settings migrate >"$site/migrate.conf"
  shared_settings train >"$site/train.conf"
  {
    shared_settings server
    printf 'socket = %s\n' "$server_socket"
    printf 'scoreboard = %s\n' "$site/scoreboard"
    printf 'jwt_secret_file = %s\n' "$secrets/jwt"
    ! is_root || printf 'allow_root = true\n'
    ((${#server_settings[@]} == 0)) || printf '%s\n' "${server_settings[@]}"
  } >"$site/marquee.conf"
}

# shared_settings ACCOUNT
shared_settings() {
  cat <<END
# Written by scripts/$(basename "$0") at each start, which overwrites changes.
database_socket = $database_socket
database_name = marquee
database_user = marquee_$1
database_password_file = $secrets/$1.password
models = $models
learned_models = $site/learned
migrations = $root/sql
END
}

# create_schema: the schema, and the accounts of the three programs.
create_schema() {
  {
    printf 'CREATE DATABASE IF NOT EXISTS marquee CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;\n'
    account migrate "ALL PRIVILEGES"
    account server "SELECT, INSERT, UPDATE, DELETE"
    account train "SELECT"
  } | sql
}

# account NAME RIGHTS: statements that create it, or give it its password and rights again.
account() {
  printf "CREATE USER IF NOT EXISTS 'marquee_%s'@'localhost';\n" "$1"
  printf "ALTER USER 'marquee_%s'@'localhost' IDENTIFIED BY '%s';\n" "$1" "$(<"$secrets/$1.password")"
  printf "GRANT %s ON marquee.* TO 'marquee_%s'@'localhost';\n" "$2" "$1"
}

# write_nginx PORT [OPTION]...: see scripts/lib/nginx-site.
write_nginx() {
  local port=$1
  shift
  rm -rf -- "$site/nginx"
  "$root/scripts/lib/nginx-site" "$@" "$site/nginx" "$port" "unix:$server_socket"
}

check_nginx() { nginx -t -q -p "$site/nginx" -c nginx.conf -e logs/error.log; }

start_nginx() { start nginx "$logs/nginx.log" nginx -p "$site/nginx" -c nginx.conf -e logs/error.log; }

start_pool() { start server "$logs/server.log" "$bin/marquee-server" --config "$site/marquee.conf"; }

# healthy ADDRESS
healthy() { curl -sf -m 5 -o /dev/null "$1/api/health"; }

# port_in_use PORT: whether a program on this machine listens there.
port_in_use() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
