-- Idempotency keys, indexes for listing and counting, and statistics over all users.

-- Every event_id that a client has sent, an idempotency key, so that a retry counts once. The rating is as it was sent:
-- the interaction's own may have been changed since. If the interaction is deleted, the key stays, but no longer says
-- which movie it was for: a late retry must not bring the interaction back.
CREATE TABLE events (
  user_id BIGINT NOT NULL,
  event_id BINARY(16) NOT NULL,
  interaction_id BIGINT NULL,
  half_stars TINYINT UNSIGNED NULL,
  PRIMARY KEY (user_id, event_id),
  KEY interaction_id (interaction_id),
  CONSTRAINT events_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT events_interaction FOREIGN KEY (interaction_id) REFERENCES interactions (id) ON DELETE SET NULL
) ENGINE = InnoDB;

-- A user's interactions with one movie are filtered by kind, and those of all users with one movie are counted, from
-- the index alone.
ALTER TABLE interactions
  DROP KEY history_of_movie, ADD KEY history_of_movie (user_id, movie_id, id, kind),
  DROP KEY movie_id, ADD KEY events_of_movie (movie_id, user_id, kind, created_at);

-- The same for the ratings of one movie; and an index for a user's ratings, newest first.
ALTER TABLE ratings
  DROP KEY movie_id, ADD KEY ratings_of_movie (movie_id, half_stars),
  ADD KEY newest (user_id, rated_at, movie_id);

-- One row: when a worker last counted the following, and how long it took, in microseconds. The version changes with
-- each count. An import marks the next count as due.
CREATE TABLE statistics (
  id TINYINT NOT NULL,
  version BIGINT NOT NULL,
  counted_at DATETIME(6) NULL,
  duration BIGINT NOT NULL,
  is_due BOOLEAN NOT NULL,
  users BIGINT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT statistics_one_row CHECK (id = 1)
) ENGINE = InnoDB;

INSERT INTO statistics (id, version, counted_at, duration, is_due, users) VALUES (1, 0, NULL, 0, TRUE, 0);

-- For each movie with any interaction: interactions by kind, current ratings and their sum, and how many users have
-- viewed, selected or rated it, ever and lately.
CREATE TABLE movie_statistics (
  movie_id BIGINT NOT NULL,
  views BIGINT NOT NULL,
  selects BIGINT NOT NULL,
  recommends BIGINT NOT NULL,
  rates BIGINT NOT NULL,
  ratings BIGINT NOT NULL,
  half_stars BIGINT NOT NULL,
  users BIGINT NOT NULL,
  users_of_day BIGINT NOT NULL,
  users_of_week BIGINT NOT NULL,
  users_of_month BIGINT NOT NULL,
  PRIMARY KEY (movie_id)
) ENGINE = InnoDB;
