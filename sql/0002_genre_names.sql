-- Names that differ only in trailing spaces are different names, as they are to the programs that read them.
ALTER TABLE genres MODIFY name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL;
