-- What was recommended to which user, when, and by which version of which model. Movies by id, best first, separated by
-- spaces: a row is written for every recommendation and seldom read.
CREATE TABLE recommendations (
  id BIGINT NOT NULL AUTO_INCREMENT,
  public_id BINARY(16) NOT NULL,
  user_id BIGINT NOT NULL,
  model VARCHAR(64) CHARACTER SET ascii NOT NULL,
  model_version VARCHAR(128) CHARACTER SET ascii NOT NULL,
  source ENUM('context', 'history', 'popular') NOT NULL,
  movies TEXT CHARACTER SET ascii NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY history (user_id, id),
  KEY created_at (created_at),
  CONSTRAINT recommendations_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB;
