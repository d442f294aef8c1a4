import Foundation
import Glibc
import Synchronization

/// Figures of processes, files and tables over time.
struct Resources {
  typealias Sample = (time: Double, value: Double)

  private(set) var samples: [String: [Sample]] = [:]
  private let began = now()

  mutating func add(_ name: String, _ value: Double) {
    samples[name, default: []].append((now() - began, value))
  }

  /// Notes what processes hold together: memory in MiB, descriptors and threads.
  mutating func add(_ name: String, of processes: [pid_t]) {
    var (whole, own, descriptors, threads) = (0.0, 0.0, 0.0, 0.0)
    for process in processes {
      // One that ends meanwhile is left out.
      let memory = (try? readText("/proc/\(process)/smaps_rollup")) ?? ""
      whole += Self.kibibytes("Pss:", memory) / 1_024
      own += (Self.kibibytes("Private_Clean:", memory) + Self.kibibytes("Private_Dirty:", memory)) / 1_024
      descriptors += Self.entries("/proc/\(process)/fd")
      threads += Self.entries("/proc/\(process)/task")
    }
    add("\(name), PSS MiB", whole)
    add("\(name), private MiB", own)
    add("\(name), descriptors", descriptors)
    add("\(name), threads", threads)
  }

  private static func kibibytes(_ key: String, _ text: String) -> Double {
    let line = text.split(separator: "\n").first { $0.hasPrefix(key) }
    return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
  }

  private static func entries(_ folder: String) -> Double {
    Double((try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0)
  }

  /// How each figure developed, by name.
  var growths: [(name: String, growth: Growth)] {
    samples.sorted { $0.key < $1.key }.compactMap { name, samples in Growth(samples).map { (name, $0) } }
  }
}

/// How a figure developed.
struct Growth {
  /// The means of the first and the last third of the time.
  let first: Double
  let last: Double
  let highest: Double
  /// By least squares.
  let perHour: Double

  /// Nil if a third has no sample.
  init?(_ samples: [Resources.Sample]) {
    guard let begin = samples.first?.time, let end = samples.last?.time, end > begin else { return nil }
    func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    let third = (end - begin) / 3
    guard let first = mean(samples.filter { $0.time <= begin + third }.map(\.value)),
      let last = mean(samples.filter { $0.time >= end - third }.map(\.value)),
      let time = mean(samples.map(\.time)), let value = mean(samples.map(\.value))
    else { return nil }
    self.first = first
    self.last = last
    highest = samples.map(\.value).max() ?? 0
    let slope = samples.map { ($0.time - time) * ($0.value - value) }.reduce(0, +)
    perHour = 3_600 * slope / samples.map { ($0.time - time) * ($0.time - time) }.reduce(0, +)
  }

  /// Whether the last third may have so much more than the first.
  ///
  /// - Memory: the smallest block of malloc has 32 bytes. A pool that loses one with each request has lost 9 MiB at
  ///   300,000 requests, which is what an hour has between the thirds.
  /// - Descriptors: between the thirds are hundreds of troubles, and a process that loses a descriptor at one in twenty
  ///   has lost more than this. Kept connections come and go.
  /// - Threads are as many as the configuration says. Those of the pool in trouble and of MariaDB come and go with
  ///   workers and connections, as descriptors do.
  /// - A log has so many bytes for each request.
  static func bound(of name: String, first: Double) -> Double? {
    let comesAndGoes = name.hasPrefix("MariaDB") || name.hasPrefix("in trouble")
    if name.hasSuffix("MiB") { return name.hasPrefix("MariaDB") ? nil : 4 }
    if name.hasSuffix("descriptors") { return 8 }
    if name.hasSuffix("threads") { return comesAndGoes ? 8 : 1 }
    return name.hasSuffix("log KiB") ? first / 2 : nil
  }

  func fault(_ name: String) -> String? {
    guard let bound = Self.bound(of: name, first: first), last > first + bound else { return nil }
    return "\(name): from \(first) to \(last)"
  }
}
