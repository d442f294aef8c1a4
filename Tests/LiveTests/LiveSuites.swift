import Testing

/// Tests of the real nginx, MariaDB and executables over HTTP. They run one after another, because some kill, stop or
/// replace what others use. `scripts/test` provides what they need; without it they fail.
@Suite(.serialized) enum LiveSuites {}
