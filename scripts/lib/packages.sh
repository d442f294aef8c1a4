# shellcheck shell=bash
# Debian packages, and the installation of missing ones.

# For a build, beside Swift itself.
# shellcheck disable=SC2034
build_packages=(libmariadb-dev libssl-dev libcrypt-dev libopenblas-dev zlib1g-dev pkg-config)
# To run: a database without its service (-core), its client (which has my_print_defaults for mariadb-install-db),
# nginx, and curl and Python for the requests that try the site.
# shellcheck disable=SC2034
serve_packages=(mariadb-server-core mariadb-client-core nginx curl ca-certificates unzip python3)
# For the tests, beside both: a browser and a font with many scripts, promtool, a checker of man pages, clusters of
# MariaDB, a fake clock, and rsync, which fetches models.
# shellcheck disable=SC2034
test_packages=(openssl python3-venv shellcheck chromium firefox-esr fonts-dejavu-core prometheus mandoc
  galera-4 libfaketime rsync)

missing_packages() {
  local package status
  for package in "$@"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [[ $status == installed ]] || printf '%s\n' "$package"
  done
}

# need_packages PACKAGE...: installs missing packages; without root, says how to and ends the script.
need_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  if ! is_root; then
    fail "Debian packages are missing" "Run this as root, then try again: apt-get install ${missing[*]}"
  fi
  local log
  log=$(mktemp)
  install_packages "$log" "${missing[@]}" || {
    log_tail "$log"
    fail "cannot install ${missing[*]}" "The whole log: $log"
  }
  rm -f -- "$log"
}

install_packages() {
  local log=$1 status=0 policy=/usr/sbin/policy-rc.d
  shift
  # Debian starts services such as nginx at their installation, unless this file forbids it. An administrator's own file
  # is respected. Ours is removed when apt has finished, or removes itself if this script was killed before.
  local ours=
  if [[ ! -e $policy ]]; then
    ours=$policy
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nkill -0 %d 2>/dev/null && exit 101\nrm -f "$0"\nexit 0\n' $$ >"$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  {
    step "Refreshing the list of Debian packages" "$log" apt-get update &&
      step "Installing $*" "$log" apt-get install --yes --no-install-recommends "$@"
  } || status=$?
  [[ -z $ours ]] || rm -f -- "$ours"
  return "$status"
}

need_swift() {
  command -v swift >/dev/null ||
    fail "'swift' is not on the PATH" "Install Swift 6.3 or newer: https://www.swift.org/install/linux/debian/"
}
