-- The schema of the first issue, for both databases. Words in braces differ between them (see lib.rs):
-- {uuid} {bytes} {json} {date} {seq}. Instants are microseconds since 1970 (BIGINT) on both, so that order,
-- precision and SQL are the same. Every tenant row carries organisation_id, and points at others through it
-- (security AZ-3). What a row says about a household is sealed (decisions 5 and 21).

CREATE TABLE organisations (
    id {uuid} PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    zone TEXT NOT NULL,
    country TEXT NOT NULL,
    reveal_hours SMALLINT NOT NULL CHECK (reveal_hours BETWEEN 0 AND 12),
    keep_hours SMALLINT NOT NULL CHECK (keep_hours BETWEEN 0 AND 2),
    late_reveal BOOLEAN NOT NULL,
    confirm_everyone BOOLEAN NOT NULL,
    inviter_told TEXT NOT NULL,
    default_depot_id {uuid},
    wrapped_key {bytes} NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE people (
    id {uuid} PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    locale TEXT,
    password_hash TEXT,
    otp_secret {bytes},
    auth_epoch INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    erased_at BIGINT
);

-- A node and its edge upwards are one row: a node has one parent, for ever (TR-6). It outlives the member (TR-7).
CREATE TABLE trust_nodes (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    parent_id {uuid},
    returns_node_id {uuid},
    created_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, parent_id) REFERENCES trust_nodes (organisation_id, id)
);

CREATE TABLE invitations (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    email TEXT NOT NULL,
    roles SMALLINT NOT NULL CHECK (roles > 0),
    invited_by {uuid},
    note TEXT,
    token_hash {bytes} NOT NULL UNIQUE,
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_sent_at BIGINT NOT NULL,
    sent_count SMALLINT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, invited_by) REFERENCES trust_nodes (organisation_id, id)
);
CREATE UNIQUE INDEX one_live_invitation ON invitations (organisation_id, email) WHERE state = 'sent';

CREATE TABLE memberships (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    node_id {uuid} NOT NULL,
    -- Whoever vouched: the person at the node above. That edge is for ever (TR-6), so every list may read it here.
    inviter_id {uuid} REFERENCES people (id),
    invitation_id {uuid},
    roles SMALLINT NOT NULL CHECK (roles > 0),
    state TEXT NOT NULL,
    confirmed_by {uuid},
    confirmed_at BIGINT,
    -- The last local day of a suspension that ends by itself.
    suspended_until {date},
    last_seen_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, node_id) REFERENCES trust_nodes (organisation_id, id),
    FOREIGN KEY (organisation_id, invitation_id) REFERENCES invitations (organisation_id, id)
);
CREATE UNIQUE INDEX one_live_membership ON memberships (organisation_id, person_id)
    WHERE state NOT IN ('left', 'excluded', 'refused');
CREATE INDEX memberships_of_person ON memberships (person_id);
CREATE UNIQUE INDEX one_member_per_node ON memberships (organisation_id, node_id);

CREATE TABLE branch_freezes (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    root_id {uuid} NOT NULL,
    -- Generations below the root that stop too; all of them without.
    depth SMALLINT CHECK (depth BETWEEN 0 AND 255),
    summary TEXT NOT NULL,
    frozen_by {uuid} NOT NULL,
    review_by {date} NOT NULL,
    -- The last local day on which the admins were told that it is overdue.
    reminded_on {date},
    closed_at BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, root_id) REFERENCES trust_nodes (organisation_id, id)
);
CREATE TABLE freeze_items (
    freeze_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    membership_id {uuid} NOT NULL,
    decision TEXT NOT NULL,
    decided_by {uuid},
    decided_at BIGINT,
    PRIMARY KEY (freeze_id, membership_id),
    FOREIGN KEY (organisation_id, freeze_id) REFERENCES branch_freezes (organisation_id, id),
    FOREIGN KEY (organisation_id, membership_id) REFERENCES memberships (organisation_id, id)
);

