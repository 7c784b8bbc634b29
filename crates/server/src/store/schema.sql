-- Documents are kept as they go over the wire; columns beside them are only what is searched by.
CREATE TABLE people (
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL UNIQUE COLLATE NOCASE,
    email TEXT NOT NULL COLLATE NOCASE,
    password TEXT NOT NULL,
    totp BLOB,
    document TEXT NOT NULL
) STRICT;

-- Only a fingerprint of each token: a stolen file opens no session.
CREATE TABLE tokens (
    fingerprint TEXT PRIMARY KEY,
    uid TEXT NOT NULL REFERENCES people(id),
    expires INTEGER NOT NULL
) STRICT;

CREATE TABLE rooms (
    id TEXT PRIMARY KEY,
    name TEXT UNIQUE,
    -- The sorted ids of a direct room's members.
    members TEXT UNIQUE,
    updated INTEGER NOT NULL,
    document TEXT NOT NULL
) STRICT;

CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY,
    rid TEXT NOT NULL REFERENCES rooms(id),
    uid TEXT NOT NULL REFERENCES people(id),
    updated INTEGER NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (rid, uid)
) STRICT;
CREATE INDEX subscriptions_of_a_person ON subscriptions(uid);

CREATE TABLE messages (
    id TEXT PRIMARY KEY,
    rid TEXT NOT NULL REFERENCES rooms(id),
    ts INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    tmid TEXT,
    tshow INTEGER NOT NULL,
    document TEXT NOT NULL
) STRICT;
CREATE INDEX messages_by_time ON messages(rid, ts);
CREATE INDEX messages_by_change ON messages(rid, updated);
CREATE INDEX messages_of_a_thread ON messages(tmid, ts) WHERE tmid IS NOT NULL;

CREATE TABLE deleted_messages (
    id TEXT PRIMARY KEY,
    rid TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX deleted_messages_by_time ON deleted_messages(rid, at);

CREATE TABLE calls (
    id TEXT PRIMARY KEY,
    rid TEXT NOT NULL REFERENCES rooms(id),
    created INTEGER NOT NULL,
    open INTEGER NOT NULL,
    document TEXT NOT NULL
) STRICT;
CREATE INDEX calls_of_a_room ON calls(rid, created);
CREATE INDEX open_calls ON calls(open) WHERE open;

-- What is due for a call. Kept here, so that a restart forgets no guard.
CREATE TABLE deadlines (
    call TEXT NOT NULL REFERENCES calls(id),
    kind TEXT NOT NULL,
    due INTEGER NOT NULL,
    PRIMARY KEY (call, kind)
) STRICT;
CREATE INDEX deadlines_by_time ON deadlines(due);

CREATE TABLE pictures (
    username TEXT PRIMARY KEY COLLATE NOCASE,
    type TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE settings (
    id TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE permissions (
    id TEXT PRIMARY KEY,
    roles TEXT NOT NULL,
    updated INTEGER NOT NULL
) STRICT;

-- What only this server may know.
CREATE TABLE secrets (
    id TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
