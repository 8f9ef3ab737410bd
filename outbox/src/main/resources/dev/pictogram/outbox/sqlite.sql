-- Pictogram outbox, version 1, for SQLite 3.51.3 or newer. Times are milliseconds since 1970, UTC:
-- select send_key, datetime(created_at / 1000, 'unixepoch') from pictogram_outbox;

create table pictogram_outbox_version (
  version integer not null
) strict;
insert into pictogram_outbox_version (version) values (1);

create table pictogram_outbox (
  id integer primary key,
  send_key text not null unique,
  sender text not null,
  campaign text not null,
  recipient text not null,
  image_link text,
  image_id text,
  caption text,
  ref text,
  ref1 text,
  ref2 text,
  wa_source text,
  state text not null check (state in ('QUEUED', 'SENDING', 'ACCEPTED', 'REJECTED', 'IN_DOUBT', 'CANCELLED')),
  owner text,
  claimed_at integer,
  claim_ends integer,
  attempts integer not null,
  not_before integer not null,
  message_id text,
  reason text,
  http_status integer,
  code text,
  why text,
  details text,
  delivery text,
  delivery_error text,
  delivery_reports text,
  created_at integer not null,
  updated_at integer not null
) strict;

create index pictogram_outbox_queued on pictogram_outbox (sender, campaign, not_before, id) where state = 'QUEUED';
create index pictogram_outbox_sending on pictogram_outbox (sender) where state = 'SENDING';
create index pictogram_outbox_in_doubt on pictogram_outbox (sender, id) where state = 'IN_DOUBT';
create index pictogram_outbox_campaigns on pictogram_outbox (campaign, state, delivery) where campaign <> '';

create table pictogram_outbox_campaign (
  name text primary key,
  paused_at integer,
  cancelled_at integer,
  window_from text,
  window_to text,
  window_zone text,
  created_at integer not null
) strict, without rowid;

create table pictogram_outbox_sender (
  sender text primary key,
  paused_at integer,
  resume_at integer,
  reason text,
  why text
) strict, without rowid;

create table pictogram_outbox_audit (
  id integer primary key,
  at integer not null,
  subject text not null,
  name text not null,
  action text not null,
  who text not null,
  why text not null
) strict;
create index pictogram_outbox_audit_subject on pictogram_outbox_audit (subject, name, id);

-- The engine's table: db-scheduler, see https://github.com/kagkarlsson/db-scheduler.
create table pictogram_outbox_tasks (
  task_name text not null,
  task_instance text not null,
  task_data blob,
  execution_time integer not null,
  picked integer not null,
  picked_by text,
  last_success integer,
  last_failure integer,
  consecutive_failures integer,
  last_heartbeat integer,
  version integer not null,
  priority integer,
  primary key (task_name, task_instance)
) strict, without rowid;
create index pictogram_outbox_tasks_execution_time on pictogram_outbox_tasks (execution_time);
create index pictogram_outbox_tasks_last_heartbeat on pictogram_outbox_tasks (last_heartbeat);
