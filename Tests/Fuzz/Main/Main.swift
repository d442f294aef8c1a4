import Foundation
import FuzzEntries

// libFuzzer brings the main function. MARQUEE_FUZZ names the entry. With MARQUEE_FUZZ_SEEDS all seeds are written to
// that folder, and nothing is tried.

private let environment = ProcessInfo.processInfo.environment
private let entry = FuzzEntry.all.first { $0.name == environment["MARQUEE_FUZZ"] }

@_cdecl("LLVMFuzzerInitialize")
public func initialise(_: UnsafeMutableRawPointer, _: UnsafeMutableRawPointer) -> CInt {
  guard let folder = environment["MARQUEE_FUZZ_SEEDS"] else { return 0 }
  for entry in FuzzEntry.all {
    let own = "\(folder)/\(entry.name)"
    try? FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
    for (index, seed) in entry.seeds.enumerated() {
      try? Data(seed).write(to: URL(filePath: "\(own)/seed-\(index)"))
    }
  }
  exit(0)
}

@_cdecl("LLVMFuzzerTestOneInput")
public func tryOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let entry else { fatalError("MARQUEE_FUZZ is none of \(FuzzEntry.all.map(\.name))") }
  if let fault = entry.fault(Array(UnsafeBufferPointer(start: start, count: count))) { fatalError(fault) }
  return 0
}
