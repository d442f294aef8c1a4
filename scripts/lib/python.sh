# shellcheck shell=bash
# Tools of Python that the tests need, each in an environment of its own: pinned in scripts/lib/NAME.txt, as `pip
# freeze` says it. The caller sets `root`.

# need_python_environment NAME FOLDER LOG: installs it in FOLDER unless it is there as wanted.
need_python_environment() {
  local name=$1 folder=$2 log=$3
  # shellcheck disable=SC2154
  local wanted=$root/scripts/lib/$name.txt
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
