-- The schema after all migrations, written by bin/schema: to be read, not run.

CREATE FUNCTION public.refuse_to_delete_people() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'people are erased, not deleted: use `tidings person erase`';
end
$$;

CREATE TABLE public.account_change (
    id bigint NOT NULL,
    name text NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    who text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

ALTER TABLE public.account_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.account_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_setting (
    name text NOT NULL,
    value jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL
);

CREATE UNLOGGED TABLE public.allowance (
    sender_id uuid NOT NULL,
    task_id bigint NOT NULL,
    slot bigint NOT NULL,
    amount integer,
    task_ceiling integer,
    account_ceiling integer,
    expires_at timestamp with time zone NOT NULL,
    gives_way boolean DEFAULT false NOT NULL
);

CREATE TABLE public.api_key (
    id text NOT NULL,
    name text NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    participant_id bigint,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT api_key_check CHECK ((('chat'::text = ANY (scopes)) = (participant_id IS NOT NULL))),
    CONSTRAINT api_key_participant_id_check CHECK ((participant_id < 0))
);

CREATE TABLE public.audit (
    id bigint NOT NULL,
    began_at timestamp with time zone NOT NULL,
    at timestamp with time zone NOT NULL,
    who text NOT NULL,
    from_address text NOT NULL,
    action text NOT NULL,
    target text NOT NULL,
    detail jsonb NOT NULL,
    CONSTRAINT audit_check CHECK ((began_at <= at))
);

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.batch (
    id bigint NOT NULL,
    task_id bigint NOT NULL,
    window_number smallint NOT NULL,
    member_count integer NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    done_count integer DEFAULT 0 NOT NULL,
    left_out_count integer DEFAULT 0 NOT NULL,
    state text DEFAULT 'ready'::text NOT NULL,
    is_checked boolean DEFAULT false NOT NULL,
    source_id bigint,
    ended_at timestamp with time zone,
    members bigint[] NOT NULL,
    CONSTRAINT batch_check CHECK ((("position" >= 0) AND ("position" <= member_count))),
    CONSTRAINT batch_check1 CHECK (((done_count + left_out_count) = "position")),
    CONSTRAINT batch_check2 CHECK ((cardinality(members) = member_count)),
    CONSTRAINT batch_check3 CHECK (((state <> 'done'::text) OR ("position" = member_count))),
    CONSTRAINT batch_check4 CHECK (((state = 'ready'::text) = (ended_at IS NULL))),
    CONSTRAINT batch_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'done'::text, 'expired'::text, 'stopped'::text])))
);
ALTER TABLE ONLY public.batch ALTER COLUMN members SET STORAGE EXTERNAL;

ALTER TABLE public.batch ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.batch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.block (
    owner_id bigint NOT NULL,
    peer_id bigint NOT NULL,
    blocked_at timestamp with time zone NOT NULL
);

CREATE TABLE public.bus_end (
    topic text NOT NULL,
    partition integer NOT NULL,
    "position" bigint NOT NULL,
    next_offset bigint NOT NULL,
    CONSTRAINT bus_end_partition_check CHECK ((partition >= 0))
);

CREATE TABLE public.bus_log (
    topic text NOT NULL,
    "position" bigint NOT NULL,
    event_id uuid NOT NULL,
    key text NOT NULL,
    payload jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL
);

CREATE TABLE public.bus_partition (
    consumer_group text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    next_offset bigint DEFAULT 0 NOT NULL,
    CONSTRAINT bus_partition_partition_check CHECK ((partition >= 0))
);

CREATE TABLE public.bus_position (
    topic text NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT bus_position_position_check CHECK (("position" > 0))
);

CREATE TABLE public.bus_subscription (
    consumer_group text NOT NULL,
    topic text NOT NULL,
    "position" bigint NOT NULL
);

