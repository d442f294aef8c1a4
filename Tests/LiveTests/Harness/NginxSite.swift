import Foundation

/// The site as shipped, in a folder that `nginx -p` takes, with another socket, another port and what a test changes.
struct NginxSite: Sendable {
  let port: Int
  /// The workers'.
  let socket: String
  /// The workers' port on this machine, in place of the socket.
  var workersPort: Int?
  /// Whether one client may ask as often as shipped, which is less than tests do.
  var hasShippedLimits = false
  /// Whose pages may read what nginx itself answers.
  var origins: [String] = []
  /// Texts of marquee-site.conf and what takes their place.
  var changes: [String: String] = [:]

  /// - Returns: nginx in the foreground, and what it says in `log`.
  func start(in folder: String, log: String) throws -> ChildProcess {
    try write(to: folder)
    return try ChildProcess(Self.command(folder), log: log)
  }

  static func command(_ folder: String) -> [String] {
    ["nginx", "-p", folder, "-c", "nginx.conf", "-e", "logs/error.log"]
  }

  func write(to folder: String) throws {
    let source = "\(Settings.root)/nginx"
    try makeFolder("\(folder)/logs")
    try makeFolder("\(folder)/temp")
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/html", withDestinationPath: "\(source)/html")
    for name in try FileManager.default.contentsOfDirectory(atPath: source) where name.hasSuffix(".conf") {
      try writeText(try readText("\(source)/\(name)"), to: "\(folder)/\(name)")
    }
    let user = getuid() == 0 ? "user root;" : ""
    try writeText(try readText("\(folder)/private.conf"), to: "\(folder)/nginx.conf")
    try Self.change("\(folder)/nginx.conf", ["\n@USER@\n": "\n\(user)\n"])
    let origins = origins.map { "\($0) $http_origin;" }.joined(separator: "\n")
    try Self.change(
      "\(folder)/marquee.conf",
      [
        "# https://films.example $http_origin;": origins,
        "unix:/run/marquee/marquee.sock": workersPort.map { "127.0.0.1:\($0)" } ?? "unix:\(socket)",
        "listen 127.0.0.1:8080": "listen 127.0.0.1:\(port)",
      ])
    try Self.change(
      "\(folder)/marquee-site.conf",
      ["root /usr/share/marquee/html;": "root html;", "/var/log/nginx/marquee.log": "logs/access.log"])
    try Self.change("\(folder)/marquee-site.conf", changes)
    if !hasShippedLimits {
      let limits = try readText("\(folder)/marquee-limits.conf").replacing(/rate=\d+r\/m/, with: "rate=100000r/s")
      try writeText(limits, to: "\(folder)/marquee-limits.conf")
      try Self.change(
        "\(folder)/marquee-site.conf", ["limit_conn marquee_recommending 16;": "limit_conn marquee_recommending 10000;"]
      )
    }
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
