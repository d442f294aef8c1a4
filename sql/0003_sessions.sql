-- Open sessions, and how often a wrong password was entered.

-- A deactivated account keeps its rows and cannot log in.
ALTER TABLE users ADD COLUMN deactivated_at DATETIME(6) NULL;

-- One row per login. Only the SHA-256 of its refresh token is stored, and that of the previous token, which an honest
-- client may repeat for a moment.
CREATE TABLE sessions (
  id BIGINT NOT NULL AUTO_INCREMENT,
  user_id BIGINT NOT NULL,
  refresh_hash BINARY(32) NOT NULL,
  previous_hash BINARY(32) NULL,
  rotated_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  last_used_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  user_agent VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  PRIMARY KEY (id),
  KEY user_id (user_id, id),
  KEY expires_at (expires_at),
  CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Consecutive wrong passwords, by what was entered as the name, whether or not an account has it. The name is hashed,
-- since users also type passwords there.
CREATE TABLE login_attempts (
  login_hash BINARY(32) NOT NULL,
  failures INT NOT NULL,
  last_failed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (login_hash),
  KEY last_failed_at (last_failed_at)
) ENGINE = InnoDB;
