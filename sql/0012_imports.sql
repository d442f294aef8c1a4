-- Histories that users bring from other sites, and the ids of movies there.
--
-- Takes less than a second, however many interactions there are: no row is rewritten.

-- IMDb's id without its letters (`tt0114709` is 114709), and TMDb's. Data sets give some ids to two movies.
ALTER TABLE movies ADD COLUMN imdb_id INT UNSIGNED NULL, ADD COLUMN tmdb_id INT UNSIGNED NULL;

-- A file that a user has imported, by its SHA-256, so that the same file again goes on with the same import. The counts
-- are of what the import has added.
CREATE TABLE imports (
  id BIGINT NOT NULL AUTO_INCREMENT,
  user_id BIGINT NOT NULL,
  source VARCHAR(16) CHARACTER SET ascii NOT NULL,
  file_hash BINARY(32) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  ratings INT NOT NULL DEFAULT 0,
  views INT NOT NULL DEFAULT 0,
  likes INT NOT NULL DEFAULT 0,
  watchlist INT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  UNIQUE KEY file (user_id, file_hash),
  KEY newest (user_id, id),
  CONSTRAINT imports_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Which interactions an import has added, by their idempotency keys: undoing it takes back exactly these, keys
-- included.
CREATE TABLE imported_events (
  user_id BIGINT NOT NULL,
  import_id BIGINT NOT NULL,
  event_id BINARY(16) NOT NULL,
  PRIMARY KEY (user_id, import_id, event_id),
  CONSTRAINT imported_events_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Which movies an import has put on the watchlist: when the file says that they were put on the list (1970-01-01 if it
-- does not), and the time that they got here.
CREATE TABLE imported_watchlist (
  user_id BIGINT NOT NULL,
  movie_id BIGINT NOT NULL,
  said_at DATETIME(6) NOT NULL,
  import_id BIGINT NOT NULL,
  added_at DATETIME(6) NOT NULL,
  PRIMARY KEY (user_id, movie_id, said_at),
  KEY import (user_id, import_id, movie_id),
  CONSTRAINT imported_watchlist_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;

-- Rows of a file that the user has to decide about: which movie they mean. `acts` is what they say about it, each as
-- kind, half stars of a rating, and microseconds since 1970 or `-`, separated by spaces. `candidates` are movies' ids.
-- A row that has been decided stays, so that the same file again does not ask again.
CREATE TABLE import_questions (
  user_id BIGINT NOT NULL,
  import_id BIGINT NOT NULL,
  number INT NOT NULL,
  title VARCHAR(600) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  year SMALLINT NULL,
  acts TEXT CHARACTER SET ascii NOT NULL,
  candidates VARCHAR(255) CHARACTER SET ascii NOT NULL,
  answered_at DATETIME(6) NULL,
  PRIMARY KEY (user_id, import_id, number),
  CONSTRAINT import_questions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;
