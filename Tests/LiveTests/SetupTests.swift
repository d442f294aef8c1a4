import Foundation
import Glibc
import Testing

extension LiveSuites {
  /// `scripts/package --try` runs the rest of it.
  @Suite struct SettingUp {
    @Test func `only root can set up a site, and anybody may look at the steps`() throws {
      // In a folder that others can reach.
      var template = Array("/tmp/marquee-live.XXXXXX".utf8CString)
      #expect(mkdtemp(&template) != nil)
      let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      Watcher.shared.owns(folder: folder)
      #expect(chmod(folder, 0o755) == 0)
      let program = "\(folder)/marquee-ctl"
      // Copied by another process: a file that this one has open for writing, even through a fork, cannot be executed.
      let copy = try ChildProcess(
        ["cp", "\(Settings.executables())/marquee-ctl", program], log: "\(makeTemporaryFolder())/log")
      #expect(copy.waitForEnd() == 0)
      let asNobody = getuid() == 0 ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
      func setUp(_ options: [String]) throws -> (status: Int32?, output: String) {
        let child = try ChildProcess(asNobody + [program, "setup"] + options, log: "\(makeTemporaryFolder())/log")
        return (child.waitForEnd(), child.output)
      }
      for options in [[], ["--remove"]] {
        let refused = try setUp(options)
        #expect(refused.status == 1 && refused.output.contains("setup needs root"), "\(refused.output)")
      }
      let shown = try setUp(["--dry-run"])
      #expect(shown.status == 0 && shown.output.contains("CREATE DATABASE"), "\(shown.output)")
    }
  }
}
