import Foundation

/// nginx with the site as shipped, in a folder of its own, except for the addresses and what a test changes.
struct NginxSite: Sendable {
  let port: Int
  /// The socket of the workers.
  let socket: String
  /// The port of the workers on this machine; nil if they listen on `socket`.
  var workersPort: Int?
  /// Whether one client is limited as shipped. Most tests send more requests.
  var hasShippedLimits = false
  /// Origins whose pages may read nginx's own errors.
  var origins: [String] = []
  /// Replacements in marquee-site.conf.
  var changes: [String: String] = [:]

  /// Starts nginx in the foreground, with its output in the file `log`.
  func start(in folder: String, log: String) throws -> ChildProcess {
    try write(to: folder)
    return try ChildProcess(Self.command(folder), log: log)
  }

  static func command(_ folder: String) -> [String] {
    ["nginx", "-p", folder, "-c", "nginx.conf", "-e", "logs/error.log"]
  }

  func write(to folder: String) throws {
    let upstream = workersPort.map { "127.0.0.1:\($0)" } ?? "unix:\(socket)"
    let options = origins.flatMap { ["--origin", $0] } + (hasShippedLimits ? [] : ["--no-limits"])
    try ChildProcess.run(
      ["\(Settings.root)/scripts/lib/nginx-site"] + options + [folder, "\(port)", upstream],
      log: "\(makeTemporaryFolder())/log")
    try Self.change("\(folder)/marquee-site.conf", changes)
  }

  static func change(_ file: String, _ changes: [String: String]) throws {
    var text = try readText(file)
    for (old, new) in changes {
      guard text.contains(old) else { throw LiveError("\(file) has no '\(old)'") }
      text = text.replacingOccurrences(of: old, with: new)
    }
    try writeText(text, to: file)
  }
}
