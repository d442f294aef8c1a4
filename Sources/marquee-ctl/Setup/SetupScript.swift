/// The program for the shell that carries out steps. It stops at the first that fails, so that a second run goes on
/// there.
enum SetupScript {
  /// Where the steps that were carried out are recorded, so that only these are ever taken back.
  static let record = "/etc/marquee/setup-steps"

  /// - Parameter record: a file.
  static func run(_ steps: [SetupStep], record: String = record) -> String {
    ([functions, "record=\(record.shellWord)"]
      + steps.map { step in
        "step " + Self.words([step.id ?? "", step.name, step.check, step.obstacle, step.command, step.remedy])
      }).joined(separator: "\n")
  }

  /// Takes back what is recorded, the last first.
  static func remove(_ steps: [SetupStep], record: String = record) -> String {
    let undone = steps.reversed().compactMap { step -> String? in
      guard let id = step.id, let undo = step.undo else { return nil }
      return "undo " + Self.words([id, step.name, undo, step.undoesData ? "yes" : "no"])
    }
    return ([functions, "record=\(record.shellWord)"] + undone + ["finish"]).joined(separator: "\n")
  }

  private static func words(_ texts: [String]) -> String { texts.map(\.shellWord).joined(separator: " ") }

  /// The commands, for people.
  static func shown(_ steps: [SetupStep]) -> String {
    steps.map { "# \($0.name)\n\($0.command)" }.joined(separator: "\n\n")
  }

  /// The same for a removal.
  static func shownRemoval(_ steps: [SetupStep]) -> String {
    steps.reversed().compactMap { step in
      step.undo.map { "# no longer: \(step.name)\(step.undoesData ? " (asks first)" : "")\n\($0)" }
    }.joined(separator: "\n\n")
  }

  // `sh -ec` in a process of its own: where a failure is handled, the shell would ignore -e.
  private static let functions = #"""
    set -u
    export LC_ALL=C.UTF-8
    say() { printf '%s\n' "$*"; }
    is_recorded() { test -e "$record" && grep -qx "$1" "$record"; }
    step() {
      if sh -ec "$3" >/dev/null 2>&1 </dev/null; then say "= $2"; return; fi
      say "+ $2"
      if ! is_recorded "$1"; then
        if sh -ec "$4" >/dev/null 2>&1 </dev/null; then
          printf '\nmarquee-ctl: somebody else has made what is in the way: %s\n%s\n' "$2" "$6" >&2
          exit 1
        fi
        [ -z "$1" ] || printf '%s\n' "$1" >>"$record" || exit 1
      fi
      sh -ec "$5" </dev/null && return
      printf '\nmarquee-ctl: this failed: %s\n  %s\n%s\n' "$2" "$(printf %s "$5" | tr '\n' ' ' | cut -c 1-200)" "$6" >&2
      exit 1
    }
    undo() {
      is_recorded "$1" || return 0
      if [ "$4" = yes ]; then
        printf 'Destroy this: %s? It cannot be brought back. Type yes: ' "$2"
        read -r answer || answer=
        if [ "$answer" != yes ]; then say "= kept: $2"; return; fi
      fi
      if ! sh -ec "$3" </dev/null; then
        printf '\nmarquee-ctl: this could not be taken back: %s\n  %s\n' "$2" "$3" >&2
        exit 1
      fi
      say "- $2"
      grep -vx "$1" "$record" >"$record.new"
      mv "$record.new" "$record"
    }
    finish() { test -s "$record" || rm -f "$record"; }
    """#
}
