import Testing

/// The man pages and shell completions in the package, generated as `scripts/package` does.
extension LiveSuites {
  @Suite struct Manual {
    private func run(_ script: String) throws -> String {
      try ChildProcess.run(
        ["sh", "-euc", "cd \(Settings.executables()); \(script)"], log: "\(makeTemporaryFolder())/log")
    }

    private func page(_ source: String, _ name: String, _ section: Int) -> String {
      "./\(source) | python3 '\(Settings.root)/scripts/packaging/manual.py' \(name) \(section) 'November 25, 2026'"
    }

    /// The page as a terminal shows it, without the overstrikes that make letters bold.
    private func shown(_ page: String) throws -> String {
      try run("\(page) | mandoc -T utf8").replacing(/.\u{8}/, with: "")
    }

    @Test(arguments: [
      ("marquee-server --experimental-dump-help", "marquee-server", 8),
      ("marquee-ctl --experimental-dump-help", "marquee-ctl", 8),
      ("marquee-train --experimental-dump-help", "marquee-train", 1),
      ("marquee-ctl check-config --keys", "marquee.conf", 5),
    ]) func `each man page is complete and passes mandoc`(source: String, name: String, section: Int) throws {
      let made = page(source, name, section)
      #expect(try run("\(made) | mandoc -T lint | grep -v 'referenced manual not found' || true") == "")
      let text = try shown(made)
      let headings = text.split(separator: "\n").filter { $0.first?.isUppercase == true }
      #expect(headings.contains("FILES") && headings.contains("SEE ALSO"), "\(headings)")
      if section != 5 { #expect(headings.contains("EXIT STATUS") && headings.contains("ENVIRONMENT")) }
      // No section is empty.
      #expect(text.firstMatch(of: /\n[A-Z ]+\n\n?[A-Z]/) == nil)
    }

    @Test func `the man page of marquee.conf documents every configuration key`() throws {
      let keys = try run("./marquee-ctl check-config --keys").split(separator: "\n").filter { !$0.hasPrefix(" ") }
      let text = try shown(page("marquee-ctl check-config --keys", "marquee.conf", 5))
      #expect(keys.count > 30)
      for key in keys { #expect(text.contains("\n     \(key)"), "\(key)") }
      for word in ["Default: /run/marquee/marquee.sock", "true or false", "30s, 5m, 24h or 30d"] {
        #expect(text.replacing(/\s+/, with: " ").lowercased().contains(word.lowercased()), "\(word)")
      }
    }

    @Test func `the bash completion knows the models and the commands for movies`() throws {
      let script = try run("./marquee-ctl --generate-completion-script bash")
      for word in ["EASE", "ItemKNN", "NeuralMF", "DeepFM", "hide"] { #expect(script.contains(word), "\(word)") }
    }
  }
}