-- A session is its own token family: a refresh token names it, and only the newest one opens it (AU-5).
CREATE TABLE sessions (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    auth_epoch INTEGER NOT NULL,
    refresh_hash {bytes} NOT NULL,
    previous_hash {bytes},
    previous_used_at BIGINT,
    device TEXT NOT NULL,
    proved_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX sessions_of_person ON sessions (person_id);

CREATE TABLE sign_in_links (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    token_hash {bytes} NOT NULL UNIQUE,
    code_hash {bytes} NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX sign_in_links_of_person ON sign_in_links (person_id);

-- Tries at codes since the last one was asked for, by address, whether it has an account or not (AU-7).
CREATE TABLE code_tries (
    address_hash {bytes} PRIMARY KEY,
    tries INTEGER NOT NULL,
    counted_at BIGINT NOT NULL
);

CREATE TABLE password_resets (
    id {uuid} PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id),
    token_hash {bytes} NOT NULL UNIQUE,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE api_clients (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    token_hash {bytes} NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_by {uuid} NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT,
    UNIQUE (organisation_id, id)
);

CREATE TABLE idempotency_keys (
    actor_id {uuid} NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint {bytes} NOT NULL,
    sealed_answer {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (actor_id, method, path, key)
);

-- One row: readiness is found out by writing it.
CREATE TABLE write_probe (
    id SMALLINT PRIMARY KEY,
    writes BIGINT NOT NULL
);

-- Written by the transaction of the cause; the worker takes a lease (OB-1). The payload holds names and links.
CREATE TABLE outbox (
    id {uuid} PRIMARY KEY,
    kind TEXT NOT NULL,
    sealed {bytes} NOT NULL,
    attempts SMALLINT NOT NULL,
    due_at BIGINT NOT NULL,
    leased_until BIGINT,
    done_at BIGINT,
    failed_at BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NULL AND failed_at IS NULL;

CREATE TABLE events (
    seq {seq},
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL,
    subject_id {uuid} NOT NULL,
    day {date},
    -- The one volunteer who may know; every dispatcher does.
    audience_id {uuid},
    created_at BIGINT NOT NULL
);
CREATE INDEX events_recent ON events (organisation_id, seq);
CREATE INDEX events_by_time ON events (created_at, seq);

CREATE TABLE audit_entries (
    seq {seq},
    organisation_id {uuid},
    actor_id {uuid},
    action TEXT NOT NULL,
    subject_id {uuid},
    detail {json} NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX audit_of_organisation ON audit_entries (organisation_id, seq);
-- The chain stands beside the log: entries are never touched again, not even to note their hash.
CREATE TABLE audit_chain (
    position {seq},
    entry_seq BIGINT NOT NULL UNIQUE,
    hash {bytes} NOT NULL
);
-- How far the log was pruned (LG-5): the last link that went, signed. The next one follows it. One row, once any went.
CREATE TABLE audit_anchors (
    position BIGINT PRIMARY KEY,
    hash {bytes} NOT NULL,
    made_at BIGINT NOT NULL,
    signature {bytes} NOT NULL
);

CREATE TABLE depots (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    address {json} NOT NULL,
    opening_hours TEXT,
    removed_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id)
);

CREATE TABLE package_kinds (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    weight_g INTEGER,
    storage TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    UNIQUE (organisation_id, slug)
);

CREATE TABLE time_slots (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id)
);

-- The key of one household: erasing it makes every sealed row about them unreadable (CR-4). A list opens a page of them,
-- whose ids are scattered: they are found whole in the order of their ids.
CREATE TABLE recipient_keys (
    recipient_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    wrapped_key {bytes} NOT NULL,
    PRIMARY KEY (recipient_id){with_key}
){by_key};

-- An organisation's households lie side by side in the order of their ids, so that a page of them is a few pages of the
-- file: by the time they came, each would be one of its own.
CREATE TABLE recipients (
    id {uuid} NOT NULL UNIQUE,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    external_ref TEXT,
    sealed {bytes} NOT NULL,
    household_size SMALLINT NOT NULL,
    status TEXT NOT NULL,
    area TEXT NOT NULL,
    geo_state TEXT NOT NULL,
    usual_volunteer_id {uuid},
    last_status TEXT,
    last_day {date},
    merged_into {uuid},
    import_id {uuid},
    -- Its key and its words went then; the row stays, for its deliveries to point at.
    erased_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, usual_volunteer_id) REFERENCES memberships (organisation_id, id)
){clustered};
CREATE UNIQUE INDEX recipient_ref ON recipients (organisation_id, external_ref) WHERE external_ref IS NOT NULL;

-- Blind indexes, for duplicates and exact phone search: equal inside one organisation, meaningless outside (CR-2).
CREATE TABLE recipient_lookups (
    organisation_id {uuid} NOT NULL,
    recipient_id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    hash {bytes} NOT NULL,
    FOREIGN KEY (organisation_id, recipient_id) REFERENCES recipients (organisation_id, id) ON DELETE CASCADE
);
CREATE INDEX recipient_by_lookup ON recipient_lookups (organisation_id, kind, hash);
CREATE INDEX lookups_of_recipient ON recipient_lookups (organisation_id, recipient_id);

-- Pairs of records that somebody compared and found to be two households; the lower id first.
CREATE TABLE distinct_pairs (
    organisation_id {uuid} NOT NULL,
    low_id {uuid} NOT NULL,
    high_id {uuid} NOT NULL,
    created_by {uuid} NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, low_id, high_id),
    FOREIGN KEY (organisation_id, low_id) REFERENCES recipients (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, high_id) REFERENCES recipients (organisation_id, id) ON DELETE CASCADE
);
CREATE INDEX distinct_by_high ON distinct_pairs (organisation_id, high_id);

CREATE TABLE blocked_pairs (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    volunteer_id {uuid} NOT NULL,
    recipient_id {uuid} NOT NULL,
    sealed_reason {bytes} NOT NULL,
    created_by {uuid} NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (organisation_id, volunteer_id, recipient_id),
    FOREIGN KEY (organisation_id, volunteer_id) REFERENCES memberships (organisation_id, id),
    FOREIGN KEY (organisation_id, recipient_id) REFERENCES recipients (organisation_id, id)
);

-- What comes round: a rule, and what each of its deliveries is made of. Times are those of the wall.
CREATE TABLE recurrences (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    recipient_id {uuid} NOT NULL,
    -- The one it took over from, when a rule was changed from a date on.
    predecessor_id {uuid},
    rule TEXT NOT NULL,
    starts_on {date} NOT NULL,
    horizon_days SMALLINT NOT NULL,
    paused BOOLEAN NOT NULL,
    cancelled_at BIGINT,
    -- Hours, parcels, weight, minutes on the spot.
    template {json} NOT NULL,
    depot_id {uuid},
    assignee_id {uuid},
    -- Name, comments and tags, sealed with the household's key.
    sealed {bytes},
    -- Why nothing is beyond half of its horizon, as the last run found; no version of what anybody reads.
    drought TEXT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, recipient_id) REFERENCES recipients (organisation_id, id),
    FOREIGN KEY (organisation_id, predecessor_id) REFERENCES recurrences (organisation_id, id),
    FOREIGN KEY (organisation_id, depot_id) REFERENCES depots (organisation_id, id),
    FOREIGN KEY (organisation_id, assignee_id) REFERENCES memberships (organisation_id, id)
);
CREATE INDEX recurrences_of_recipient ON recurrences (organisation_id, recipient_id);

