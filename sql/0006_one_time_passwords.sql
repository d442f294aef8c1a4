-- Passwords that an operator gave, and refresh tokens that were just replaced.

-- Null for a password of one's own choice. One that an operator gave opens one session before this moment, which that
-- log-in moves to now.
ALTER TABLE users ADD COLUMN one_time_until DATETIME(6) NULL;

-- Refresh tokens of the last few seconds, which an honest client may repeat: one that lost the answer, or two tabs.
CREATE TABLE replaced_refresh_tokens (
  session_id BIGINT NOT NULL,
  token_hash BINARY(32) NOT NULL,
  replaced_at DATETIME(6) NOT NULL,
  PRIMARY KEY (session_id, token_hash),
  CONSTRAINT replaced_refresh_tokens_session FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Those that were kept beside the session until now are older than these few seconds.
ALTER TABLE sessions DROP COLUMN previous_hash, DROP COLUMN rotated_at;