CREATE TABLE public.campaign (
    id bigint NOT NULL,
    name text NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    ended_as text,
    sender_id bigint NOT NULL,
    category text NOT NULL,
    definition jsonb NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    launched_at timestamp with time zone,
    opens_at timestamp with time zone,
    ended_at timestamp with time zone,
    archived_at timestamp with time zone,
    CONSTRAINT campaign_check CHECK (((state = ANY (ARRAY['draft'::text, 'in_review'::text])) = (launched_at IS NULL))),
    CONSTRAINT campaign_check1 CHECK (((state = ANY (ARRAY['completed'::text, 'incomplete'::text, 'stopped'::text, 'archived'::text])) = (ended_as IS NOT NULL))),
    CONSTRAINT campaign_check2 CHECK (((ended_as IS NOT NULL) = (ended_at IS NOT NULL))),
    CONSTRAINT campaign_check3 CHECK (((state = 'archived'::text) = (archived_at IS NOT NULL))),
    CONSTRAINT campaign_ended_as_check CHECK ((ended_as = ANY (ARRAY['completed'::text, 'incomplete'::text, 'stopped'::text]))),
    CONSTRAINT campaign_sender_id_check CHECK ((sender_id < 0)),
    CONSTRAINT campaign_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'in_review'::text, 'scheduled'::text, 'running'::text, 'completed'::text, 'incomplete'::text, 'stopped'::text, 'archived'::text])))
);

CREATE TABLE public.campaign_change (
    id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    task_id bigint,
    action text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    who text NOT NULL,
    why text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

ALTER TABLE public.campaign_change ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.campaign_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.campaign ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.campaign_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaign_version (
    campaign_id bigint NOT NULL,
    revision integer NOT NULL,
    action text NOT NULL,
    definition jsonb NOT NULL,
    who text NOT NULL,
    kept_at timestamp with time zone NOT NULL
);

CREATE TABLE public.consent (
    person_id bigint NOT NULL,
    category text NOT NULL,
    is_allowed boolean NOT NULL,
    source text NOT NULL,
    decided_at timestamp with time zone NOT NULL
);

CREATE TABLE public.consent_past (
    person_id bigint NOT NULL,
    category text NOT NULL,
    is_allowed boolean NOT NULL,
    source text NOT NULL,
    decided_at timestamp with time zone NOT NULL
);

CREATE TABLE public.content (
    id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    arm text DEFAULT 'a'::text NOT NULL,
    locale text NOT NULL,
    body text NOT NULL,
    image_url text DEFAULT ''::text NOT NULL,
    buttons jsonb DEFAULT '[]'::jsonb NOT NULL,
    variables jsonb DEFAULT '[]'::jsonb NOT NULL,
    is_test boolean DEFAULT false NOT NULL,
    replaced_by bigint,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE public.content ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.content_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.entry (
    owner_id bigint NOT NULL,
    peer_id bigint NOT NULL,
    topic bigint NOT NULL,
    content_id bigint,
    opened_at timestamp with time zone NOT NULL,
    last_message_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    archived_by bigint,
    answered_at timestamp with time zone,
    last_seq integer DEFAULT 0 NOT NULL,
    read_seq integer DEFAULT '-1'::integer NOT NULL,
    topic_name text NOT NULL,
    opening_values text[],
    CONSTRAINT entry_check CHECK ((read_seq <= last_seq)),
    CONSTRAINT entry_check1 CHECK (((archived_by IS NULL) OR (archived_at IS NOT NULL)))
);

CREATE TABLE public.hold (
    task_id bigint NOT NULL,
    reason text NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone
);

CREATE TABLE public.hold_past (
    task_id bigint NOT NULL,
    reason text NOT NULL,
    since timestamp with time zone NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    CONSTRAINT hold_past_check CHECK ((since <= ended_at))
);

CREATE TABLE public.idempotency (
    caller text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint,
    answer json,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.image (
    hash text NOT NULL,
    media_type text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    content bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    CONSTRAINT image_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT image_height_check CHECK ((height > 0)),
    CONSTRAINT image_width_check CHECK ((width > 0))
);
ALTER TABLE ONLY public.image ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE public.lease (
    name text NOT NULL,
    holder uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.ledger (
    person_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    outcome text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    CONSTRAINT ledger_outcome_check CHECK (((outcome ~ '^(skipped|failed)\.[a-z_]+$'::text) OR (outcome = ANY (ARRAY['already_open'::text, 'held_out'::text, 'push_only'::text]))))
);

CREATE TABLE public.list (
    id bigint NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE public.list ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.list_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.list_member (
    person_id bigint NOT NULL,
    list_id bigint NOT NULL
);

CREATE TABLE public.member (
    id bigint NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    password_hash text,
    oidc_issuer text,
    oidc_subject text,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT member_check CHECK (((oidc_issuer IS NULL) = (oidc_subject IS NULL))),
    CONSTRAINT member_email_check CHECK ((email = lower(email))),
    CONSTRAINT member_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'author'::text, 'publisher'::text, 'administrator'::text])))
);

ALTER TABLE public.member ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.member_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.member_session (
    token_hash bytea NOT NULL,
    member_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL
);

CREATE TABLE public.message (
    home_id bigint NOT NULL,
    other_id bigint NOT NULL,
    topic bigint NOT NULL,
    seq integer NOT NULL,
    author_id bigint NOT NULL,
    body text NOT NULL,
    sent_at timestamp with time zone NOT NULL
);

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    event_id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    payload jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    "position" bigint,
    CONSTRAINT outbox_position_check CHECK (("position" > 0))
);

ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.parked (
    id bigint NOT NULL,
    topic text NOT NULL,
    partition integer,
    place bigint NOT NULL,
    event_id uuid,
    key text,
    payload jsonb,
    value bytea,
    reason text NOT NULL,
    occurred_at timestamp with time zone,
    parked_at timestamp with time zone NOT NULL
);

