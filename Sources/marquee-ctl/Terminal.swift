import ArgumentParser
import Glibc
import MariaDB
import Stores

/// Standard error: for progress and failures, so that standard output stays the result.
func say(_ line: String) {
  // What has been printed stands above, also where both go to one file.
  fflush(nil)
  let bytes = Array((line + "\n").utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}

/// Runs a command and says its failure in one line.
func reportingFailure(_ work: () throws -> Void) throws {
  do {
    try work()
    // What was printed may stand in the buffer still: a full disk shows here.
    guard fflush(nil) == 0 else { throw OutputFailure(code: errno) }
  } catch let code as ExitCode {
    throw code
  } catch let error as MariaDBError {
    say("marquee-ctl: \(error.explanation)")
    throw ExitCode.failure
  } catch {
    say("marquee-ctl: \(error)")
    throw ExitCode.failure
  }
}

/// Says which rows a list has left out, and throws if there are any.
func report(leftOut rows: [String], of table: String) throws(ExitCode) {
  for row in rows { say("marquee-ctl: an impossible row of \(table) is left out: \(row)") }
  if !rows.isEmpty { throw .failure }
}

/// The result that could not be written to standard output.
struct OutputFailure: Error, CustomStringConvertible {
  let code: Int32
  var description: String { "cannot write the result: \(String(cString: strerror(code)))" }
}