-- What was said of single dates.
CREATE TABLE recurrence_exceptions (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL,
    recurrence_id {uuid} NOT NULL,
    -- The date that the rule gave, whatever day it was moved to.
    occurrence_date {date} NOT NULL,
    kind TEXT NOT NULL,
    moved_to {date},
    hours {json},
    -- What this date brings instead, sealed with the household's key.
    sealed {bytes},
    created_at BIGINT NOT NULL,
    UNIQUE (organisation_id, recurrence_id, occurrence_date, kind),
    FOREIGN KEY (organisation_id, recurrence_id) REFERENCES recurrences (organisation_id, id)
);

CREATE TABLE closures (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    -- None closes the whole organisation.
    depot_id {uuid},
    first_day {date} NOT NULL,
    last_day {date} NOT NULL,
    reason TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    FOREIGN KEY (organisation_id, depot_id) REFERENCES depots (organisation_id, id)
);
CREATE INDEX closures_by_day ON closures (organisation_id, last_day);

CREATE TABLE deliveries (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    external_ref TEXT,
    recipient_id {uuid},
    source TEXT NOT NULL,
    packages {json} NOT NULL,
    weight_g INTEGER,
    -- Comments and tags, sealed with the household's key, or the organisation's where it has none.
    sealed {bytes},
    rescheduled_from {uuid},
    rescheduled_to {uuid},
    import_id {uuid},
    -- Which date of which rule it is: its identity, wherever it was moved to.
    recurrence_id {uuid},
    occurrence_date {date},
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    CHECK ((recurrence_id IS NULL) = (occurrence_date IS NULL)),
    FOREIGN KEY (organisation_id, recipient_id) REFERENCES recipients (organisation_id, id),
    FOREIGN KEY (organisation_id, recurrence_id) REFERENCES recurrences (organisation_id, id)
);
-- An occurrence is made once, by whatever server and however often (DL-31).
CREATE UNIQUE INDEX one_occurrence ON deliveries (organisation_id, recurrence_id, occurrence_date)
    WHERE recurrence_id IS NOT NULL;
