-- A store as it was with migration V4: one record received, routed and offered, one received. Never change it.
BEGIN TRANSACTION;
CREATE TABLE bundle (
  submission TEXT NOT NULL PRIMARY KEY REFERENCES submission (id),
  bytes BLOB NOT NULL,
  hash BLOB NOT NULL
);
INSERT INTO "bundle" VALUES('7ead5fd7-096a-8a3f-a816-37b2763a8e98',X'7B226964223A2231227D',X'5811967F540D300D249AB30AE681359A7815FDB5D3DC71A94BE1D491006A6B27');
CREATE TABLE caseload (
  person TEXT NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (person, owner)
) WITHOUT ROWID;
CREATE TABLE dedupe (
  key BLOB NOT NULL PRIMARY KEY,
  content BLOB NOT NULL
) WITHOUT ROWID;
INSERT INTO "dedupe" VALUES(X'29EB918DB2C222B03A28855409C24B2E303799FAAF92C4D89AB23D26C1316BA2',X'651EB18CAA1F1E1A0B66AE0DE3D282F197504A78087E089A103FE048046773DF');
INSERT INTO "dedupe" VALUES(X'993F5DA89ACF698F6AADF9104B7B137627D88B05709DEAC66FF0F8E862DF1AF4',X'186DC5BB932A453C469350B0F6766156C493884B27215A4EA03A312C2D1D15F6');
CREATE TABLE entry (
  sequence INTEGER NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  -- The submission the entry is about; without one, its transfer.
  subject TEXT,
  canonical TEXT NOT NULL,
  leaf_hash BLOB NOT NULL
);
INSERT INTO "entry" VALUES(1,'RECEIVED','7ead5fd7-096a-8a3f-a816-37b2763a8e98','{"channel":"adt","commitment":"7ccb829dabda027a5769d50f16ac8ef5755d64bcbd812382ac91200769f17da4","cutoffMilliseconds":432000000,"format":"hl7v2","kind":"RECEIVED","messageType":"ADT^A01","sender":"RZ9","sequence":1,"startedAt":"2026-03-02T12:00:00.000Z","startedBySource":true,"submission":"7ead5fd7-096a-8a3f-a816-37b2763a8e98","targetMilliseconds":3600000,"time":"2026-03-02T12:00:10.000Z","workflow":"admission-notice"}',X'E6C2C60E0E6AFDCF08600E6CA46D925F394708006DCC88ADD601D7EA04669609');
INSERT INTO "entry" VALUES(2,'ROUTED','7ead5fd7-096a-8a3f-a816-37b2763a8e98','{"cutoffMilliseconds":432000000,"format":"hl7v2","kind":"ROUTED","recipient":"E99","rightPerson":true,"sender":"RZ9","sequence":2,"startedAt":"2026-03-02T12:00:00.000Z","startedBySource":true,"submission":"7ead5fd7-096a-8a3f-a816-37b2763a8e98","targetMilliseconds":3600000,"time":"2026-03-02T12:00:10.000Z","transfer":"8233d18b-5059-88ef-bf27-245e99507cca","valid":true,"workflow":"admission-notice"}',X'92D672118E0003795FCFB2D3485584534C57BB7BB2BC92115ACBA34FF42F9F66');
INSERT INTO "entry" VALUES(3,'OFFERED','7ead5fd7-096a-8a3f-a816-37b2763a8e98','{"kind":"OFFERED","sequence":3,"submission":"7ead5fd7-096a-8a3f-a816-37b2763a8e98","time":"2026-03-02T12:00:10.000Z","transfer":"8233d18b-5059-88ef-bf27-245e99507cca"}',X'548D20DCD59F967088C02102150EFB8721A6A37F32A036EE387D1CE9BF84D6B7');
INSERT INTO "entry" VALUES(4,'RECEIVED','75cb10aa-6c32-8202-b298-2a5818ccbb07','{"channel":"adt","commitment":"428fed60dc4e400c135c4657d4d9ad0d88861a109fbb91f3db93867ff76b1f7f","cutoffMilliseconds":432000000,"format":"hl7v2","kind":"RECEIVED","messageType":"ADT^A01","sender":"RZ9","sequence":4,"startedAt":"2026-03-02T12:00:00.000Z","startedBySource":true,"submission":"75cb10aa-6c32-8202-b298-2a5818ccbb07","targetMilliseconds":3600000,"time":"2026-03-02T12:00:10.000Z","workflow":"admission-notice"}',X'D3A5F9D2B408796AE7B9FCC962BA0346BAAFDDA212876E161198F8ECE0AC3FFA');
CREATE TABLE "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO "flyway_schema_history" VALUES(1,'1','ledger','SQL','V1__ledger.sql',624913301,'','2026-11-25 20:02:50.387',32,1);
INSERT INTO "flyway_schema_history" VALUES(2,'2','store','SQL','V2__store.sql',-890910652,'','2026-11-25 20:02:50.620',68,1);
INSERT INTO "flyway_schema_history" VALUES(3,'3','append only','SQL','V3__append_only.sql',1905635973,'','2026-11-25 20:02:50.694',22,1);
INSERT INTO "flyway_schema_history" VALUES(4,'4','unfinished','SQL','V4__unfinished.sql',1606332506,'','2026-11-25 20:02:50.771',1,1);
CREATE TABLE outbox (
  position INTEGER NOT NULL PRIMARY KEY,
  address TEXT NOT NULL,
  duplicate_id TEXT NOT NULL UNIQUE,
  ordering_key TEXT NOT NULL,
  submission TEXT NOT NULL,
  transfer TEXT
);
INSERT INTO "outbox" VALUES(2,'inbox','7ead5fd7-096a-8a3f-a816-37b2763a8e98','a6ca8120959b76e39e563503b65915aa','7ead5fd7-096a-8a3f-a816-37b2763a8e98',NULL);
INSERT INTO "outbox" VALUES(4,'out.E99','8233d18b-5059-88ef-bf27-245e99507cca','a6ca8120959b76e39e563503b65915aa','7ead5fd7-096a-8a3f-a816-37b2763a8e98','8233d18b-5059-88ef-bf27-245e99507cca');
INSERT INTO "outbox" VALUES(7,'inbox','75cb10aa-6c32-8202-b298-2a5818ccbb07','afcc0badbfb4f7a59a8ec00f6c37c09f','75cb10aa-6c32-8202-b298-2a5818ccbb07',NULL);
CREATE TABLE parked (
  submission TEXT NOT NULL PRIMARY KEY REFERENCES submission (id),
  ordering_key TEXT NOT NULL,
  position BIGINT NOT NULL,
  since BIGINT NOT NULL,
  -- 1 from the release until the submission is routed: those behind it still wait.
  released SMALLINT NOT NULL
);
CREATE TABLE payload (
  arrival INTEGER NOT NULL PRIMARY KEY REFERENCES submission (arrival),
  bytes BLOB NOT NULL,
  salt BLOB NOT NULL
);
INSERT INTO "payload" VALUES(1,X'4D53487C5E7E5C267C31',X'0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO "payload" VALUES(6,X'4D53487C5E7E5C267C32',X'0000000000000000000000000000000000000000000000000000000000000000');
CREATE TABLE rollup (
  day TEXT NOT NULL,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  workflow TEXT NOT NULL,
  format TEXT NOT NULL,
  measure TEXT NOT NULL,
  detail TEXT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (day, sender, recipient, workflow, format, measure, detail)
) WITHOUT ROWID;
INSERT INTO "rollup" VALUES('2026-03-02','RZ9','','admission-notice','hl7v2','REACHED','OBLIGED',1);
INSERT INTO "rollup" VALUES('2026-03-02','RZ9','','admission-notice','hl7v2','STATUS','OPEN',1);
INSERT INTO "rollup" VALUES('2026-03-02','RZ9','E99','admission-notice','hl7v2','REACHED','OBLIGED',1);
INSERT INTO "rollup" VALUES('2026-03-02','RZ9','E99','admission-notice','hl7v2','REACHED','OFFERED',1);
INSERT INTO "rollup" VALUES('2026-03-02','RZ9','E99','admission-notice','hl7v2','REACHED','ROUTED',1);
INSERT INTO "rollup" VALUES('2026-03-02','RZ9','E99','admission-notice','hl7v2','STATUS','OPEN',1);
CREATE TABLE submission (
  arrival INTEGER NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  sender TEXT NOT NULL,
  channel TEXT NOT NULL,
  format TEXT NOT NULL,
  message_type TEXT NOT NULL,
  workflow TEXT NOT NULL,
  receiving_facility TEXT NOT NULL,
  event_time BIGINT,
  received_at BIGINT NOT NULL,
  test_record SMALLINT NOT NULL,
  ordering_key TEXT NOT NULL,
  content BLOB NOT NULL,
  size INTEGER NOT NULL,
  routed_at BIGINT
);
INSERT INTO "submission" VALUES(1,'7ead5fd7-096a-8a3f-a816-37b2763a8e98','RZ9','adt','hl7v2','ADT^A01','admission-notice','ZZCANARY',1772452800000,1772452802000,0,'a6ca8120959b76e39e563503b65915aa',X'186DC5BB932A453C469350B0F6766156C493884B27215A4EA03A312C2D1D15F6',10,1772452810000);
INSERT INTO "submission" VALUES(6,'75cb10aa-6c32-8202-b298-2a5818ccbb07','RZ9','adt','hl7v2','ADT^A01','admission-notice','ZZCANARY',1772452800000,1772452802000,0,'afcc0badbfb4f7a59a8ec00f6c37c09f',X'651EB18CAA1F1E1A0B66AE0DE3D282F197504A78087E089A103FE048046773DF',10,NULL);
CREATE TABLE transfer (
  id TEXT NOT NULL PRIMARY KEY,
  started BIGINT NOT NULL,
  submission TEXT NOT NULL REFERENCES submission (id),
  sender TEXT NOT NULL,
  owner TEXT NOT NULL,
  workflow TEXT NOT NULL,
  cutoff_at BIGINT NOT NULL,
  position BIGINT,
  status TEXT,
  reason TEXT,
  version INTEGER NOT NULL,
  offered_at BIGINT,
  changed_at BIGINT
) WITHOUT ROWID;
INSERT INTO "transfer" VALUES('8233d18b-5059-88ef-bf27-245e99507cca',3,'7ead5fd7-096a-8a3f-a816-37b2763a8e98','RZ9','E99','admission-notice',1772884800000,5,'REQUESTED',NULL,1,1772452810000,1772452810000);
CREATE TABLE transfer_state (
  transfer TEXT NOT NULL PRIMARY KEY,
  submission TEXT,
  sender TEXT,
  recipient TEXT,
  workflow TEXT NOT NULL,
  format TEXT NOT NULL,
  target_ms BIGINT NOT NULL,
  cutoff_ms BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  started_by_source SMALLINT NOT NULL,
  routed_at BIGINT,
  offered_at BIGINT,
  collected_at BIGINT,
  acknowledged_at BIGINT,
  restated_at BIGINT,
  code TEXT,
  reason TEXT,
  exclusion TEXT,
  losses TEXT NOT NULL,
  right_person SMALLINT NOT NULL,
  valid SMALLINT NOT NULL,
  status TEXT NOT NULL,
  cutoff_at BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO "transfer_state" VALUES('8233d18b-5059-88ef-bf27-245e99507cca','7ead5fd7-096a-8a3f-a816-37b2763a8e98','RZ9','E99','admission-notice','hl7v2',3600000,432000000,1772452800000,1,1772452810000,1772452810000,NULL,NULL,NULL,NULL,NULL,NULL,'',1,1,'OPEN',1772884800000);
INSERT INTO "transfer_state" VALUES('df716e4a-c971-8c3f-bfcb-10659b1734af','75cb10aa-6c32-8202-b298-2a5818ccbb07','RZ9',NULL,'admission-notice','hl7v2',3600000,432000000,1772452800000,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'',0,0,'OPEN',1772884800000);
CREATE TABLE writer (
  id SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1),
  -- Raised by each process that takes over; the former one can commit no more.
  epoch BIGINT NOT NULL,
  position BIGINT NOT NULL
);
INSERT INTO "writer" VALUES(1,1,7);
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
CREATE INDEX entry_of_subject ON entry (subject);
CREATE INDEX transfer_state_open ON transfer_state (cutoff_at) WHERE status = 'OPEN';
CREATE INDEX transfer_mailbox ON transfer (owner, status, position) WHERE position IS NOT NULL;
CREATE INDEX parked_of_key ON parked (ordering_key, position);
CREATE INDEX caseload_of_owner ON caseload (owner);
CREATE TRIGGER entry_not_updated BEFORE UPDATE ON entry
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER entry_not_deleted BEFORE DELETE ON entry
BEGIN
  SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER entry_not_replaced BEFORE INSERT ON entry
WHEN NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM entry)
BEGIN
  SELECT RAISE(ABORT, 'the ledger has no gaps');
END;
CREATE INDEX submission_unrouted ON submission (arrival) WHERE routed_at IS NULL;
CREATE INDEX transfer_unoffered ON transfer (started) WHERE position IS NULL;
COMMIT;
