-- Histories, ratings and what is counted of them take less than half the space on disk: pages are compressed when they
-- are written to disk, and stay as they were in memory.
--
-- Takes 17 s for a million interactions, and temporarily as much space again. Saves go on meanwhile, except for about a
-- second at the end of each table. Where the file system cannot free parts of a file (ext4, XFS and Btrfs can), no
-- space is saved. A server that keeps all tables in one file cannot compress them, and they stay as they are.
--
-- zlib is the one algorithm that every MariaDB has, and level 1 its fastest.
--
-- SQLFluff knows EXECUTE IMMEDIATE with a text only:
-- noqa: disable=PRS
EXECUTE IMMEDIATE IF(@@innodb_file_per_table,
  'ALTER TABLE interactions PAGE_COMPRESSED = 1, PAGE_COMPRESSION_LEVEL = 1, LOCK = NONE', 'DO 0');
EXECUTE IMMEDIATE IF(@@innodb_file_per_table,
  'ALTER TABLE ratings PAGE_COMPRESSED = 1, PAGE_COMPRESSION_LEVEL = 1, LOCK = NONE', 'DO 0');
EXECUTE IMMEDIATE IF(@@innodb_file_per_table,
  'ALTER TABLE counted_movies PAGE_COMPRESSED = 1, PAGE_COMPRESSION_LEVEL = 1, LOCK = NONE', 'DO 0');
EXECUTE IMMEDIATE IF(@@innodb_file_per_table,
  'ALTER TABLE recent_visits PAGE_COMPRESSED = 1, PAGE_COMPRESSION_LEVEL = 1, LOCK = NONE', 'DO 0');