CREATE UNIQUE INDEX delivery_ref ON deliveries (organisation_id, external_ref) WHERE external_ref IS NOT NULL;
CREATE INDEX deliveries_of_recipient ON deliveries (organisation_id, recipient_id);

CREATE TABLE rounds (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    day {date} NOT NULL,
    depot_id {uuid},
    mode TEXT NOT NULL,
    max_load_g INTEGER,
    state TEXT NOT NULL,
    assignee_id {uuid},
    self_assign BOOLEAN NOT NULL,
    -- Its volunteer took it by themselves: what it shows counts against their budget (AZ-8).
    taken BOOLEAN NOT NULL DEFAULT FALSE,
    released_by {uuid},
    published_at BIGINT,
    started_at BIGINT,
    closed_at BIGINT,
    import_id {uuid},
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, depot_id) REFERENCES depots (organisation_id, id),
    FOREIGN KEY (organisation_id, assignee_id) REFERENCES memberships (organisation_id, id)
);
CREATE INDEX rounds_of_day ON rounds (organisation_id, day);
CREATE INDEX rounds_of_assignee ON rounds (assignee_id, day);

CREATE TABLE stops (
    id {uuid} PRIMARY KEY,
    -- Known through its delivery, as an event's through its stop: a sheet writes many of either.
    organisation_id {uuid} NOT NULL,
    delivery_id {uuid} NOT NULL,
    recipient_id {uuid},
    depot_id {uuid},
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    -- Order inside the delivery.
    ordinal SMALLINT NOT NULL,
    window_start BIGINT,
    window_end BIGINT NOT NULL,
    promised_start BIGINT,
    promised_end BIGINT,
    -- The local days the window overlaps, so that a day is one range scan (DL-6).
    first_day {date} NOT NULL,
    last_day {date} NOT NULL,
    area TEXT NOT NULL,
    geo_state TEXT NOT NULL,
    service_minutes SMALLINT NOT NULL,
    external_ref TEXT,
    round_id {uuid},
    position SMALLINT NOT NULL,
    assignee_id {uuid},
    started_at BIGINT,
    closed_at BIGINT,
    closed_by {uuid},
    reported_at BIGINT,
    failure_reason TEXT,
    needs_follow_up BOOLEAN NOT NULL,
    -- Address as it was at closing, who took it, the volunteer's note: sealed with the household's key.
    sealed {bytes},
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    CHECK (window_start IS NULL OR window_start < window_end),
    -- Whoever holds a stop holds its round: a phone shows rounds, so it shows every stop that is somebody's.
    CHECK (assignee_id IS NULL OR round_id IS NOT NULL),
    FOREIGN KEY (organisation_id, delivery_id) REFERENCES deliveries (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, recipient_id) REFERENCES recipients (organisation_id, id),
    FOREIGN KEY (organisation_id, depot_id) REFERENCES depots (organisation_id, id),
    FOREIGN KEY (organisation_id, round_id) REFERENCES rounds (organisation_id, id),
    FOREIGN KEY (organisation_id, assignee_id) REFERENCES memberships (organisation_id, id)
);
CREATE INDEX stops_of_day ON stops (organisation_id, first_day, last_day);
CREATE INDEX stops_of_delivery ON stops (organisation_id, delivery_id);
-- A sheet leaves most in no round, and nobody asks for these by it.
CREATE INDEX stops_of_round ON stops (organisation_id, round_id) WHERE round_id IS NOT NULL;
CREATE INDEX stops_of_assignee ON stops (assignee_id) WHERE assignee_id IS NOT NULL;
CREATE INDEX stops_of_recipient ON stops (organisation_id, recipient_id);

