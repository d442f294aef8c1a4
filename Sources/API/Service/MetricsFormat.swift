/// The text formats of the metrics. A client that does not ask for OpenMetrics gets the older format, which every
/// monitoring system reads.
enum MetricsFormat: CaseIterable {
  case prometheus, openMetrics

  var contentType: String {
    switch self {
    case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }

  /// The format that a client prefers (RFC 9110 §12.5.1).
  /// - Parameter accept: the header; nil if there is none.
  init(accept: String?) {
    var weights: [String: Double] = [:]
    for range in (accept ?? "").lowercased().split(separator: ",") {
      let parts = range.filter { $0 != " " && $0 != "\t" }.split(separator: ";").map(String.init)
      guard let type = parts.first else { continue }
      let weight = parts.first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      weights[type] = max(weights[type] ?? 0, weight)
    }
    let open = weights["application/openmetrics-text"] ?? 0
    let plain = weights["text/plain"] ?? weights["text/*"] ?? weights["*/*"] ?? 0
    self = open > 0 && open >= plain ? .openMetrics : .prometheus
  }
}
