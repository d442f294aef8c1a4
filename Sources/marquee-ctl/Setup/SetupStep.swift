/// One thing that `marquee-ctl setup` does, as the commands that an administrator would type. The same text is shown
/// and run, so that a dry run tells all.
struct SetupStep: Equatable {
  /// One word, which names the step in the record of what was made; nil if there is nothing to take back.
  let id: String?
  /// What holds once it is done.
  let name: String
  /// Succeeds if there is nothing to do.
  let check: String
  let command: String
  /// Succeeds if something in the way has the same name, and somebody else has made it. The step fails then, and will
  /// not be taken back.
  var obstacle = "false"
  /// Takes it back. Runs only if the step was carried out.
  var undo: String?
  /// Whether `undo` destroys what users have made, so that it asks first.
  var undoesData = false
  /// What to do if the command fails, or if there is an obstacle.
  let remedy: String
}

extension String {
  /// The text as one word of a shell.
  var shellWord: String {
    let isPlain =
      !isEmpty
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "/._-=:@%+,".utf8.contains(byte)
        }
      }
    return isPlain ? self : "'" + replacing("'", with: #"'\''"#) + "'"
  }
}
