-- Deleted accounts, networks that an account is known from, and the number of interactions in long histories.

-- A deleted account loses its name, e-mail, password and sessions at once. Its other rows are removed a few at a time,
-- and the user together with the last of them.
ALTER TABLE users ADD COLUMN deleted_at DATETIME(6) NULL, ADD KEY deleted_at (deleted_at);

-- Networks from which the user has recently logged in or refreshed a session: wrong passwords from elsewhere do not
-- count there. The address is hashed with a key of the server.
CREATE TABLE known_networks (
  user_id BIGINT NOT NULL,
  network_hash BINARY(32) NOT NULL,
  last_used_at DATETIME(6) NOT NULL,
  PRIMARY KEY (user_id, network_hash),
  KEY last_used_at (last_used_at),
  CONSTRAINT known_networks_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- How many interactions of each kind a user has with ids up to `up_to`, so that only newer ones have to be counted.
-- Only long histories have a row.
CREATE TABLE interaction_counts (
  user_id BIGINT NOT NULL,
  up_to BIGINT NOT NULL,
  views BIGINT NOT NULL,
  selects BIGINT NOT NULL,
  recommends BIGINT NOT NULL,
  rates BIGINT NOT NULL,
  counted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (user_id),
  KEY counted_at (counted_at),
  CONSTRAINT interaction_counts_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;
