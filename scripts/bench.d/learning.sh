# shellcheck shell=bash
# shellcheck disable=SC2154  # scripts/bench sets the variables
# Learning between trainings: what a change costs by number of movies, and how exact the weights stay.

measure_learning() {
  local count
  say
  say "A change of one movie of one user, four users at a time, and the file that follows from it, beside a training,"
  say "in ms; the greatest difference of a weight from a training on what is liked in the end (wanted: 1e-5; 8 bits a"
  say "weight are as exact as their steps):"
  say
  "$bin/marquee-train" learning-cost --data "$data" --changes 10000 2>>"$logs/learning.log"
  for count in ${items//,/ }; do
    ((count > 2000)) || continue
    python3 scripts/bench.d/dataset.py "$work/learning" "$count" 300000
    "$bin/marquee-train" learning-cost --data "$work/learning" --changes 40 --model EASE --model ItemKNN \
      2>>"$logs/learning.log" | tail -n 2
    rm -rf -- "$work/learning"
  done
}
