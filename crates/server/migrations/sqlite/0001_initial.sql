-- Cards, and the imports they came by. Every time is milliseconds since 1970-01-01 UTC by the
-- server's clock. Every JSON column is one compact object or array with its keys in order, so that
-- equal values are equal text.

-- One card. The same social_id under another messenger is another person.
CREATE TABLE client (
    messenger     TEXT   NOT NULL,  -- TELEGRAM, VIBER, …
    social_id     TEXT   NOT NULL,  -- the messenger's id, digit for digit as it was sent
    name          TEXT,             -- NULL: never sent
    email         TEXT,             -- fields.email of the contract; NULL: never sent
    phone         TEXT,             -- fields.phone of the contract; NULL: never sent
    fields        TEXT   NOT NULL,  -- JSON object of the other built-in fields, text to text
    custom_fields TEXT   NOT NULL,  -- JSON object of the company's own fields, text to text
    tags          TEXT   NOT NULL,  -- JSON array of tag names, sorted, without repetition
    bot_id        TEXT   NOT NULL,  -- the bot that messages the client
    tunnel        TEXT,             -- NULL: the default tunnel, unless lgt is set
    lgt           TEXT,             -- lead-generation tool
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,  -- last time something on the card changed
    PRIMARY KEY (messenger, social_id)
);

-- One announced import: what the file holds, before any batch.
CREATE TABLE import (
    id           TEXT   NOT NULL PRIMARY KEY,  -- UUID, version 7
    file_name    TEXT   NOT NULL,
    file_size    BIGINT NOT NULL,              -- bytes
    file_sha256  TEXT   NOT NULL,              -- 64 lower-case hexadecimal digits
    clients      BIGINT NOT NULL,              -- announced, in all batches together
    batches      BIGINT NOT NULL,              -- announced; numbered from 0
    created_at   BIGINT NOT NULL,
    completed_at BIGINT                        -- NULL: open
);

-- One batch that was applied, written in the transaction that applied it: it is there if and only
-- if its clients are. answer is the body of the first answer, given again to a repeated request.
CREATE TABLE batch (
    import_id       TEXT   NOT NULL REFERENCES import (id),
    number          BIGINT NOT NULL,
    idempotency_key TEXT   NOT NULL,
    body_sha256     TEXT   NOT NULL,  -- of the request body as it arrived
    answer          TEXT   NOT NULL,
    clients         BIGINT NOT NULL,  -- created + updated + unchanged + rejected
    created         BIGINT NOT NULL,
    updated         BIGINT NOT NULL,
    unchanged       BIGINT NOT NULL,
    rejected        BIGINT NOT NULL,
    applied_at      BIGINT NOT NULL,
    PRIMARY KEY (import_id, number),
    UNIQUE (import_id, idempotency_key)
);
