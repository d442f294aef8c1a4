# shellcheck shell=bash
# shellcheck disable=SC2154  # the caller sets `root`
# Python tools, each group in an environment of its own. scripts/lib/requirements/NAME.txt pins its packages, as `pip
# freeze` lists them.

# need_python_environment NAME FOLDER LOG: installs the group in FOLDER, unless it is there in these versions.
need_python_environment() {
  local name=$1 folder=$2 log=$3
  local wanted=$root/scripts/lib/requirements/$name.txt
  ! cmp -s -- "$wanted" "$folder/installed.txt" || return 0
  rm -rf -- "$folder"
  # shellcheck disable=SC2016
  step "Installing $name" "$log" \
    bash -c 'python3 -m venv "$1" && "$1/bin/pip" install --quiet --requirement "$2"' install "$folder" "$wanted" || {
    log_tail "$log"
    return 1
  }
  cp -- "$wanted" "$folder/installed.txt"
}

# need_linters: installs the formatters and linters; `linters` is the folder of the programs.
need_linters() {
  local log
  log=$(mktemp)
  need_python_environment linters "$root/.build-tests/linters" "$log" ||
    fail "the linters cannot be installed." "Is PyPI reachable? The log: $log"
  rm -f -- "$log"
  # shellcheck disable=SC2034  # read by the caller
  linters=$root/.build-tests/linters/bin
}
