import Glibc
import Synchronization
import TestCases

/// Ends the programs that the tests have started and removes their folders, however the test process ends: by
/// returning, by a crash or by a signal.
///
/// It is a shell that learns of every process and folder through a pipe. The pipe ends when the test process does.
final class Watcher: Sendable {
  static let shared = Watcher()

  private let pipe: Mutex<Int32>

  private init() {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { fatalError("no pipe for the watcher") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    // A program that reads the output of the tests must not wait for the watcher.
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    guard closeOthers(in: &actions) else { fatalError("descriptors cannot be closed") }
    do {
      _ = try posixSpawn(["bash", "-c", Self.script], &actions, [:])
    } catch {
      fatalError("no watcher: \(error)")
    }
    close(ends[0])
    pipe = Mutex(ends[1])
  }

  func started(_ process: pid_t) { tell("started \(process)") }
  func ended(_ process: pid_t) { tell("ended \(process)") }
  func owns(folder: String) { tell("folder \(folder)") }

  private func tell(_ line: String) {
    pipe.withLock { _ = write($0, line + "\n", line.utf8.count + 1) }
  }

  private static let script = """
    trap '' TERM INT HUP
    declare -A processes folders
    while read -r verb value; do
      case $verb in
        started) processes[$value]=1 ;;
        ended) unset "processes[$value]" ;;
        folder) folders[$value]=1 ;;
      esac
    done
    for process in "${!processes[@]}"; do kill -TERM "$process"; done
    for ((tries = 0; tries < 100; tries++)); do
      left=
      for process in "${!processes[@]}"; do ! kill -0 "$process" || left=yes; done
      [[ -n $left ]] || break
      sleep 0.1
    done
    [[ -z $left ]] || for process in "${!processes[@]}"; do kill -KILL "$process"; done
    for folder in "${!folders[@]}"; do rm -rf -- "$folder"; done
    """
}