-- Who carries on a day: entered by hand. One row, so that two who enter it at once see each other.
CREATE TABLE crews (
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    day {date} NOT NULL,
    people {json} NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, day)
);

-- Rounds that the server proposes. Ids and times only: nothing here says where anybody lives.
CREATE TABLE plans (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    day {date} NOT NULL,
    state TEXT NOT NULL,
    ask {json} NOT NULL,
    -- The best so far.
    proposal {json},
    -- The day as it was: what an application compares with what is.
    basis {json},
    -- What an application changed: what an undo puts back.
    before {json},
    -- Of the time it may take, in hundredths.
    progress SMALLINT NOT NULL,
    -- Somebody is content with what there is.
    stopping BOOLEAN NOT NULL,
    asked_by {uuid},
    leased_until BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id)
);
CREATE INDEX plans_of_day ON plans (organisation_id, day);
CREATE INDEX plans_at_work ON plans (updated_at) WHERE state = 'working';

CREATE TABLE stop_events (
    organisation_id {uuid} NOT NULL,
    stop_id {uuid} NOT NULL,
    -- The server's, and nobody else's: its note is sealed under it alone. The key says where the row lies.
    id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    actor_id {uuid},
    -- Whose stop it was afterwards: what their phone still sends later is kept (DL-19).
    assignee_id {uuid},
    reported_at BIGINT,
    from_status TEXT,
    to_status TEXT NOT NULL,
    sealed_note {bytes},
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, stop_id, id),
    FOREIGN KEY (organisation_id, stop_id) REFERENCES stops (organisation_id, id) ON DELETE CASCADE
){clustered};

CREATE TABLE follow_ups (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    stop_id {uuid},
    round_id {uuid},
    recipient_id {uuid},
    cause TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    -- The volunteer's comment and the dispatcher's note, under the household's key, or the organisation's without one.
    sealed {bytes},
    reported_by {uuid},
    owner_id {uuid},
    due_at BIGINT,
    handled_by {uuid},
    handled_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id),
    FOREIGN KEY (organisation_id, stop_id) REFERENCES stops (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, recipient_id) REFERENCES recipients (organisation_id, id)
);
CREATE INDEX follow_ups_open ON follow_ups (organisation_id, status, id);

-- The file, the preview and the corrections are personal data: sealed, and gone after seven days.
CREATE TABLE imports (
    id {uuid} PRIMARY KEY,
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    mode TEXT NOT NULL,
    write_mode TEXT NOT NULL,
    day {date},
    content_hash {bytes} NOT NULL,
    sealed_content {bytes},
    sealed_options {bytes},
    sealed_preview {bytes},
    -- What an undo left as it is, row by row, and why.
    sealed_undone {bytes},
    counts {json} NOT NULL,
    created_by {uuid},
    client_id {uuid},
    -- Until when an application is left to whoever took it up.
    leased_until BIGINT,
    applied_at BIGINT,
    undone_at BIGINT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (organisation_id, id)
);
CREATE INDEX imports_recent ON imports (organisation_id, id);
-- One application at a time per organisation (IM-5).
CREATE UNIQUE INDEX one_import_applying ON imports (organisation_id) WHERE state = 'applying';

-- How a person had the columns of a sheet read: titles and fields. A row of somebody may have been taken for the titles,
-- so they are sealed like any other.
CREATE TABLE import_columns (
    organisation_id {uuid} NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL,
    -- A keyed hash of all titles: the same titles are read the same way.
    shape {bytes} NOT NULL,
    -- Title → field, empty when the column is left out. Sealed with the organisation's key.
    sealed_mapping {bytes} NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, kind, shape)
);

-- What an application did, row by row, so that it can be undone.
CREATE TABLE import_effects (
    import_id {uuid} NOT NULL,
    organisation_id {uuid} NOT NULL,
    ordinal INTEGER NOT NULL,
    line INTEGER NOT NULL,
    subject TEXT NOT NULL,
    subject_id {uuid} NOT NULL,
    -- Version the row had after the import: another one means someone touched it since.
    version_after BIGINT NOT NULL,
    -- The row before, for updates; absent for creations.
    sealed_before {bytes},
    PRIMARY KEY (import_id, ordinal),
    FOREIGN KEY (organisation_id, import_id) REFERENCES imports (organisation_id, id) ON DELETE CASCADE
);
