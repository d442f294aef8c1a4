import Configuration
import Testing

struct ConfigurationTests {
  private func parse(
    _ contents: String?, _ environment: [String: String] = [:]
  ) throws(ConfigurationError) -> Configuration {
    try Configuration.parse(contents: contents, file: "marquee.conf", environment: environment)
  }

  private func fault(_ contents: String, _ environment: [String: String] = [:]) -> String? {
    do throws(ConfigurationError) {
      _ = try parse(contents, environment)
      return nil
    } catch { return error.description }
  }

  @Test func `without a file every setting has its default`() throws {
    #expect(try parse(nil) == Configuration())
  }

  @Test func `settings are read between comments and white space`() throws {
    let configuration = try parse("# the pool\n\n  workers = 3\nslots=2\nstop_timeout = 5m\r\nsocket_mode = 0600\n")
    #expect(configuration.workers == 3)
    #expect(configuration.slots == 2)
    #expect(configuration.stopTimeout == .seconds(300))
    #expect(configuration.socketMode == 0o600)
  }

  @Test func `the environment overrides the file`() throws {
    #expect(try parse("slots = 2", ["MARQUEE_SLOTS": "4", "PATH": "/bin", "MARQUEE_CONFIG": "x"]).slots == 4)
  }

  @Test(arguments: [
    ("slots = 2\nslots = 3", "marquee.conf:2: 'slots' is set twice, first in line 1"),
    ("slot = 2", "marquee.conf:1: 'slot' is not a known key"),
    ("slots", "marquee.conf:1: expected 'key = value', found 'slots'"),
    ("a\u{1B}[2J\u{202E}", "marquee.conf:1: expected 'key = value', found 'aU+001B[2JU+202E'"),
    ("workers = 2\nworkers_min = 3", "marquee.conf:2: 'workers_min' is 3, and the maximum, workers, is 2"),
    (
      "hard_limit = 5s\n\nsoft_limit = 1m",
      "marquee.conf:3: 'soft_limit' is 60000ms and would never be reached: hard_limit is 5000ms"
    ),
    (
      "password_cost = 31",
      "marquee.conf:1: 'password_cost' cannot be '31': expected 4–16 (log2 of rounds): each step doubles the time of a "
        + "hash, from seconds at 16 to more than a day at 31"
    ),
    ("password_cost = 3", "marquee.conf:1: 'password_cost' cannot be '3': expected 4–16 (log2 of rounds)"),
    (
      "allowed_clients = ::1, 10.0.0.0/33",
      "marquee.conf:1: 'allowed_clients' cannot be '::1, 10.0.0.0/33': the prefix length of '10.0.0.0/33' must be from "
        + "0 to 32"
    ),
    (
      "allowed_clients = fe80::/+1",
      "marquee.conf:1: 'allowed_clients' cannot be 'fe80::/+1': the prefix length of 'fe80::/+1' must be from 0 to 128"
    ),
    (
      "allowed_clients = 10.0.0",
      "marquee.conf:1: 'allowed_clients' cannot be '10.0.0': '10.0.0' is not an address"
    ),
    (
      "allowed_clients =",
      "marquee.conf:1: 'allowed_clients' cannot be '': expected addresses, or networks such as 10.0.0.0/8, separated "
        + "by commas; no host names"
    ),
    ("slots = 0", "marquee.conf:1: 'slots' cannot be '0': expected 1–256 (threads)"),
  ])
  func `a fault is reported with file, line and key`(contents: String, expected: String) {
    #expect(fault(contents) == expected)
  }

  @Test func `a contradiction caused by the environment is reported with the variable`() {
    #expect(
      fault("workers = 2", ["MARQUEE_WORKERS_MIN": "3"])?.hasPrefix("environment variable MARQUEE_WORKERS_MIN: ")
        == true)
  }

  @Test(arguments: [("250ms", 250), ("5s", 5_000), ("2m", 120_000), ("1h", 3_600_000), ("0", 0)])
  func `a limit is read with its unit, and 0 means none`(text: String, milliseconds: Int) throws {
    #expect(try parse("slow_request = \(text)").slowRequest == (milliseconds == 0 ? nil : .milliseconds(milliseconds)))
  }

  @Test func `a fault in the environment is reported with the variable`() {
    #expect(fault("", ["MARQUEE_SLOTS": "x"])?.hasPrefix("environment variable MARQUEE_SLOTS: 'slots'") == true)
  }

  @Test(arguments: [
    "token_lifetime = 5", "token_lifetime = 5y", "token_lifetime = 99999999999999999d", "allow_root = yes",
    "slow_request = 5", "slow_request = 0s", "slow_request = 2h", "workers_min = 0", "socket =", "socket_mode = 888",
    "workers = 0", "log_level = loud",
    "cors_origins = *", "cors_origins = null", "cors_origins = films.example", "cors_origins = https://films.example/",
    "cors_origins = https://Films.example", "cors_origins = https://films.example:443", "cors_origins = https://:80",
    "cors_origins = https://user@films.example", "cors_origins = ftp://films.example",
    "cors_origins = https://a.example:0", "cors_origins = https://a.example:1:2",
  ])
  func `an invalid value is refused`(line: String) {
    #expect(fault(line) != nil)
  }

  @Test func `origins are separated by commas`() throws {
    #expect(
      try parse("cors_origins = https://films.example , http://localhost:3000").corsOrigins == [
        "https://films.example", "http://localhost:3000",
      ])
    #expect(try parse("cors_origins =").corsOrigins == [])
  }

  @Test func `every key is documented once`() {
    #expect(Set(Setting.all.map(\.key)).count == Setting.all.count)
    #expect(Setting.all.allSatisfy { !$0.summary.isEmpty && !$0.expects.isEmpty })
  }
}
