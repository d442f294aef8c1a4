# shellcheck shell=bash
# Begins every script: the root of the repository, messages, and steps that show their progress.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# shellcheck disable=SC2034  # read by the scripts
bin="$root/.build/release"
# A build for this machine uses the vector instructions of its processor, with which neural models score in four fifths
# of the time. A package is for any processor.
# shellcheck disable=SC2034
for_this_processor=(-Xcc -march=native)

say() { printf '%s\n' "$*"; }

# fail WHAT [HOW TO FIX IT]...: ends the script with a message.
fail() {
  printf '\n%s: %s\n' "$(basename "$0")" "$1" >&2
  shift
  local line
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

# log_tail LOG [LINES]: prints the end of a log, indented, below an error.
log_tail() {
  [[ -s $1 ]] || return 0
  printf '\n  The end of %s:\n' "$1" >&2
  tail -n "${2:-20}" -- "$1" | sed 's/^/  | /' >&2
}

is_root() { [[ $(id -u) == 0 ]]; }

# The current step, so that an interrupted script can end it. Steps run in a session of their own: a Ctrl-C reaches only
# the script, which then stops everything in order.
step_pid=

# step TITLE LOG COMMAND...: runs the command with its output in LOG. Shows how long it takes and, on a terminal, its
# latest output. Returns the status of the command.
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

# descendants PID: all processes below it. A signal to the group would miss those of Swift's tools, which have groups of
# their own.
descendants() {
  local child children
  read -ra children -d '' < <(cat "/proc/$1/task/"*/children 2>/dev/null) || true
  for child in "${children[@]}"; do
    printf '%s\n' "$child"
    descendants "$child"
  done
}

# end_tree PID: ends a child of this script with its descendants.
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