ALTER TABLE public.parked ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.parked_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.person (
    id bigint NOT NULL,
    zone_id smallint DEFAULT 0 NOT NULL,
    has_plain_attributes boolean GENERATED ALWAYS AS ((NOT jsonb_path_exists(attributes, 'strict $.*?((@.type() == "object" || @.type() == "array") || @ == "")'::jsonpath))) STORED NOT NULL,
    erased_at timestamp with time zone,
    attributes jsonb DEFAULT '{}'::jsonb NOT NULL,
    locale text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    external_id text,
    registered_at timestamp with time zone,
    last_active_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    texts_blanked_at timestamp with time zone,
    CONSTRAINT person_attributes_check CHECK ((jsonb_typeof(attributes) = 'object'::text)),
    CONSTRAINT person_check CHECK (((erased_at IS NULL) = (external_id IS NOT NULL))),
    CONSTRAINT person_check1 CHECK (((texts_blanked_at IS NULL) OR (erased_at IS NOT NULL))),
    CONSTRAINT person_id_check CHECK ((id > 0))
);

ALTER TABLE public.person ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.plan (
    task_id bigint NOT NULL,
    basis bigint NOT NULL,
    window_of_zone smallint[] NOT NULL,
    only_window smallint GENERATED ALWAYS AS (
CASE
    WHEN (window_of_zone = array_fill(window_of_zone[1], ARRAY[cardinality(window_of_zone)])) THEN window_of_zone[1]
    ELSE NULL::smallint
END) STORED,
    member_count bigint NOT NULL,
    planned_at timestamp with time zone NOT NULL
);

CREATE TABLE public.progress (
    task_id bigint NOT NULL,
    second timestamp with time zone NOT NULL,
    done_count bigint NOT NULL,
    left_out_count bigint NOT NULL
);

CREATE TABLE public.report (
    id bigint NOT NULL,
    owner_id bigint NOT NULL,
    peer_id bigint NOT NULL,
    topic bigint NOT NULL,
    topic_name text NOT NULL,
    reason text NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    closed_by text,
    CONSTRAINT report_check CHECK (((closed_at IS NULL) = (closed_by IS NULL)))
);

ALTER TABLE public.report ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.report_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.segment (
    id bigint NOT NULL,
    name text NOT NULL,
    rule jsonb NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);

