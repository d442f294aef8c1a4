import ArgumentParser
import MariaDB
import Stores
import System

/// Writes a line to standard error. Used for progress and failures, so that standard output has only the result.
func say(_ line: String) {
  // This keeps the lines in order if both streams go to the same file.
  try? StandardOutput.flush()
  StandardError.write(line + "\n")
}

/// Runs a command, and reports a failure in one line.
func reportingFailure(_ work: () throws -> Void) throws {
  do {
    try work()
    // The output may still be buffered, so a full disk only shows up here.
    try StandardOutput.flush()
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

/// Reports the rows that were left out of a list, and throws if there are any.
func report(leftOut rows: [String], of table: String) throws(ExitCode) {
  for row in rows { say("marquee-ctl: an impossible row of \(table) is left out: \(row)") }
  if !rows.isEmpty { throw .failure }
}
