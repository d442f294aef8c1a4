import ArgumentParser
import Glibc
import Training

/// Writes to standard error: progress and failures, so that standard output has the result alone.
func say(_ line: String) { write(line + "\n") }

func write(_ text: String) {
  let bytes = Array(text.utf8)
  _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
}

/// Runs a command and describes its failure in one line.
func reportingFailure(_ work: () throws -> Void) throws {
  do {
    try work()
    // Output may still be buffered: a full disk shows here.
    guard fflush(nil) == 0 else { throw OutputFailure(code: errno) }
  } catch let code as ExitCode {
    throw code
  } catch {
    say("marquee-train: \(error)")
    throw ExitCode.failure
  }
}

/// The directory for temporary files.
func temporaryFolder() -> String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

/// The peak of bytes in memory.
func peakMemory() -> Int { Memory.peak() ?? 0 }

/// Replaces a file. Throws `WriteFailure`.
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

/// A result that cannot be written to standard output.
struct OutputFailure: Error, CustomStringConvertible {
  let code: Int32
  var description: String { "cannot write the result: \(String(cString: strerror(code)))" }
}
