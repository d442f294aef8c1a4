-- Users, movies, what users did with movies, and their current ratings.

-- Names are unique ignoring case and accents, e-mails ignoring case. Imported users have no name, e-mail or password.
CREATE TABLE users (
  id BIGINT NOT NULL AUTO_INCREMENT,
  username VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_nopad_ai_ci NULL,
  email VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_nopad_as_ci NULL,
  password_hash VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL,
  age TINYINT UNSIGNED NULL,
  gender VARCHAR(32) NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY username (username),
  UNIQUE KEY email (email)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

-- Ids come from the source: 0 and negative ones are valid.
CREATE TABLE movies (
  id BIGINT NOT NULL,
  title VARCHAR(512) NOT NULL,
  date DATE NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci;

CREATE TABLE genres (
  id INT NOT NULL AUTO_INCREMENT,
  name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY name (name)
) ENGINE = InnoDB;

-- A movie's genres, in the source's order.
CREATE TABLE movie_genres (
  movie_id BIGINT NOT NULL,
  position TINYINT UNSIGNED NOT NULL,
  genre_id INT NOT NULL,
  PRIMARY KEY (movie_id, position),
  KEY genre_id (genre_id),
  CONSTRAINT movie_genres_movie FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE,
  CONSTRAINT movie_genres_genre FOREIGN KEY (genre_id) REFERENCES genres (id)
) ENGINE = InnoDB;

-- The history: one row per interaction. Ratings are in half stars, 1-10.
CREATE TABLE interactions (
  id BIGINT NOT NULL AUTO_INCREMENT,
  user_id BIGINT NOT NULL,
  movie_id BIGINT NOT NULL,
  kind ENUM('view', 'select', 'recommend', 'rate') NOT NULL,
  half_stars TINYINT UNSIGNED NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY history (user_id, id),
  KEY history_of_kind (user_id, kind, id),
  KEY history_of_movie (user_id, movie_id, id),
  KEY movie_id (movie_id),
  CONSTRAINT interactions_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT interactions_movie FOREIGN KEY (movie_id) REFERENCES movies (id),
  CONSTRAINT interactions_rating CHECK ((kind = 'rate') = (half_stars IS NOT NULL)),
  CONSTRAINT interactions_half_stars CHECK (half_stars BETWEEN 1 AND 10)
) ENGINE = InnoDB;

-- The current rating: that of a user's newest `rate` interaction with a movie.
CREATE TABLE ratings (
  user_id BIGINT NOT NULL,
  movie_id BIGINT NOT NULL,
  half_stars TINYINT UNSIGNED NOT NULL,
  rated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (user_id, movie_id),
  KEY movie_id (movie_id),
  CONSTRAINT ratings_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT ratings_movie FOREIGN KEY (movie_id) REFERENCES movies (id),
  CONSTRAINT ratings_half_stars CHECK (half_stars BETWEEN 1 AND 10)
) ENGINE = InnoDB;

-- One row. Workers compare the version with that of the catalogue they hold in memory.
CREATE TABLE catalogue (
  id TINYINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT catalogue_one_row CHECK (id = 1)
) ENGINE = InnoDB;

INSERT INTO catalogue (id, version) VALUES (1, 1);
