-- Movies that an operator has hidden, and since when. Interactions with them stay.
ALTER TABLE movies ADD COLUMN hidden_at DATETIME(6) NULL;
