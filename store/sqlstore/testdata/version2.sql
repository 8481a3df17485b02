INSERT INTO slugs VALUES ('north', 1);
INSERT INTO organizations VALUES (1, 'north', 'north', 'North', 'north', 'UTC', 'manager', 0, 1);
INSERT INTO accounts VALUES ('ada', 'Ada Moreau', 'ada@north.example', '', 1), ('bo', 'Bo Lund', 'bo@north.example', '', 1);
INSERT INTO principals VALUES (1, 'ada', 'member'), (1, 'bo', 'member'), (1, 'key000000001', 'key'), (1, 'key000000002', 'key');
INSERT INTO members VALUES (1, 'ada', 'administrator', 'Ada Moreau', 'ada moreau', 'ada@north.example', 1, 0), (1, 'bo', 'manager', 'Bo Lund', 'bo lund', 'bo@north.example', 1, 2);
INSERT INTO keys VALUES
	(1, 1, 'key000000001', 1, 'Parcel sync', 'parcel sync', 'user', 'ada', 1000, '', 253402300799999, 253402300799999, 253402300799999),
	(2, 1, 'key000000002', 1, 'Tile cache', 'tile cache', 'manager', 'bo', 2000, '', 253402300799999, 253402300799999, 253402300799999);
INSERT INTO secrets VALUES
	(16777216, 1, 'key000000001', 1, 'chk', 'abcd', 1000, 'ada', 253402300799999, 1000),
	(16777217, 1, 'key000000002', 1, 'chk', 'abcd', 2000, 'bo', 253402300799999, 2000),
	(16777218, 1, 'key000000002', 1, 'chk', 'abcd', 3000, 'bo', 253402300799999, 0);
INSERT INTO kinds VALUES (1, 'projects', 'project', 'projects', NULL);
INSERT INTO resources VALUES (1, 'res', 'projects', 'res', 'Res', 'res', NULL);
INSERT INTO owners VALUES (1, 'res', 'key000000001'), (1, 'res', 'ada');
INSERT INTO counters VALUES (1, 'keys', 2);
UPDATE counters SET n = 2 WHERE org_id = 0 AND name = 'key_seqs';
UPDATE counters SET n = 16777218 WHERE org_id = 0 AND name = 'secret_seqs';
