import MariaDB

extension MariaDBError {
  /// For an operator, on one line: what is wrong and what to do about it, if known, then the server's text.
  package var explanation: String { advice.map { "\($0) (\(description))" } ?? description }

  /// What is wrong, with the configuration keys to check or the command to run; nil if unknown.
  var advice: String? {
    switch code {
    case 2_002, 2_003, 2_005:
      "the database server cannot be reached: check that it runs, and 'database_socket' or 'database_host'"
    case 2_026: "the database server cannot be reached over TLS: check its certificate and 'database_tls'"
    case 1_130: "the database server does not allow connections from this machine"
    case 1_040, 1_203, 1_226: "the database server allows no more connections"
    case 1_045, 1_698:
      "the database server rejects the account: check 'database_user' and 'database_password_file'"
    case 1_044, 1_142, 1_143, 1_227, 1_370:
      "the account lacks privileges: check 'database_user'; "
        + "migrations and imports need one with all privileges on 'database_name'"
    case 1_049: "the database does not exist: check 'database_name', or create it with 'marquee-ctl migrate'"
    case 1_054, 1_146: "the database has no schema, or an old one: run 'marquee-ctl migrate'"
    case 1_290, 1_792, 1_836: "the database is read-only: check that this is the primary server"
    case 1_021, 1_114: "the database server has no space left"
    default: nil
    }
  }
}
