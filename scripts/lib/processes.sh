# shellcheck shell=bash
# shellcheck disable=SC2154  # what the caller sets is said below
# Processes that outlive a command. Each is recorded as 'PID START-TIME' in a file of its own, and is ended only if the
# process with that number is still the recorded one.
#
# The caller sets `records`, the directory of these files.

# start_time PID: in clock ticks since boot (field 22 of its stat; field 2 may have spaces and parentheses).
start_time() {
  local stat fields
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  read -ra fields <<<"${stat##*) }"
  # A zombie has ended already.
  [[ ${fields[0]} != Z ]] || return 1
  printf '%s\n' "${fields[19]}"
}

record() {
  local name=$1 pid=$2 started
  started=$(start_time "$pid") || return 1
  printf '%s %s\n' "$pid" "$started" >"$records/$name"
}

# running NAME: prints the pid of a recorded process if it still runs.
running() {
  local pid started
  [[ -r $records/$1 ]] || return 1
  read -r pid started <"$records/$1" || return 1
  [[ $(start_time "$pid") == "$started" ]] || return 1
  printf '%s\n' "$pid"
}

is_running() { running "$1" >/dev/null; }

# start NAME LOG COMMAND...: starts it in a session of its own, which Ctrl-C in the terminal does not reach.
start() {
  local name=$1 log=$2
  shift 2
  # Descriptor 9 is the lock of the script, which must end with it.
  setsid -- "$@" >>"$log" 2>&1 </dev/null 9>&- &
  record "$name" $! || return
  # The shell should not report its end.
  disown $!
}

# stop NAME SIGNAL SECONDS: sends the signal, waits, and kills the process if it has not ended by then.
stop() {
  local name=$1 signal=$2 seconds=$3 pid
  if pid=$(running "$name"); then
    kill -s "$signal" "$pid" 2>/dev/null || true
    if ! wait_until "$seconds" has_ended "$name"; then
      say "  $name (process $pid) did not stop within $seconds s and is killed."
      kill -s KILL "$pid" 2>/dev/null || true
      wait_until 5 has_ended "$name" || true
    fi
  fi
  rm -f -- "$records/$name"
}

has_ended() { ! is_running "$1"; }
