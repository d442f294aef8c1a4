import API
import Domain
import Foundation
import HTTP
import Scoreboard
import System
import Testing

struct MetricsTests {
  private let board: Scoreboard
  private let site: Site

  init() throws {
    board = try Scoreboard.create(routes: ["GET /a", "POST /b \"\\"], rows: 4, slots: 4)
    site = try Site(scoreboard: board)
  }

  private func lines() -> [String] {
    let response = site.respond("GET", "/metrics", accept: "application/openmetrics-text; version=1.0.0")
    #expect(response.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    return String(decoding: response.body, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func `request metrics are summed over all workers by route, status and duration`() throws {
    for row in 0..<2 {
      board.row(row).occupy(process: 9, at: .microseconds(1))
      board.row(row).count(
        route: 0, status: 200, total: .microseconds(400), database: .microseconds(100), scoring: .microseconds(50),
        bytes: 7)
    }
    board.row(1).count(
      route: 1, status: 503, total: .microseconds(20_000_000), database: .microseconds(0), scoring: .microseconds(0),
      bytes: 0)
    let lines = lines()
    for line in [
      #"marquee_requests_total{route="GET /a",status="200"} 2"#,
      #"marquee_requests_total{route="POST /b \"\\",status="503"} 1"#,
      #"marquee_request_duration_seconds_bucket{route="GET /a",le="0.00025"} 0"#,
      #"marquee_request_duration_seconds_bucket{route="GET /a",le="0.0005"} 2"#,
      #"marquee_request_duration_seconds_bucket{route="POST /b \"\\",le="10.0"} 0"#,
      #"marquee_request_duration_seconds_bucket{route="POST /b \"\\",le="+Inf"} 1"#,
      #"marquee_request_duration_seconds_count{route="GET /a"} 2"#,
      #"marquee_request_duration_seconds_sum{route="GET /a"} 0.0008"#,
      #"marquee_database_seconds_total{route="GET /a"} 0.0002"#,
      #"marquee_scoring_seconds_total{route="GET /a"} 0.0001"#, #"marquee_response_bytes_total{route="GET /a"} 14"#,
    ] {
      #expect(lines.contains(line), "\(line)")
    }
    #expect(!lines.contains { $0.contains(#"route="other""#) })
  }

  @Test func `every metric that the Grafana dashboard shows is exported`() throws {
    board.row(0).occupy(process: 9, at: .microseconds(1))
    board.row(0).count(
      route: 0, status: 200, total: .microseconds(400), database: .microseconds(100), scoring: .microseconds(50),
      bytes: 7)
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..")
    let dashboard = try String(
      contentsOf: root.appendingPathComponent("scripts/packaging/grafana.json"), encoding: .utf8)
    let names = Set(dashboard.matches(of: /marquee_[a-z_]+/).map { String($0.output) })
    let shown = Set(lines().compactMap { $0.prefixMatch(of: /[a-z_]+/).map { String($0.output) } })
    #expect(names.count > 10)
    #expect(names.subtracting(shown) == [])
  }

  @Test func `the metrics show the state of the pool`() throws {
    board.configured(workers: 2, atLeast: 2, slots: 4)
    board.count(.crashes)
    board.row(0).occupy(process: 9, at: .microseconds(1))
    board.row(0).state = .ready
    board.row(2).occupy(process: 10, at: .microseconds(1))
    board.row(0).beat(at: SystemClock.monotonic() - .seconds(5))
    board.count(.stalledWorkers)
    board.count(.refusedClients)
    board.row(0)[1]?.begin(route: 0, requestID: "", at: .microseconds(5))
    board.row(0)[2]?.begin(route: 0, requestID: "", at: .microseconds(6))
    board.row(0)[2]?.enterDatabase(at: .microseconds(7))
    let lines = lines()
    for line in [
      "marquee_workers_configured 2", #"marquee_workers{state="ready"} 1"#, #"marquee_workers{state="starting"} 1"#,
      "marquee_slots_busy 2", "marquee_slots_in_database 1", "marquee_worker_crashes_total 1",
      "marquee_frozen_workers_total 1", "marquee_refused_clients_total 1",
      #"marquee_model_available{model="EASE"} 1"#,
      #"marquee_model_available{model="DeepFM"} 0"#,
    ] {
      #expect(lines.contains(line), "\(line)")
    }
    #expect(lines.contains { $0.hasPrefix(#"marquee_worker_heartbeat_age_seconds{worker="0"} 5."#) })
    #expect(lines.last == "# EOF")
  }

