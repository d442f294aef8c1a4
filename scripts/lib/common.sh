# shellcheck shell=bash
# What every script here begins with: the repository's root, words for a person, and steps that show progress.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# shellcheck disable=SC2034  # read by the scripts
bin="$root/.build/release"
# What is built here runs here: with the vectors of this processor neural models score in four fifths of the time. A
# package is for any processor.
# shellcheck disable=SC2034
for_this_processor=(-Xcc -march=native)

say() { printf '%s\n' "$*"; }

# fail WHAT [HOW TO MEND IT]...: ends the script.
fail() {
  printf '\n%s: %s\n' "$(basename "$0")" "$1" >&2
  shift
  local line
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

# The last lines of a log, indented, for an error.
log_tail() {
  [[ -s $1 ]] || return 0
  printf '\n  The end of %s:\n' "$1" >&2
  tail -n "${2:-20}" -- "$1" | sed 's/^/  | /' >&2
}

is_root() { [[ $(id -u) == 0 ]]; }

# A step in progress, so that an interrupted script can end it. Steps run in a session of their own: a Ctrl-C reaches
# this script alone, which then stops everything in order.
step_pid=

# step TITLE LOG COMMAND...: runs the command with its output in LOG, shows how long it takes and, on a terminal,
# what it last said. Returns the command's status.
step() {
  local title=$1 log=$2 began=$SECONDS status=0 last
  shift 2
  setsid -- "$@" >"$log" 2>&1 </dev/null &
  step_pid=$!
  if [[ -t 1 ]]; then
    while kill -0 "$step_pid" 2>/dev/null; do
      last=$(tail -c 400 -- "$log" | tr '\r' '\n' | grep -v '^[[:space:]]*$' | tail -n 1 | tr -dc '[:print:]' || true)
      printf '\r\033[K· %s … %d s  %.60s' "$title" $((SECONDS - began)) "$last"
      sleep 0.5 &
      wait $! || true
    done
    printf '\r\033[K'
  else
    printf '· %s … ' "$title"
  fi
  wait "$step_pid" || status=$?
  step_pid=
  local result='done'
  ((status == 0)) || result=failed
  if [[ -t 1 ]]; then
    printf '· %s: %s (%d s)\n' "$title" "$result" $((SECONDS - began))
  else
    printf '%s (%d s)\n' "$result" $((SECONDS - began))
  fi
  return "$status"
}

end_step() {
  [[ -n $step_pid ]] || return 0
  end_tree "$step_pid"
  wait "$step_pid" 2>/dev/null || true
  step_pid=
}

# The processes that a process has started, and they in turn: Swift's tools put theirs into groups of their own.
descendants() {
  local child children
  read -ra children -d '' < <(cat "/proc/$1/task/"*/children 2>/dev/null) || true
  for child in "${children[@]}"; do
    printf '%s\n' "$child"
    descendants "$child"
  done
}

# end_tree PID: a child of this script, with all that it has started.
end_tree() {
  local tree
  mapfile -t tree < <(descendants "$1")
  kill -TERM "$1" "${tree[@]}" 2>/dev/null || true
}

# wait_until SECONDS COMMAND...: polls until the command succeeds; 1 if it never does.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.05
  done
}
