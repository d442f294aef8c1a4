# shellcheck shell=bash
# shellcheck disable=SC2154  # what the caller sets is said below
# schemathesis, which tries an API by its description, in a Python environment of its own. The caller sets `root`.

# need_schemathesis FOLDER LOG: installs it in FOLDER unless it is there as wanted. One test alone needs it, and fails
# where it cannot be had.
need_schemathesis() {
  local folder=$1 log=$2 wanted=$root/scripts/lib/schemathesis.txt
  ! cmp -s -- "$wanted" "$folder/installed.txt" || return 0
  rm -rf -- "$folder"
  # shellcheck disable=SC2016
  step "Installing schemathesis" "$log" \
    bash -c 'python3 -m venv "$1" && "$1/bin/pip" install --quiet --requirement "$2"' install "$folder" "$wanted" || {
    log_tail "$log"
    return 1
  }
  cp -- "$wanted" "$folder/installed.txt"
}