  @Test func `every sample follows its metric family, and each family appears once`() throws {
    board.row(0).occupy(process: 9, at: .microseconds(1))
    board.row(0).count(
      route: 0, status: 200, total: .microseconds(1), database: .microseconds(1), scoring: .microseconds(1), bytes: 1)
    var families: [String] = []
    for line in lines().dropLast() {
      if line.hasPrefix("# TYPE ") { families.append(String(line.split(separator: " ")[2])) }
      if !line.hasPrefix("#") { #expect(line.hasPrefix(families.last ?? "?"), "\(line)") }
    }
    #expect(Set(families).count == families.count && families.count > 10)
  }

  @Test func `a worker without a master exports the metrics of its models only`() throws {
    let text = String(decoding: try Site().respond("GET", "/metrics").body, as: UTF8.self)
    #expect(text.contains("marquee_model_available") && !text.contains("marquee_requests"))
  }

  private static let prometheus =
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"

  @Test(
    arguments: [
      (nil, false), ("*/*", false), ("text/plain", false), ("text/plain;version=0.0.4", false), ("", false),
      ("text/html, */*", false), ("application/json", false), (prometheus, true),
      ("application/openmetrics-text", true),
      ("Application/OpenMetrics-Text; version=1.0.0; charset=utf-8", true),
      ("application/openmetrics-text;q=0.3, text/plain;q=0.5", false),
      ("application/openmetrics-text;q=0, */*", false), ("application/openmetrics-text;q=0.5,text/*;q=0.4", true),
    ] as [(String?, Bool)])
  func `the Accept header selects between OpenMetrics and the Prometheus text format`(accept: String?, isOpen: Bool) {
    let response = site.respond("GET", "/metrics", accept: accept)
    let type =
      isOpen ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8"
    #expect(response.contentType == type)
    #expect(String(decoding: response.body, as: UTF8.self).hasSuffix("# EOF\n") == isOpen)
  }

  @Test func `the Prometheus text format has the same samples, and HELP and TYPE for each family`() throws {
    board.row(0).occupy(process: getpid(), at: .microseconds(1))
    board.row(0).count(
      route: 0, status: 200, total: .microseconds(1), database: .microseconds(1), scoring: .microseconds(1), bytes: 1)
    board.backsOff(youngDeaths: 4, nextStart: SystemClock.monotonic() + .seconds(7))
    let plain = String(decoding: site.respond("GET", "/metrics").body, as: UTF8.self).split(separator: "\n")
    let changing = ["_cpu_", "_memory_", "_heartbeat_", "_next_start_"]
    func samples(_ lines: [String]) -> [String] {
      lines.filter { line in !line.hasPrefix("#") && !changing.contains { line.contains($0) } }
    }
    #expect(samples(plain.map(String.init)) == samples(lines()))
    #expect(!plain.contains { $0.contains("info\n") || $0.hasPrefix("# UNIT") || $0 == "# EOF" })
    for line in ["# TYPE marquee_requests_total counter", "# TYPE marquee_model_info gauge"] {
      #expect(plain.contains { $0 == line }, "\(line)")
    }
    let next = try #require(plain.first { $0.hasPrefix("marquee_next_start_time_seconds ") })
    let time = try #require(Double(next.split(separator: " ")[1]))
    #expect((6.0...7.0).contains(time - Double(Site.now.microseconds) / 1e6))
    #expect(plain.count { $0.hasPrefix("# HELP") } == plain.count { $0.hasPrefix("# TYPE") })
  }

  @Test func `the metrics show the memory and CPU time of each worker`() throws {
    board.row(2).occupy(process: getpid(), at: .microseconds(1))
    let memory = try #require(lines().first { $0.hasPrefix(#"marquee_worker_resident_memory_bytes{worker="2"}"#) })
    #expect(memory.split(separator: " ").last.flatMap { Double($0) } ?? 0 > 1_000_000)
    #expect(lines().contains { $0.hasPrefix(#"marquee_worker_cpu_seconds_total{worker="2"} "#) })
  }

  @Test func `the metrics show the age of the statistics`() {
    site.statistics.replace(Statistics.of([(movie: 7, users: 8)]))
    site.elapsed.value = 90
    #expect(lines().contains("marquee_statistics_age_seconds 90.0"))
  }
}
