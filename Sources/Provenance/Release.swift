/// Which Marquee this is. `scripts/package` begins the package's version with it.
package enum Release {
  package static let version = "2026.12"

  /// Of the sources that this was built from, and whether they had changes; nil where it was built without git. The
  /// plugin `SourceCommit` writes it.
  package static var commit: String? { sourceCommit }

  /// What a program answers to `--version`.
  package static func line(of program: String) -> String {
    "\(program) \(version) (\(commit.map { "commit \($0)" } ?? "built without git"))"
  }
}
