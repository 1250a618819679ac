"""Settings from the environment, typed and with safe defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from peoplesprocess.secret_keys import SecretKeySource, UnusableKey, make_first_key

PROJECT = Path(__file__).parents[1]
MOST_BYTES = 16_000_000
"""The largest request body, in bytes."""
NEVER_EMPTY = ("INSTANCE", "SECRET", "SECRET_FILE", "HOST")
"""Settings that must not be empty: anybody could sign with an empty key, or connect to an empty host."""

KEY_FILE, FORMER_KEYS = "secret.key", "keys/former.key"
"""The files of the keys below the instance folder, which backups contain."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of an installation; each field's docstring names its variable."""

    database_url: str
    """DATABASE_URL: the database; by default a SQLite file in the instance folder."""
    instance: Path
    """INSTANCE: the folder of the database, the photos and the keys."""
    secret: bytes
    """SECRET or SECRET_FILE: the key for signing and sealing; by default made once in the instance folder."""
    trusted_hosts: tuple[str, ...] = ()
    """TRUSTED_HOSTS: the host names of this site, separated by commas; its own addresses always work."""
    proxies: int = 0
    """PROXIES: how many reverse proxies in front set X-Forwarded-For and -Proto."""
    idle_minutes: int = 30
    """IDLE_MINUTES: how long a sign-in lasts without being used."""
    host: str = "127.0.0.1"
    """HOST: the address to listen on."""
    log: str = "off"
    """LOG: what is logged on stderr: "off", "errors", or "requests" (with errors), the variable's default."""
    metrics_token: str = ""
    """METRICS_TOKEN: the token for /metrics; without one only this machine may read it, with PROXIES=0."""
    photo_store: str = ""
    """PHOTO_STORE: s3://bucket/prefix?endpoint=https://host&region=name; by default INSTANCE/photos."""
    smtp_host: str = ""
    """SMTP_HOST: the mail server for reminders; without it no mails are sent."""
    smtp_port: int = 587
    """SMTP_PORT: the port of the mail server."""
    smtp_user: str = ""
    """SMTP_USER and SMTP_PASSWORD: the account at the mail server, if it requires one."""
    smtp_password: str = ""
    smtp_security: str = "starttls"
    """SMTP_SECURITY: starttls, tls from the first byte, or none for a server on this machine."""
    mail_from: str = ""
    """MAIL_FROM: the sender's address of reminders."""
    sms_gateway: str = ""
    """SMS_GATEWAY: the address of the service for text messages; without it none are sent."""
    sms_gateway_secret: str = ""
    """SMS_GATEWAY_SECRET: the bearer token for that service."""
    key_source: SecretKeySource | None = None
    """Where the secret and the former ones (SECRET_FORMER) come from, so that a change can be noticed."""
    throwaway_database: bool = False
    """For tests only: a PostgreSQL that may lose data at a power cut."""
    fast_hash: bool = False
    """For tests only: a cheap password hash."""


class BadSetting(ValueError):
    """A setting is invalid; the message says which, and what it can be."""


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """Return the settings from `environment`, with defaults for the rest. Errors: BadSetting, OSError."""
    for name in NEVER_EMPTY:
        if environment.get(name) == "":
            raise BadSetting(f"{name} is empty. Fill it in, or take its line out.")
    instance = Path(environment.get("INSTANCE", PROJECT / "instance"))
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    hosts = environment.get("TRUSTED_HOSTS", "")
    key_source = _key_source(environment, instance)
    try:
        secret = key_source.read().newest
    except UnusableKey as error:
        raise BadSetting(str(error)) from error
    return Config(
        database_url=_driver(environment.get("DATABASE_URL", f"sqlite:///{instance / 'peoplesprocess.db'}")),
        instance=instance,
        secret=secret,
        key_source=key_source,
        trusted_hosts=tuple(host.strip() for host in hosts.split(",") if host.strip()),
        proxies=_number(environment, "PROXIES", 0, 0, 9),
        idle_minutes=_number(environment, "IDLE_MINUTES", 30, 1, 1440),
        host=environment.get("HOST", "127.0.0.1"),
        log=_one_of(environment, "LOG", "requests", "errors", "off"),
        metrics_token=environment.get("METRICS_TOKEN", ""),
        photo_store=environment.get("PHOTO_STORE", ""),
        smtp_host=environment.get("SMTP_HOST", ""),
        smtp_port=_number(environment, "SMTP_PORT", 587, 1, 65_535),
        smtp_user=environment.get("SMTP_USER", ""),
        smtp_password=environment.get("SMTP_PASSWORD", ""),
        smtp_security=_one_of(environment, "SMTP_SECURITY", "starttls", "tls", "none"),
        mail_from=environment.get("MAIL_FROM", ""),
        sms_gateway=environment.get("SMS_GATEWAY", ""),
        sms_gateway_secret=environment.get("SMS_GATEWAY_SECRET", ""),
    )


def _one_of(environment: Mapping[str, str], name: str, *values: str) -> str:
    value = environment.get(name, values[0])
    if value not in values:
        raise BadSetting(f"{name} is {value!r}, not one of: {', '.join(values)}.")
    return value


def _driver(url: str) -> str:
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _number(environment: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = environment.get(name, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise BadSetting(f"{name} is {value!r}, not a whole number from {least} to {most}.")
    return int(value)


def _key_source(environment: Mapping[str, str], instance: Path) -> SecretKeySource:
    """Return where the keys are, after making a first one if there is none. Errors: OSError."""
    former_file = instance / FORMER_KEYS
    if "SECRET" in environment:
        given = (environment["SECRET"], *environment.get("SECRET_FORMER", "").split())
        return SecretKeySource(former_file, given=tuple(each.encode() for each in given))
    path = Path(environment.get("SECRET_FILE", instance / KEY_FILE))
    if not path.exists():
        make_first_key(path)
    if path != instance / KEY_FILE:
        former_file = path.with_name(f"{path.name}.former")
    return SecretKeySource(former_file, path)
