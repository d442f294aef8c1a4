import MariaDB

extension MariaDBError {
  /// For an operator, in a line: what is the matter and what to do about it, if that is known, then the server's words.
  package var explanation: String { advice.map { "\($0) (\(description))" } ?? description }

  /// What is the matter, with the keys of the configuration to look at or the command to run.
  var advice: String? {
    switch code {
    case 2_002, 2_003, 2_005:
      "the database server cannot be reached: check that it runs, and 'database_socket' or 'database_host'"
    case 2_026: "the database server cannot be reached over TLS: check its certificate and 'database_tls'"
    case 1_130: "the database server takes no connections from this machine"
    case 1_040, 1_203, 1_226: "the database server has given all the connections it may"
    case 1_045, 1_698:
      "the database server refuses the account: check 'database_user' and 'database_password_file'"
    case 1_044, 1_142, 1_143, 1_227, 1_370:
      "the account has too few rights: check 'database_user'; "
        + "migrations and imports need one with all rights on 'database_name'"
    case 1_049: "there is no such database: check 'database_name', or create it with 'marquee-ctl migrate'"
    case 1_054, 1_146: "the database has no schema, or an old one: run 'marquee-ctl migrate'"
    case 1_290, 1_792, 1_836: "the database is read-only: check that this is the primary server"
    case 1_021, 1_114: "the database server has no room left"
    default: nil
    }
  }
}
