-- The tables behind the two lists, for both peers and both databases. The words in braces differ: {uuid} {bytes}
-- {instant} {date} {seq}. Columns and indexes are those Cabas has for the same lists (migrations/src).

CREATE TABLE organisations (
    id {uuid} PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    zone TEXT NOT NULL
);

CREATE TABLE people (
    id {uuid} PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    auth_epoch INTEGER NOT NULL,
    erased_at {instant}
);

CREATE TABLE sessions (
    -- SHA-256 of the bearer token, in hexadecimal.
    token_hash TEXT PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    auth_epoch INTEGER NOT NULL,
    idle_until {instant} NOT NULL,
    ends_at {instant} NOT NULL,
    revoked_at {instant}
);

CREATE TABLE memberships (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    inviter_id {uuid} REFERENCES people (id),
    roles SMALLINT NOT NULL,
    state TEXT NOT NULL,
    last_seen_at {instant},
    created_at {instant} NOT NULL,
    UNIQUE (organisation_id, id)
);
CREATE UNIQUE INDEX one_live_membership ON memberships (organisation_id, person_id)
    WHERE state NOT IN ('left', 'excluded', 'refused');

CREATE TABLE recipient_keys (
    recipient_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    wrapped_key {bytes} NOT NULL,
    PRIMARY KEY (recipient_id){with_key}
){by_key};

CREATE TABLE recipients (
    id {uuid} NOT NULL UNIQUE,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    external_ref TEXT,
    sealed {bytes} NOT NULL,
    household_size SMALLINT NOT NULL,
    status TEXT NOT NULL,
    last_status TEXT,
    last_day {date},
    merged_into {uuid},
    PRIMARY KEY (organisation_id, id)
){by_key};
CREATE UNIQUE INDEX recipient_ref ON recipients (organisation_id, external_ref) WHERE external_ref IS NOT NULL;

-- Who saw whose data: one row for each list, written before the answer leaves.
CREATE TABLE look_entries (
    seq {seq},
    organisation_id {uuid} NOT NULL,
    actor_id {uuid} NOT NULL,
    purpose TEXT NOT NULL,
    recipient_ids {bytes} NOT NULL,
    created_at {instant} NOT NULL
);
CREATE INDEX looks_of_organisation ON look_entries (organisation_id, seq);
