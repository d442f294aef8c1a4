-- Users whose taste has changed other than by a new interaction: they changed or deleted a rating or another
-- interaction, undid an import, or deleted their account. Models that learn between trainings follow them.
--
-- There is no foreign key: a row outlives its user. Rows are removed after a day.
--
-- Takes less than a second.
CREATE TABLE taste_changes (
  id BIGINT NOT NULL AUTO_INCREMENT,
  user_id BIGINT NOT NULL,
  changed_at DATETIME(6) NOT NULL DEFAULT UTC_TIMESTAMP(6),
  PRIMARY KEY (id),
  KEY changed_at (changed_at)
) ENGINE = InnoDB;
