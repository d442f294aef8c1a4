# shellcheck shell=bash
# shellcheck disable=SC2154  # scripts/bench sets the variables
# The cost of faults, as the live tests report it.

measure_faults() {
  run_step "Running the tests of faults" "$work/faults.log" \
    "$root/scripts/test" --filter 'LiveSuites/(Faults|ModelFaults|PoolSize|PoolShares|Workers)/'
  say
  printf '%-58s %9s %9s   %s\n' fault requests failed 'recovered after'
  sed -n 's/^fault | //p' "$work/faults.log" | awk -F ' [|] ' '{ printf "%-58s %9s %9s   %s\n", $1, $2, $3, $4 }'
  say
}
