-- Passwords set by an operator, and refresh tokens that were just replaced.

-- Null for a password that the user has chosen. A password set by an operator opens one session before this time; that
-- login sets it to the current time.
ALTER TABLE users ADD COLUMN one_time_until DATETIME(6) NULL;

-- Refresh tokens replaced in the last few seconds, which an honest client may repeat: it lost the answer, or has two
-- tabs.
CREATE TABLE replaced_refresh_tokens (
  session_id BIGINT NOT NULL,
  token_hash BINARY(32) NOT NULL,
  replaced_at DATETIME(6) NOT NULL,
  PRIMARY KEY (session_id, token_hash),
  CONSTRAINT replaced_refresh_tokens_session FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- The tokens kept in `sessions` until now are older than these few seconds.
ALTER TABLE sessions DROP COLUMN previous_hash, DROP COLUMN rotated_at;
