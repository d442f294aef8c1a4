import Foundation
import PackagePlugin

/// Generates a Swift file with the commit that is built, whenever a source or git's record of the commit has changed.
/// (`Context.gitInformation` in the manifest would be cached until the manifest changes, whatever is committed.)
@main struct SourceCommit: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let root = context.package.directoryURL
    let script = root.appending(path: "scripts/lib/source-commit.sh")
    let output = context.pluginWorkDirectoryURL.appending(path: "SourceCommit.swift")
    return [
      .buildCommand(
        displayName: "Looking up the commit", executable: URL(filePath: "/usr/bin/env"),
        arguments: ["bash", script.path, root.path, output.path],
        inputFiles: [script] + Self.files(below: root.appending(path: "Sources")) + Self.notes(of: root),
        outputFiles: [output])
    ]
  }

  private static func files(below folder: URL) -> [URL] {
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    return (found?.compactMap { $0 as? URL } ?? []).filter {
      (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
    }
  }

  /// The files that git changes with each commit; empty if the sources are not in a repository.
  private static func notes(of root: URL) -> [URL] {
    var folder = root.appending(path: ".git")
    // In a worktree `.git` is a file that names the folder.
    if let text = try? String(contentsOf: folder, encoding: .utf8), text.hasPrefix("gitdir: ") {
      folder = URL(
        filePath: text.dropFirst("gitdir: ".count).trimmingCharacters(in: .whitespacesAndNewlines), relativeTo: root)
    }
    return ["HEAD", "logs/HEAD", "index"].map { folder.appending(path: $0) }.filter {
      FileManager.default.fileExists(atPath: $0.path)
    }
  }
}
