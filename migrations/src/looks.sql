-- Every look at personal data (LG-2). On SQLite it is a file of its own with its own writer, so that reading
-- never waits for the main writer (decisions 17).
CREATE TABLE look_entries (
    seq {seq},
    organisation_id {uuid} NOT NULL,
    actor_id {uuid} NOT NULL,
    purpose TEXT NOT NULL,
    subject_id {uuid},
    day {date},
    -- The households seen: their ids, sixteen bytes each, one after the other.
    recipient_ids {bytes} NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX looks_of_organisation ON look_entries (organisation_id, seq);
-- What somebody opened lately, for the budgets of AZ-8.
CREATE INDEX looks_of_actor ON look_entries (actor_id, created_at);
CREATE TABLE look_chain (
    position {seq},
    entry_seq BIGINT NOT NULL UNIQUE,
    hash {bytes} NOT NULL
);
-- How far the log was pruned, as in the log of writes (LG-5).
CREATE TABLE look_anchors (
    position BIGINT PRIMARY KEY,
    hash {bytes} NOT NULL,
    made_at BIGINT NOT NULL,
    signature {bytes} NOT NULL
);
