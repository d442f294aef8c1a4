import Testing

/// The real nginx, MariaDB and executables, through HTTP, one test after another: some of them kill, stop and replace
/// what the others use. `scripts/test` provides what they need; without it they fail.
@Suite(.serialized) enum Live {}
