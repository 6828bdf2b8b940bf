-- People sign in to a database, and belong to organisations: these first tables have no organisation. The auth library reads and
-- writes them; a test compares them with what it expects.
create table person (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null,
  image text,
  two_factor_enabled boolean default false,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);

create table person_session (
  id text primary key,
  person text not null references person on delete cascade,
  token text not null unique,
  ip_address text,
  user_agent text,
  expires_at timestamptz not null,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null
);
create index person_session_person on person_session (person);

-- How somebody proves who they are: a password's hash. The columns of foreign accounts stay empty; the library asks for them.
create table person_credential (
  id text primary key,
  person text not null references person on delete cascade,
  account_id text not null,
  provider_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null
);
create index person_credential_person on person_credential (person);

-- What is valid once and for a short time: links to a new password, sign-ins that wait for their second factor.
create table person_token (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
create index person_token_identifier on person_token (identifier);

create table person_second_factor (
  id text primary key,
  person text not null references person on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean default true,
  failed_verification_count int default 0,
  locked_until timestamptz
);
create index person_second_factor_person on person_second_factor (person);
create index person_second_factor_secret on person_second_factor (secret);

create table sign_in_rate (
  id text primary key,
  key text not null unique,
  count int not null,
  last_request bigint not null
);

-- Wrong passwords in a row, by the hash of the address they were tried for, whether or not somebody has it.
create table sign_in_failure (
  email_hash text primary key,
  failures int not null,
  last_at bigint not null
);

-- Under which cookies are signed, sealed like every secret.
create table auth_secret (
  name text primary key,
  sealed text not null
);

alter table organisation
  add column locale text not null default 'en-GB',
  add column time_zone text not null default 'UTC',
  add column four_eyes boolean not null default false;

create table member (
  organisation text not null references organisation,
  person text not null references person,
  role text not null check (role in ('owner', 'approver', 'bookkeeper', 'creator', 'viewer')),
  joined_at bigint not null,
  seen_at bigint,
  primary key (organisation, person)
);
create index member_person on member (person);

-- A link that lets one person in, once. Only a hash of what stands in the link is kept.
create table invitation (
  organisation text not null references organisation,
  id text not null,
  email text not null,
  role text not null check (role in ('owner', 'approver', 'bookkeeper', 'creator', 'viewer')),
  token_hash text not null unique,
  invited_by text not null,
  made_at bigint not null,
  expires_at bigint not null,
  accepted_at bigint,
  revoked_at bigint,
  primary key (organisation, id)
);

create table api_key (
  organisation text not null,
  id text not null,
  hash text not null unique,
  label text not null,
  role text not null check (role in ('owner', 'approver', 'bookkeeper', 'creator', 'viewer')),
  made_at bigint not null,
  made_by text not null,
  used_at bigint,
  primary key (organisation, id)
);
insert into api_key (organisation, id, hash, label, role, made_at, made_by)
  select organisation, left(name, 16), name, convert_from(sealed, 'utf8'), 'owner', 0, 'the command line' from secret where connection = 'api-keys';
delete from secret where connection = 'api-keys';

-- Who did what. Each line carries a hash over itself and the line before it, so that none can be changed or taken out unseen.
create table audit (
  organisation text not null,
  number bigint not null,
  at bigint not null,
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null,
  previous_hash text not null,
  hash text not null,
  primary key (organisation, number)
);

create function keep_audit() returns trigger language plpgsql as $$
begin
  raise exception 'The audit trail is only ever added to.';
end
$$;
create trigger audit_rows_stay before update or delete on audit for each row execute function keep_audit();
create trigger audit_stays before truncate on audit for each statement execute function keep_audit();
