# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # what scripts/bench reads and sets
# What the dearest requests cost, and what people wait for beside them.

measure_costs() {
  local count situation hammer dear few='{"model":"auto","context":[50,174,181]}'
  dear="{\"model\":\"auto\",\"context\":[$(seq -s , 1 1000)],\"top_k\":100,\"explain\":true}"
  run_step "Training NeuralMF and DeepFM" "$work/logs/train.log" \
    "$bin/marquee-train" fit NeuralMF DeepFM --config "$work/marquee.conf"
  start_server auto
  say
  say "CPU of the workers and of nginx a request, and how many times the first one of its route that is:"
  say
  python3 scripts/bench.d/costs.py "$address" "$(running server)" "$(running nginx)" "$seconds"
  say
  say "2 clients ask, alone and while others ask for 1,000 films, 100 answers and their reasons as fast as they get them:"
  say
  printf '%-38s %-16s %9s %9s %9s\n' '' '' 'requests/s' 'p50 ms' 'p99 ms'
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
    beside "recommend, auto, 3 films" POST /api/recommend "$few"
    [[ -z $hammer ]] || wait "$hammer"
  done
  stop server TERM 40
}
