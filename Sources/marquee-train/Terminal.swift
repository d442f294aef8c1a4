import ArgumentParser
import Glibc
import Training

/// Standard error: for progress and failures, so that standard output stays the result.
func say(_ line: String) { write(line + "\n") }

func write(_ text: String) {
  let bytes = Array(text.utf8)
  _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
}

/// Runs a command and says its failure in one line.
func reportingFailure(_ work: () throws -> Void) throws {
  do {
    try work()
    // What was printed may stand in the buffer still: a full disk shows here.
    guard fflush(nil) == 0 else { throw OutputFailure(code: errno) }
  } catch let code as ExitCode {
    throw code
  } catch {
    say("marquee-train: \(error)")
    throw ExitCode.failure
  }
}

/// Where files of a moment go.
func temporaryFolder() -> String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

/// Bytes that this program has had in memory at most. Not what `getrusage` tells: that has what the process was before.
func peakMemory() -> Int { Memory.peak() ?? 0 }

/// Replaces a file. The error says the fault.
func writeText(_ text: String, to path: String) throws {
  guard let file = fopen(path, "we") else { throw WriteFailure(path: path, code: errno) }
  let bytes = Array(text.utf8)
  let written = fwrite(bytes, 1, bytes.count, file)
  guard fclose(file) == 0, written == bytes.count else { throw WriteFailure(path: path, code: errno) }
}

/// A file that cannot be written.
struct WriteFailure: Error, CustomStringConvertible {
  let path: String
  let code: Int32
  var description: String { "cannot write \(path): \(String(cString: strerror(code)))" }
}

/// The result that could not be written to standard output.
struct OutputFailure: Error, CustomStringConvertible {
  let code: Int32
  var description: String { "cannot write the result: \(String(cString: strerror(code)))" }
}