ALTER TABLE public.segment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.segment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.send_window (
    task_id bigint NOT NULL,
    number smallint NOT NULL,
    zone_ids smallint[] NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    verdict text,
    CONSTRAINT send_window_check CHECK ((opens_at <= closes_at))
);

CREATE TABLE public.sender (
    id uuid NOT NULL,
    role text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

CREATE TABLE public.sign_in_wait (
    kind text NOT NULL,
    name_hash bytea NOT NULL,
    attempt_count integer NOT NULL,
    tried_at timestamp with time zone NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    CONSTRAINT sign_in_wait_kind_check CHECK ((kind = ANY (ARRAY['email'::text, 'address'::text])))
);

CREATE TABLE public.system_participant (
    id bigint NOT NULL,
    handle text NOT NULL,
    name text NOT NULL,
    picture_url text DEFAULT ''::text NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT system_participant_id_check CHECK ((id < 0))
);

CREATE SEQUENCE public.system_participant_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.task (
    id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    ceiling integer,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT task_ceiling_check CHECK ((ceiling > 0)),
    CONSTRAINT task_check CHECK (((state = ANY (ARRAY['done'::text, 'stopped'::text])) = (ended_at IS NOT NULL))),
    CONSTRAINT task_kind_check CHECK ((kind = ANY (ARRAY['send'::text, 'archive'::text, 'unarchive'::text]))),
    CONSTRAINT task_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'paused'::text, 'done'::text, 'stopped'::text])))
);

ALTER TABLE public.task ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.upload (
    id bigint NOT NULL,
    state text DEFAULT 'uploading'::text NOT NULL,
    form text NOT NULL,
    list_name text,
    size_bytes bigint DEFAULT 0 NOT NULL,
    uploaded_by text NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    alive_at timestamp with time zone NOT NULL,
    attempt_count integer DEFAULT 0 NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    phase text,
    phase_done bigint,
    phase_total bigint,
    read_count bigint,
    new_count bigint,
    changed_count bigint,
    unchanged_count bigint,
    rejected_count bigint,
    consent_count bigint,
    error text,
    CONSTRAINT upload_check CHECK (((state = ANY (ARRAY['done'::text, 'failed'::text])) = (ended_at IS NOT NULL))),
    CONSTRAINT upload_check1 CHECK (((state = ANY (ARRAY['stored'::text, 'done'::text])) = (read_count IS NOT NULL))),
    CONSTRAINT upload_check2 CHECK ((read_count = (((new_count + changed_count) + unchanged_count) + rejected_count))),
    CONSTRAINT upload_check3 CHECK (((state = 'failed'::text) = (error IS NOT NULL))),
    CONSTRAINT upload_form_check CHECK ((form = ANY (ARRAY['csv'::text, 'ndjson'::text]))),
    CONSTRAINT upload_state_check CHECK ((state = ANY (ARRAY['uploading'::text, 'waiting'::text, 'running'::text, 'stored'::text, 'done'::text, 'failed'::text])))
);

ALTER TABLE public.upload ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.upload_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.upload_part (
    upload_id bigint NOT NULL,
    kind text NOT NULL,
    number integer NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT upload_part_kind_check CHECK ((kind = ANY (ARRAY['file'::text, 'rejects'::text])))
);

CREATE TABLE public.zone (
    id smallint NOT NULL,
    name text NOT NULL,
    CONSTRAINT zone_id_check CHECK ((id >= 0))
);

ALTER TABLE ONLY public.account_change
    ADD CONSTRAINT account_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_setting
    ADD CONSTRAINT account_setting_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.allowance
    ADD CONSTRAINT allowance_pkey PRIMARY KEY (sender_id, task_id);

ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.batch
    ADD CONSTRAINT batch_pkey PRIMARY KEY (task_id, id);

ALTER TABLE ONLY public.block
    ADD CONSTRAINT block_pkey PRIMARY KEY (owner_id, peer_id);

ALTER TABLE ONLY public.bus_end
    ADD CONSTRAINT bus_end_pkey PRIMARY KEY (topic, partition);

ALTER TABLE ONLY public.bus_log
    ADD CONSTRAINT bus_log_pkey PRIMARY KEY (topic, "position");

