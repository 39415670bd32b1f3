"""Every setting of a process: its name, default and meaning, read from the environment once.

What a marketer changes while things run (ceilings, quiet hours) is not here but in the account's settings.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tidings.core import clock
from tidings.core.errors import BadInput

SHORTEST_SECRET = 32
_ROLE = re.compile(r"\s*[^=,]+=\s*(viewer|author|publisher|administrator)\s*")


class Settings(BaseSettings):
    """The process's settings; the field's name in capitals behind the alias or `TIDINGS_` is the variable's name."""

    model_config = SettingsConfigDict(env_prefix="TIDINGS_", extra="ignore", populate_by_name=True)

    database_url: str = Field(
        default="",
        validation_alias="DATABASE_URL",
        description="PostgreSQL 15 to 18 to use; empty: an embedded PostgreSQL 18 in the data directory",
    )
    data_dir: Path = Field(
        default=Path(".tidings"),
        description="Where the embedded PostgreSQL keeps its files, and where a running Tidings leaves its address",
    )
    kafka_bootstrap_servers: str = Field(
        default="",
        validation_alias="KAFKA_BOOTSTRAP_SERVERS",
        description="Brokers of an Apache Kafka 4, such as kafka-1:9092,kafka-2:9092; empty: events stay in PostgreSQL",
    )
    kafka_security_protocol: Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"] = Field(
        default="plaintext",
        validation_alias="KAFKA_SECURITY_PROTOCOL",
        description="How brokers are spoken to",
    )
    kafka_sasl_mechanism: Literal["", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        default="", validation_alias="KAFKA_SASL_MECHANISM", description="How Tidings says who it is; empty: not at all"
    )
    kafka_sasl_username: str = Field(
        default="", validation_alias="KAFKA_SASL_USERNAME", description="Who Tidings is to the brokers"
    )
    kafka_sasl_password: str = Field(
        default="", validation_alias="KAFKA_SASL_PASSWORD", description="The password of that user"
    )
    kafka_ssl_ca_location: str = Field(
        default="",
        validation_alias="KAFKA_SSL_CA_LOCATION",
        description="File of the authorities that vouch for the brokers; empty: those that the system trusts",
    )
    kafka_ssl_certificate_location: str = Field(
        default="", validation_alias="KAFKA_SSL_CERTIFICATE_LOCATION", description="File of Tidings' own certificate"
    )
    kafka_ssl_key_location: str = Field(
        default="", validation_alias="KAFKA_SSL_KEY_LOCATION", description="File of the key of that certificate"
    )
    kafka_group_protocol: Literal["consumer", "classic"] = Field(
        default="consumer",
        validation_alias="KAFKA_GROUP_PROTOCOL",
        description="How consumers of a group share: consumer with brokers of version 4, classic with older ones",
    )
    kafka_prefix: str = Field(
        default="tidings.",
        pattern=r"^[a-zA-Z0-9._-]{0,100}$",
        description="How the names of the topics of Tidings begin",
    )
    kafka_port: int = Field(
        default=5480,
        ge=1,
        le=65534,
        description="Loopback port of the embedded Kafka of `tidings up --kafka`; it and the next one must be free",
    )
    port: int = Field(
        default=5470, ge=1, le=65535, description="Loopback port of the embedded PostgreSQL; must be free"
    )
    api_port: int = Field(default=8470, ge=1, le=65535, description="Loopback port of the API; must be free")
    gateway_port: int = Field(
        default=8471, ge=1, le=65535, description="Loopback port of `tidings run gateway`; must be free"
    )
    api_connections: int = Field(
        default=8,
        ge=2,
        le=100,
        description="Connections to PostgreSQL of an API or a gateway for people, and for servers",
    )
    public_url: str = Field(
        default="",
        description="Address by which browsers reach the API, such as https://tidings.example; empty: as they come",
    )
    origins: str = Field(
        default="",
        description="Origins of the marketplace's pages that show the chat, such as https://market.example, with "
        "blanks between; empty: only those of the API's own address",
    )
    oidc_issuer: str = Field(
        default="",
        description="OpenID Connect provider at which members may sign in, such as https://login.example; empty: none",
    )
    oidc_client_id: str = Field(default="", description="What the provider calls this Tidings")
    oidc_client_secret: str = Field(default="", description="What this Tidings shows the provider; empty: nothing")
    oidc_role_claim: str = Field(
        default="", description="Claim of the provider that gives members their role, such as groups; empty: none does"
    )
    oidc_roles: str = Field(
        default="", description="Role of each value of that claim, such as marketing=author,heads=administrator"
    )
    largest_import_bytes: int = Field(
        default=2_000_000_000,
        ge=1,
        le=100_000_000_000,
        description="Bytes that a file of people may have that comes by HTTP; every other body may have a million",
    )
    jwt_secret: str = Field(
        default="", description="Secret of at least 32 bytes with which the marketplace signs people's tokens (HS256)"
    )
    jwt_jwks: str = Field(
        default="",
        description="Instead of a secret: file or https address of the public keys (RS256, ES256) of people's tokens",
    )
    jwt_audience: str = Field(default="tidings", min_length=1, description="The audience that people's tokens name")
    jwt_longest_seconds: int = Field(
        default=3600, ge=60, description="Seconds that a person's token may live from its signing to its end"
    )
    clock: str = Field(
        default="",
        description="START,SPEED: product time for demos and tests, such as 2026-03-02T12:00:00Z,60; empty: real time",
    )
    senders: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Sender processes that `tidings up` starts; one on two cores leaves the other to people's messages",
    )
    batch_size: int = Field(
        default=2000,
        ge=1,
        le=5000,
        description="Recipients in a batch: the unit of claim, transaction and event",
    )
    launch_grace_seconds: float = Field(
        default=10.0,
        ge=0,
        description="Product seconds between launch and the first message, in which a launch can be taken back",
    )
    statement_timeout_ms: int = Field(
        default=30_000, ge=100, description="Milliseconds after which PostgreSQL ends a sender's statement"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least severe level that is logged"
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="json: one object a line; console: for people; auto: by whether it is a terminal"
    )

    @field_validator("jwt_secret")
    @classmethod
    def _long_enough(cls, text: str) -> str:
        """Who can guess the secret is everybody: RFC 8725 asks for as many bits as the hash has."""
        if text and len(text.encode()) < SHORTEST_SECRET:
            raise ValueError(f"a secret of people's tokens has at least {SHORTEST_SECRET} bytes")
        return text

    @field_validator("public_url")
    @classmethod
    def _of_a_host(cls, text: str) -> str:
        """The panel and the API lie at the top of a host of theirs."""
        address = urlsplit(text)
        if text and (address.scheme not in ("http", "https") or not address.netloc or address.path not in ("", "/")):
            raise ValueError("it begins with http:// or https:// and ends with the host or its port")
        return text.rstrip("/")

    @field_validator("origins")
    @classmethod
    def _of_pages(cls, text: str) -> str:
        """A browser compares them letter by letter: one with a path would never be it."""
        for each in text.split():
            address = urlsplit(each)
            is_whole = each == f"{address.scheme}://{address.netloc}".lower() and bool(address.netloc)
            if address.scheme not in ("http", "https") or not is_whole:
                raise ValueError(f"{each} is no origin: write https://, a host in small letters, and its port")
        return text

    @field_validator("oidc_issuer")
    @classmethod
    def _private(cls, text: str) -> str:
        """What comes from a provider opens doors: nobody between may change it."""
        address = urlsplit(text)
        is_here = address.scheme == "http" and address.hostname in ("127.0.0.1", "::1", "localhost")
        if text and not (address.netloc and (address.scheme == "https" or is_here)):
            raise ValueError("a provider's address begins with https://")
        return text

    @field_validator("oidc_roles")
    @classmethod
    def _of_roles(cls, text: str) -> str:
        """A role that is none would give nobody anything, and nobody would know why."""
        if text and not all(_ROLE.fullmatch(part) for part in text.split(",")):
            raise ValueError("it is a list such as marketing=author,heads=administrator")
        return text

    @field_validator("clock")
    @classmethod
    def _readable(cls, text: str) -> str:
        """A clock that cannot be read stops a process at its start and not somewhere on its way."""
        if text:
            clock.parse(text)
        return text


@cache
def settings() -> Settings:
    """This process's settings. Raises BadInput naming every variable that cannot be read."""
    try:
        return Settings()
    except ValidationError as error:
        raise BadInput(
            "\n".join(_told(fault["loc"][0], fault["input"], fault["msg"]) for fault in error.errors())
        ) from error


def variable(name: str) -> str:
    """The environment variable that sets the field `name`."""
    alias = Settings.model_fields[name].validation_alias
    return str(alias) if alias else f"TIDINGS_{name.upper()}"


def _told(place: int | str, given: object, problem: str) -> str:
    """What is wrong with a setting, by the name under which people know it."""
    found = [name for name in Settings.model_fields if place in (name, variable(name))]
    name, field = variable(found[0]), Settings.model_fields[found[0]]
    return f"{name}={given}: {problem}. It is: {field.description} (default: {field.get_default()})."
