import ArgumentParser
import LinearAlgebra
import System
import Training

/// Writes progress and failures to standard error, so that standard output has only the result.
func say(_ line: String) { StandardError.write(line + "\n") }

/// Runs a command and describes its failure in one line.
func reportingFailure(
  by report: (any Error) -> Void = { say("marquee-train: \($0)") }, _ work: () throws -> Void
) throws {
  do {
    try BLASWorkspace.map()
    try work()
    // Output may still be buffered, so a full disk only shows up here.
    try StandardOutput.flush()
  } catch let code as ExitCode {
    throw code
  } catch {
    report(error)
    // The threads of OpenBLAS wait for their memory, and its end would wait for them.
    if case LinearAlgebraError.noWorkspace = error { ThisProcess.exit(1) }
    throw ExitCode.failure
  }
}

/// The directory for temporary files.
func temporaryFolder() -> String { Environment["TMPDIR"] ?? "/tmp" }

/// The peak resident memory, in bytes.
func peakMemory() -> Int { Memory.peak() ?? 0 }

/// Replaces a file. Throws `WriteFailure`.
func writeText(_ text: String, to path: String) throws {
  do { try File.write(Array(text.utf8), to: path) } catch { throw WriteFailure(path: path, cause: error) }
}

/// A file that cannot be written.
struct WriteFailure: Error, CustomStringConvertible {
  let path: String
  let cause: SystemCallError
  var description: String { "cannot write \(path): \(cause.reason)" }
}
