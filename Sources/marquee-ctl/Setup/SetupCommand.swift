import ArgumentParser
import System

struct SetupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup", abstract: "Make a site of this machine, or take it back.",
    discussion: """
      For a Debian with the package, MariaDB and nginx, as root. Creates the database, an account of its own for each \
      program, their secrets and configuration; migrates; with --data imports and trains; starts the units; gives \
      nginx its site; proves with a recommendation that it works, and prints the address. Every step is a command that \
      --dry-run shows. What is done already is left as it is, so it may run again, and goes on where it failed.

      --remove takes back what it has made, and nothing else. It asks before it destroys the database or the models.
      """)

  @Option(help: "A data set to import and train on: a folder with ratings in a layout that 'import' knows.")
  var data: String?

  @Flag(help: "Import and train on MovieLens 100K, which is downloaded. For trying it out; mind its licence.")
  var demo = false

  @Option(help: "The port of the site, without HTTPS.")
  var port = 80

  @Option(help: "The public name of the site. Default: it answers to any.")
  var host: String?

  @Option(help: "The file of the certificate with its chain, for HTTPS. Needs --host and --key.")
  var certificate: String?

  @Option(help: "The file of the certificate's key.")
  var key: String?

  @Option(
    help: """
      Fetch a certificate for --host from Let's Encrypt with Debian's certbot, which renews it, and accept the terms. \
      Let's Encrypt writes to this address if there is trouble with the certificate.
      """)
  var certbot: String?

  @Flag(help: "Take back what setup has made.")
  var remove = false

  @Flag(help: "Show the commands, and run none.")
  var dryRun = false

  func validate() throws {
    guard (1...65_535).contains(port) else { throw ValidationError("--port must be from 1 to 65535.") }
    if let host, !Self.isName(host) { throw ValidationError("'\(host)' is not a host name.") }
    if demo, data != nil { throw ValidationError("--data and --demo exclude each other.") }
    guard (certificate == nil) == (key == nil) else { throw ValidationError("--certificate and --key go together.") }
    guard certificate == nil || certbot == nil else {
      throw ValidationError("--certificate and --certbot exclude each other.")
    }
    if isSecure, host == nil { throw ValidationError("--certificate and --certbot need --host.") }
    if isSecure, port != 80 { throw ValidationError("--port is not for HTTPS, which has the port 443.") }
    if let certbot, certbot.hasPrefix("-") || !certbot.contains("@") {
      throw ValidationError("--certbot needs an e-mail address.")
    }
    // nginx's configuration and sed have no common quotes.
    for path in [certificate, key].compactMap(\.self)
    where !path.hasPrefix("/") || path != path.shellWord || path.contains("@") {
      throw ValidationError("'\(path)' must be an absolute path of letters, digits and '/._-=:%+,'.")
    }
  }

  private var isSecure: Bool { certificate != nil || certbot != nil }

  private static func isName(_ text: String) -> Bool {
    (1...253).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }

  private var plan: SetupPlan {
    var plan = SetupPlan()
    (plan.port, plan.host, plan.data) = (port, host, demo ? .demo : data.map { .folder($0) })
    if let certificate, let key { plan.tls = SetupPlan.Certificate(chain: certificate, key: key) }
    if let certbot { plan.tls = .fetched(for: certbot) }
    return plan
  }

  func run() throws {
    try reportingFailure {
      if dryRun {
        print(remove ? SetupScript.shownRemoval(SetupPlan.all) : SetupScript.shown(plan.steps))
        return
      }
      guard ThisProcess.effectiveUser == 0 else { throw NotRoot() }
      let script =
        remove
        ? SetupScript.remove(SetupPlan.all)
        : SetupScript.run(plan.steps) + "\necho\necho \"The site: \(plan.address)/\""
      throw ThisProcess.become("/bin/sh", ["-c", script, "marquee-ctl"])
    }
  }
}

private struct NotRoot: Error, CustomStringConvertible {
  var description: String { "setup needs root: sudo marquee-ctl setup (--dry-run shows what it would do)" }
}
