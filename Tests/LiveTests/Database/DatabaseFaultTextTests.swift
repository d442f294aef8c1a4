import Testing

/// What the operator's programs print if the database cannot be used: one sentence that says what to do.
extension LiveSuites {
  @Suite struct DatabaseFaultTexts {
    private let schema: SiteSchema
    private let folder: String

    init() throws {
      schema = try SiteSchema(in: .given())
      folder = try makeTemporaryFolder()
      try writeText("\(SiteSchema.password)\n", to: "\(folder)/password")
      try writeText("userId,movieId,rating,timestamp\n1,1,4,1112486027\n", to: "\(folder)/ratings.csv")
      try writeText("movieId,title,genres\n1,Heat (1995),Crime\n", to: "\(folder)/movies.csv")
    }

    private static let commands = [
      ["marquee-ctl", "users"], ["marquee-ctl", "users", "deactivate", "mara"], ["marquee-ctl", "prune"],
      ["marquee-ctl", "import", "--data", "FOLDER"], ["marquee-train", "fit", "EASE"],
    ]

    @Test(arguments: commands)
    func `a command on a database without tables says how to create them`(command: [String]) throws {
      try expect(command, says: "run 'marquee-ctl migrate'", "doesn't exist")
    }

    @Test(arguments: commands)
    func `a command whose database does not exist says how to create it`(command: [String]) throws {
      let name = "\(schema.name)_none"
      try schema.sql("GRANT ALL PRIVILEGES ON \(name).* TO '\(schema.account("migrate"))'@'localhost'")
      try expect(command, ["database_name": name], says: "create it with 'marquee-ctl migrate'", name)
    }

    @Test(arguments: commands + [["marquee-ctl", "migrate"]])
    func `a command that finds no database server says where it looked`(command: [String]) throws {
      let socket = "\(folder)/none.sock"
      try expect(command, ["database_socket": socket], says: "check that it runs", "'database_socket'", socket)
    }

    @Test(arguments: commands + [["marquee-ctl", "migrate"]])
    func `a command refused by the database names the refused account`(command: [String]) throws {
      try expect(command, ["database_user": "nobody_here"], says: "'database_user'", "'nobody_here'@'localhost'")
    }

    @Test func `a migration with too few privileges says which ones it needs`() throws {
      let user = schema.account("train")
      try expect(["marquee-ctl", "migrate"], ["database_user": user], says: "all privileges on 'database_name'", user)
    }

    /// Expects exit code 1 and an error in one line, without details that only help in a debugger.
    private func expect(_ command: [String], _ changes: [String: String] = [:], says mentions: String...) throws {
      let settings = [
        "database_socket": schema.server.socket, "database_name": schema.name,
        "database_user": schema.account("migrate"), "database_password_file": "\(folder)/password",
        "models": folder, "migrations": "\(Settings.root)/sql",
      ].merging(changes, uniquingKeysWith: { $1 })
      let lines = settings.sorted { $0.key < $1.key }.map { "\($0) = \($1)" }
      try writeText(lines.joined(separator: "\n") + "\n", to: "\(folder)/marquee.conf")
      let words = command.dropFirst().map { $0 == "FOLDER" ? folder : $0 } + ["--config", "\(folder)/marquee.conf"]
      let child = try ChildProcess(["\(Settings.executables())/\(command[0])"] + words, log: "\(folder)/log")
      #expect(child.waitForEnd() == 1)
      let line = child.output.split(separator: "\n").last.map(String.init) ?? ""
      #expect(line.hasPrefix("\(command[0]): "), "\(line)")
      for mention in mentions { #expect(line.contains(mention), "\(line)") }
      for form in [#"(""#, #"\'"#, #"\n"#, "Error("] { #expect(!line.contains(form), "\(line)") }
    }
  }
}
