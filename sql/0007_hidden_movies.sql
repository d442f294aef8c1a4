-- Films that an operator has hidden, and since when. What people did with them stays.
ALTER TABLE movies ADD COLUMN hidden_at DATETIME(6) NULL;
