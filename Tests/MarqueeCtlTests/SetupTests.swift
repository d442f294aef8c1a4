import Foundation
import Testing

@testable import marquee_ctl

/// The steps as values, and the program that carries them out, in a real shell, with steps that need no rights.
struct SetupTests {
  private let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "marquee-setup-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private var record: String { "\(folder)/record" }

  private func shell(_ script: String, input: String = "") throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    let (output, answers) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError, process.standardInput) = (output, output, answers)
    try process.run()
    try answers.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try answers.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  /// A step that makes a file; its name has what shells treat in special ways.
  private func file(
    _ name: String, undoesData: Bool = false, command: String? = nil, obstacle: String = "false"
  ) -> SetupStep {
    let path = "\(folder)/\(name)".shellWord
    return SetupStep(
      id: "file-\(name.utf8.count)", name: "there is $(a) 'file' \(name)", check: "test -e \(path)",
      command: command ?? "touch \(path)", obstacle: obstacle, undo: "rm \(path)", undoesData: undoesData,
      remedy: "Mend \(name).")
  }

  private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder)/\(name)") }

  @Test func `steps are carried out once, and taken back`() throws {
    let steps = [
      file("a"), file("b c's"), SetupStep(id: nil, name: "proof", check: "false", command: "echo proved", remedy: ""),
    ]
    let first = try shell(SetupScript.run(steps, record: record))
    #expect(first.status == 0 && exists("a") && exists("b c's"))
    #expect(first.output == "+ there is $(a) 'file' a\n+ there is $(a) 'file' b c's\n+ proof\nproved\n")
    let second = try shell(SetupScript.run(steps, record: record))
    #expect(
      second.status == 0 && second.output == "= there is $(a) 'file' a\n= there is $(a) 'file' b c's\n+ proof\nproved\n"
    )
    let removal = try shell(SetupScript.remove(steps, record: record))
    #expect(removal.status == 0 && removal.output == "- there is $(a) 'file' b c's\n- there is $(a) 'file' a\n")
    #expect(!exists("a") && !exists("b c's") && !exists("record"))
    #expect(try shell(SetupScript.remove(steps, record: record)).output == "")
  }

  @Test func `what was there before is not taken back`() throws {
    let steps = [file("a"), file("bb")]
    _ = FileManager.default.createFile(atPath: "\(folder)/a", contents: nil)
    #expect(try shell(SetupScript.run(steps, record: record)).status == 0)
    #expect(try shell(SetupScript.remove(steps, record: record)).output == "- there is $(a) 'file' bb\n")
    #expect(exists("a") && !exists("bb"))
  }

  @Test func `what somebody else has made is neither taken over nor taken back`() throws {
    let steps = [file("a"), file("bb", obstacle: "test -e \(folder)/other")]
    _ = FileManager.default.createFile(atPath: "\(folder)/other", contents: nil)
    let refused = try shell(SetupScript.run(steps, record: record))
    #expect(refused.status == 1 && exists("a") && !exists("bb"))
    #expect(refused.output.contains("somebody else has made what is in the way: there is $(a) 'file' bb\nMend bb.\n"))
    #expect(try shell(SetupScript.remove(steps, record: record)).output == "- there is $(a) 'file' a\n")
    // What setup has begun itself is no obstacle.
    try FileManager.default.removeItem(atPath: "\(folder)/other")
    let begun = [file("bb", command: "touch \(folder)/other\nfalse")]
    #expect(try shell(SetupScript.run(begun, record: record)).status == 1)
    #expect(try shell(SetupScript.run([steps[1]], record: record)).status == 0 && exists("bb"))
  }

  @Test func `a failure stops, names its remedy, and the next run goes on there`() throws {
    let broken = file("bb", command: "touch \(folder)/half\nfalse\ntouch \(folder)/after")
    let steps = [file("a"), broken, file("ccc")]
    let failed = try shell(SetupScript.run(steps, record: record))
    #expect(failed.status == 1 && exists("a") && exists("half") && !exists("after") && !exists("ccc"))
    #expect(failed.output.contains("this failed: there is $(a) 'file' bb") && failed.output.hasSuffix("Mend bb.\n"))
    let mended = try shell(SetupScript.run([steps[0], file("bb"), steps[2]], record: record))
    #expect(mended.status == 0 && exists("ccc") && mended.output.hasPrefix("= there is"))
  }

  @Test func `data are destroyed only after a yes`() throws {
    let steps = [file("data", undoesData: true), file("a")]
    #expect(try shell(SetupScript.run(steps, record: record)).status == 0)
    for answer in ["", "y\n", "no\n"] {
      let kept = try shell(SetupScript.remove(steps, record: record), input: answer)
      #expect(kept.status == 0 && kept.output.contains("= kept: ") && exists("data") && !exists("a"))
    }
    let removed = try shell(SetupScript.remove(steps, record: record), input: "yes\n")
    #expect(removed.status == 0 && !exists("data") && !exists("record"))
  }

  private static let plans = [
    SetupPlan(), SetupPlan(data: .demo), SetupPlan(port: 8_080, data: .folder("/srv/it's data")),
    SetupPlan(host: "films.example", tls: SetupPlan.Certificate(chain: "/etc/ssl/chain.pem", key: "/etc/ssl/key.pem")),
    SetupPlan(host: "films.example", tls: .fetched(for: "it's@films.example")),
  ]

  @Test(arguments: plans) func `every command is one that a shell can read`(plan: SetupPlan) throws {
    for step in plan.steps {
      for text in [step.check, step.obstacle, step.command, step.undo ?? ":", SetupScript.run([step])] {
        let answer = try shell("sh -n -c \(text.shellWord)")
        #expect(answer.status == 0 && answer.output == "", "\(step.name): \(answer.output)")
      }
      #expect((step.id == nil) == (step.undo == nil))
    }
    let ids = plan.steps.compactMap(\.id)
    #expect(Set(ids).count == ids.count && Set(ids).isSubset(of: SetupPlan.all.compactMap(\.id)))
    let shown = SetupScript.shown(plan.steps)
    #expect(plan.steps.allSatisfy { shown.contains($0.command) })
  }

  /// What setup writes for nginx, from the files of this repository.
  private func site(_ plan: SetupPlan, id: String = "site", adaptedBy edit: String = "cat") throws -> String {
    let step = try #require(plan.steps.first { $0.id == id })
    let source = "\(#filePath)/../../../nginx/marquee.conf".standardised
    #expect(try shell("\(edit) \(source) >\(folder)/marquee.conf").status == 0)
    let check = step.check.replacing("/etc/nginx/sites-available", with: folder)
      .replacing("/usr/share/doc/marquee/examples", with: "\(#filePath)/../../../nginx".standardised)
    let answer = try shell(String(check.prefix(upTo: try #require(check.range(of: " | cmp")).lowerBound)))
    #expect(answer.status == 0, "\(answer.output)")
    return answer.output
  }

  @Test func `nginx gets the site with the port, the name and the certificate`() throws {
    let plain = try site(SetupPlan())
    #expect(plain.contains("  listen 80; listen [::]:80;\n  server_name _;") && plain.contains("upstream marquee {"))
    #expect(!plain.contains("8080"))
    // Whatever the administrator has made of the package's file.
    let adapted = try site(
      SetupPlan(port: 81), adaptedBy: "sed -e s/127.0.0.1:8080/8081/ -e 's/server_name _/server_name a/'")
    #expect(adapted.contains("  listen 81; listen [::]:81;\n  server_name _;"))
    let named = try site(SetupPlan(port: 8_081, host: "films.example"))
    #expect(named.contains("listen 8081; listen [::]:8081;\n  server_name films.example;"))
    let tls = try site(Self.plans[3])
    #expect(
      tls.contains("ssl_certificate /etc/ssl/chain.pem;") && tls.contains("ssl_certificate_key /etc/ssl/key.pem;"))
    #expect(tls.contains("return 308 https://films.example$request_uri;") && tls.contains("upstream marquee {"))
    #expect(!tls.contains("8080") && !tls.contains("/etc/ssl/marquee") && !tls.contains("Strict-Transport"))
  }

  @Test func `certbot fetches the certificate once nginx can answer for the name, and the site uses it`() throws {
    let plan = Self.plans[4]
    let challenged = try site(plan, id: "site-for-challenge")
    #expect(challenged.contains("listen 80; listen [::]:80;\n  server_name films.example;"))
    #expect(try site(plan).contains("ssl_certificate /etc/letsencrypt/live/marquee/fullchain.pem;"))
    let order = plan.steps.compactMap(\.id).drop { $0 != "site-for-challenge" }
    #expect(Array(order) == ["site-for-challenge", "certificate", "site"])
    let certificate = try #require(plan.steps.first { $0.id == "certificate" })
    #expect(certificate.command.contains("--domain films.example") && certificate.command.contains("--email 'it'"))
    let location = try String(
      contentsOfFile: "\(#filePath)/../../../nginx/marquee-challenge.conf".standardised, encoding: .utf8)
    #expect(location.contains("root \(SetupPlan.challengeFolder);"))
  }

  @Test func `a certificate of another name is fetched anew`() throws {
    let plan = Self.plans[4]
    let (path, chain) = (try #require(plan.tls).chain, "\(folder)/chain.pem")
    let check = try #require(plan.steps.first { $0.id == "certificate" }).check.replacing(path, with: chain)
    #expect(try shell(check).status != 0)
    for name in ["other.example", "films.example"] {
      let made = try shell(
        """
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=\(name) \
          -addext subjectAltName=DNS:\(name) -keyout \(folder)/key.pem -out \(chain)
        """)
      #expect(made.status == 0, "\(made.output)")
      #expect(try (shell(check).status == 0) == (name == plan.host), "\(name)")
    }
  }

  @Test func `who is refused an account is told how to drop one that a purge has left`() throws {
    let accounts = SetupPlan().steps.filter { $0.id?.hasPrefix("account-") == true }
    #expect(accounts.count == 3)
    for step in accounts { #expect(step.remedy.hasSuffix("apt purge: \(try #require(step.undo))")) }
  }

  @Test func `the demo has the data set of scripts run`() throws {
    let script = try String(
      contentsOfFile: "\(#filePath)/../../../scripts/lib/movielens.sh".standardised, encoding: .utf8)
    let set = SetupPlan.movieLens
    for line in [
      "movielens_package='\(set.package)'", "movielens_sha256=\(set.sha256)", "movielens_folder=\(set.folder)",
    ] { #expect(script.contains("\n\(line)\n"), "\(line)") }
  }
}

extension String {
  fileprivate var standardised: String { (self as NSString).standardizingPath }
}
