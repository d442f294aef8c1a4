import FastCGI
import TestCases
import Testing

/// What a worker knows of its connections, beside a plain account of them.
struct ConnectionSchedulesTests {
  private enum Step {
    /// A connection is accepted, or transferred from another worker.
    case open
    /// A slot takes it out of epoll, and returns it. Numbers choose among the connections in question.
    case unwatch(Int), watch(Int)
    case close(Int)
    case retire
  }

  @Test func `no schedule forgets a connection`() {
    let finding = Search.run("connections of a worker", count: 20_000) { draws in
      (0..<draws.number(2...60)).map { _ in
        switch draws.number(0...9) {
        case 0...2: Step.open
        case 3...4: .unwatch(draws.number(0...9))
        case 5...6: .watch(draws.number(0...9))
        case 7...8: .close(draws.number(0...9))
        default: draws.once(in: 6) ? .retire : .open
        }
      }
    } fault: {
      Self.fault($0)
    }
    #expect(finding == nil)
  }

  private static func fault(_ steps: [Step]) -> String? {
    var connections = Connections()
    var (watched, served, isRetiring): ([Int32], [Int32], Bool) = ([], [], false)
    func chosen(_ number: Int, _ descriptors: [Int32]) -> Int32? {
      descriptors.isEmpty ? nil : descriptors[number % descriptors.count]
    }
    for step in steps {
      switch step {
      case .open:
        // The kernel gives out the lowest free number.
        guard let descriptor = (5...).first(where: { !watched.contains($0) && !served.contains($0) }) else { continue }
        watched.append(descriptor)
        connections.opened(descriptor)
      case .unwatch(let number):
        guard let descriptor = chosen(number, watched) else { continue }
        watched.removeAll { $0 == descriptor }
        served.append(descriptor)
        connections.unwatch(descriptor)
      case .watch(let number):
        guard let descriptor = chosen(number, served) else { continue }
        served.removeAll { $0 == descriptor }
        watched.append(descriptor)
        connections.watch(descriptor)
      case .close(let number):
        guard let descriptor = chosen(number, watched + served) else { continue }
        watched.removeAll { $0 == descriptor }
        served.removeAll { $0 == descriptor }
        connections.closed(descriptor)
      case .retire:
        isRetiring = true
        connections.retire()
      }
      let open = watched.count + served.count
      if connections.watched != Set(watched) { return "other connections are watched" }
      if connections.open != open { return "\(connections.open) connections count as open, not \(open)" }
      if connections.isFinished != (isRetiring && open == 0) { return "the worker is taken for finished wrongly" }
    }
    return nil
  }
}
