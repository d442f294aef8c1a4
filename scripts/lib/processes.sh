# shellcheck shell=bash
# shellcheck disable=SC2154  # what the caller sets is said below
# Processes that outlive a command: each is recorded as 'PID START-TIME' in a file of its own, and is only ever ended
# when the process of that number is still the one that was recorded.
#
# The caller sets `records`, the directory of these files.

# When a process started, in clock ticks since boot (field 22 of its stat; field 2 may hold spaces and parentheses).
start_time() {
  local stat fields
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  read -ra fields <<<"${stat##*) }"
  # A zombie has ended.
  [[ ${fields[0]} != Z ]] || return 1
  printf '%s\n' "${fields[19]}"
}

record() {
  local name=$1 pid=$2 started
  started=$(start_time "$pid") || return 1
  printf '%s %s\n' "$pid" "$started" >"$records/$name"
}

# The pid of a recorded process that still runs.
running() {
  local pid started
  [[ -r $records/$1 ]] || return 1
  read -r pid started <"$records/$1" || return 1
  [[ $(start_time "$pid") == "$started" ]] || return 1
  printf '%s\n' "$pid"
}

is_running() { running "$1" >/dev/null; }

# start NAME LOG COMMAND...: in a session of its own, so that Ctrl-C in the terminal does not reach it.
start() {
  local name=$1 log=$2
  shift 2
  # Descriptor 9 is the lock of the script: it must not be held by what outlives it.
  setsid -- "$@" >>"$log" 2>&1 </dev/null 9>&- &
  record "$name" $! || return
  # The shell does not comment on its end.
  disown $!
}

# stop NAME SIGNAL SECONDS: asks, waits, and kills what has not ended by then.
stop() {
  local name=$1 signal=$2 seconds=$3 pid
  if pid=$(running "$name"); then
    kill -s "$signal" "$pid" 2>/dev/null || true
    if ! wait_until "$seconds" has_ended "$name"; then
      say "  $name (process $pid) did not stop within $seconds s: killing it."
      kill -s KILL "$pid" 2>/dev/null || true
      wait_until 5 has_ended "$name" || true
    fi
  fi
  rm -f -- "$records/$name"
}

has_ended() { ! is_running "$1"; }