ALTER TABLE ONLY public.bus_partition
    ADD CONSTRAINT bus_partition_pkey PRIMARY KEY (consumer_group, topic, partition);

ALTER TABLE ONLY public.bus_position
    ADD CONSTRAINT bus_position_pkey PRIMARY KEY (topic);

ALTER TABLE ONLY public.bus_subscription
    ADD CONSTRAINT bus_subscription_pkey PRIMARY KEY (consumer_group, topic);

ALTER TABLE ONLY public.campaign_change
    ADD CONSTRAINT campaign_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.campaign
    ADD CONSTRAINT campaign_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.campaign_version
    ADD CONSTRAINT campaign_version_pkey PRIMARY KEY (campaign_id, kept_at, action);

ALTER TABLE ONLY public.consent_past
    ADD CONSTRAINT consent_past_pkey PRIMARY KEY (person_id, category, decided_at, is_allowed);

ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (person_id, category);

ALTER TABLE ONLY public.content
    ADD CONSTRAINT content_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.entry
    ADD CONSTRAINT entry_pkey PRIMARY KEY (owner_id, peer_id, topic);

ALTER TABLE ONLY public.hold_past
    ADD CONSTRAINT hold_past_pkey PRIMARY KEY (task_id, since, reason);

ALTER TABLE ONLY public.hold
    ADD CONSTRAINT hold_pkey PRIMARY KEY (task_id);

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (caller, key);

ALTER TABLE ONLY public.image
    ADD CONSTRAINT image_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.lease
    ADD CONSTRAINT lease_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (person_id, campaign_id);

ALTER TABLE ONLY public.list_member
    ADD CONSTRAINT list_member_pkey PRIMARY KEY (person_id, list_id);

ALTER TABLE ONLY public.list
    ADD CONSTRAINT list_name_key UNIQUE (name);

