# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # scripts/bench sets and reads the variables
# The cost of the most expensive requests, and the latency of others beside them.

measure_costs() {
  local count situation hammer dear few='{"model":"auto","context":[50,174,181]}'
  dear="{\"model\":\"auto\",\"context\":[$(seq -s , 1 1000)],\"top_k\":100,\"explain\":true}"
  run_step "Training NeuralMF and DeepFM" "$logs/train.log" \
    "$bin/marquee-train" fit NeuralMF DeepFM --config "$work/train.conf"
  # What is recorded, and how much history there may be, should limit nothing here.
  start_server auto 'recommendations_per_minute = 100000' 'interactions_per_user = 100000000'
  say
  say "CPU time per request of the workers and of nginx, and its ratio to the first request of the route:"
  say
  python3 scripts/bench.d/costs.py "$address" "$(running server)" "$(running nginx)" "$seconds" "$(register dear)"
  say
  say "2 clients, alone and while others send contexts of 1,000 movies, for 100 movies and their reasons, as fast as"
  say "they get answers:"
  say
  printf '%-38s %-16s %9s %9s %9s %7s\n' '' '' 'requests/s' 'p50 ms' 'p99 ms' ratio
  for count in 0 16 32 64; do
    hammer=
    situation=alone
    if ((count > 0)); then
      situation="beside $count"
      (connections=$count ask "$((2 * seconds + 2))" POST /api/recommend "$dear" >/dev/null 9>&-) &
      hammer=$!
      sleep 1
    fi
    beside "health" GET /api/health
    beside "recommend, auto, 3 movies" POST /api/recommend "$few"
    [[ -z $hammer ]] || wait "$hammer"
  done
  stop server TERM 40
}
