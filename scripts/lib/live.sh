# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # those of processes.sh and database.sh
# What live tests need besides executables: a private MariaDB, and the settings that name it and the tools.
#
# The caller sets `work`, a folder in /tmp, so that the paths of sockets stay below 107 bytes.

# A server that has switched to another user must get through it to the database's socket.
chmod 711 -- "$work"
records=$work/processes
database=$work/database
database_socket=$work/database.sock
database_administrator=root
# No data here needs to survive a power cut.
database_options=(--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0)
mkdir -p -- "$records" "$work/tmp"

start_test_database() {
  create_database "$work/database-install.log" normal || {
    log_tail "$work/database-install.log"
    fail "MariaDB cannot be installed in $work"
  }
  start_database "$work/mariadb.log" || {
    log_tail "$work/mariadb.log"
    fail "MariaDB does not start"
  }
}

# Only a few tests need these, and they fail if the installation has failed.
need_test_tools() {
  local name
  for name in schemathesis hypothesis numpy; do
    need_python_environment "$name" "$root/.build-tests/$name" "$work/$name-install.log" || true
  done
}

# export_test_settings BIN: for tests of the executables in this folder.
export_test_settings() {
  local variable
  # Settings in the user's environment must not reach the programs under test. Those of scripts/prove are for the tests.
  for variable in ${!MARQUEE_*}; do [[ $variable == MARQUEE_PROVE_* ]] || unset "$variable"; done
  export MARQUEE_TEST_BIN=$1
  export MARQUEE_TEST_DATABASE_SOCKET=$database_socket
  export MARQUEE_TEST_SCHEMATHESIS=$root/.build-tests/schemathesis/bin/schemathesis
  export MARQUEE_TEST_HYPOTHESIS=$root/.build-tests/hypothesis/bin/python
  export MARQUEE_TEST_NUMPY=$root/.build-tests/numpy/bin/python
  # The folder for files of the tests.
  export TMPDIR=$work/tmp
}