ALTER TABLE ONLY public.list
    ADD CONSTRAINT list_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_email_key UNIQUE (email);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_oidc_issuer_oidc_subject_key UNIQUE (oidc_issuer, oidc_subject);

ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.member_session
    ADD CONSTRAINT member_session_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (home_id, other_id, topic, seq);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parked
    ADD CONSTRAINT parked_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.parked
    ADD CONSTRAINT parked_topic_partition_place_key UNIQUE (topic, partition, place);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_external_id_key UNIQUE (external_id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_pkey PRIMARY KEY (task_id);

ALTER TABLE ONLY public.progress
    ADD CONSTRAINT progress_pkey PRIMARY KEY (task_id, second);

ALTER TABLE ONLY public.report
    ADD CONSTRAINT report_id_key UNIQUE (id);

ALTER TABLE ONLY public.report
    ADD CONSTRAINT report_pkey PRIMARY KEY (owner_id, peer_id, topic);

ALTER TABLE ONLY public.segment
    ADD CONSTRAINT segment_name_key UNIQUE (name);

ALTER TABLE ONLY public.segment
    ADD CONSTRAINT segment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.send_window
    ADD CONSTRAINT send_window_pkey PRIMARY KEY (task_id, number);

ALTER TABLE ONLY public.sender
    ADD CONSTRAINT sender_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sign_in_wait
    ADD CONSTRAINT sign_in_wait_pkey PRIMARY KEY (kind, name_hash);

ALTER TABLE ONLY public.system_participant
    ADD CONSTRAINT system_participant_handle_key UNIQUE (handle);

ALTER TABLE ONLY public.system_participant
    ADD CONSTRAINT system_participant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.upload_part
    ADD CONSTRAINT upload_part_pkey PRIMARY KEY (upload_id, kind, number);

ALTER TABLE ONLY public.upload
    ADD CONSTRAINT upload_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.zone
    ADD CONSTRAINT zone_name_key UNIQUE (name);

ALTER TABLE ONLY public.zone
    ADD CONSTRAINT zone_pkey PRIMARY KEY (id);

CREATE INDEX account_change_at ON public.account_change USING btree (changed_at, id);

CREATE INDEX audit_at ON public.audit USING btree (at, id);

CREATE INDEX audit_target ON public.audit USING btree (target, at, id);

CREATE INDEX audit_who ON public.audit USING btree (who, at, id);

CREATE INDEX batch_ready ON public.batch USING btree (task_id, window_number, id) WHERE (state = 'ready'::text);

CREATE UNIQUE INDEX batch_source ON public.batch USING btree (task_id, source_id) WHERE (source_id IS NOT NULL);

CREATE INDEX campaign_alive ON public.campaign USING btree (id) WHERE (state <> ALL (ARRAY['draft'::text, 'in_review'::text, 'archived'::text]));

CREATE INDEX campaign_change_at ON public.campaign_change USING btree (changed_at);

CREATE INDEX campaign_change_campaign ON public.campaign_change USING btree (campaign_id, id);

CREATE INDEX consent_refused ON public.consent USING btree (person_id, category) WHERE (NOT is_allowed);

CREATE UNIQUE INDEX content_variant ON public.content USING btree (campaign_id, arm, locale) WHERE ((NOT is_test) AND (replaced_by IS NULL));

CREATE INDEX entry_answer_of_campaign ON public.entry USING btree (owner_id, topic, last_message_at DESC, peer_id DESC) WHERE ((owner_id < 0) AND (last_seq > 0));

CREATE INDEX entry_talk ON public.entry USING btree (owner_id, last_message_at DESC) WHERE (last_seq > 0);

CREATE INDEX hold_past_age ON public.hold_past USING btree (ended_at);

CREATE INDEX idempotency_age ON public.idempotency USING btree (created_at);

CREATE INDEX list_member_list ON public.list_member USING btree (list_id, person_id);

CREATE INDEX member_session_of_member ON public.member_session USING btree (member_id);

CREATE UNIQUE INDEX outbox_numbered ON public.outbox USING btree (topic, "position") WHERE ("position" IS NOT NULL);

CREATE INDEX outbox_unnumbered ON public.outbox USING btree (topic, id) WHERE ("position" IS NULL);

CREATE INDEX person_external_id ON public.person USING btree (external_id text_pattern_ops) WHERE (erased_at IS NULL);

CREATE INDEX person_name ON public.person USING btree (lower(name) text_pattern_ops, id) WHERE (erased_at IS NULL);

CREATE INDEX person_to_blank ON public.person USING btree (id) WHERE ((erased_at IS NOT NULL) AND (texts_blanked_at IS NULL));

CREATE INDEX report_open ON public.report USING btree (id) WHERE (closed_at IS NULL);

CREATE INDEX task_alive ON public.task USING btree (id) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text, 'paused'::text]));

CREATE INDEX task_campaign ON public.task USING btree (campaign_id);

CREATE UNIQUE INDEX task_one_send ON public.task USING btree (campaign_id) WHERE (kind = 'send'::text);

CREATE UNIQUE INDEX task_one_walk_back ON public.task USING btree (campaign_id) WHERE ((kind <> 'send'::text) AND (state = ANY (ARRAY['waiting'::text, 'running'::text, 'paused'::text])));

CREATE INDEX upload_alive ON public.upload USING btree (id) WHERE (state <> ALL (ARRAY['done'::text, 'failed'::text]));

CREATE TRIGGER people_stay BEFORE DELETE OR TRUNCATE ON public.person FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_to_delete_people();

ALTER TABLE ONLY public.campaign_change
    ADD CONSTRAINT campaign_change_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);

ALTER TABLE ONLY public.campaign_version
    ADD CONSTRAINT campaign_version_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);

ALTER TABLE ONLY public.content
    ADD CONSTRAINT content_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);

ALTER TABLE ONLY public.content
    ADD CONSTRAINT content_replaced_by_fkey FOREIGN KEY (replaced_by) REFERENCES public.content(id);

ALTER TABLE ONLY public.member_session
    ADD CONSTRAINT member_session_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.member(id);

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);

ALTER TABLE ONLY public.upload_part
    ADD CONSTRAINT upload_part_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES public.upload(id);
