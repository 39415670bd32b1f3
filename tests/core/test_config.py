"""Settings: what they are without being set, and what is said of each that cannot be read."""

from pathlib import Path

import pytest

from tidings.core import config
from tidings.core.config import Settings
from tidings.core.errors import BadInput

BAD = {
    "KAFKA_SECURITY_PROTOCOL": ["tls"],
    "KAFKA_SASL_MECHANISM": ["GSSAPI"],
    "KAFKA_GROUP_PROTOCOL": ["eager"],
    "TIDINGS_KAFKA_PREFIX": ["tidings events "],
    "TIDINGS_KAFKA_PORT": ["0", "65535"],
    "TIDINGS_PORT": ["", "abc", "0", "65536", "5432.5"],
    "TIDINGS_SENDERS": ["0", "65", "many"],
    "TIDINGS_BATCH_SIZE": ["0", "5001", "1e3"],
    "TIDINGS_LAUNCH_GRACE_SECONDS": ["-1", "soon"],
    "TIDINGS_STATEMENT_TIMEOUT_MS": ["99", "30s"],
    "TIDINGS_LOG_LEVEL": ["loud", "info"],
    "TIDINGS_LOG_FORMAT": ["xml"],
    "TIDINGS_API_PORT": ["0", "http"],
    "TIDINGS_GATEWAY_PORT": ["0", "http"],
    "TIDINGS_API_CONNECTIONS": ["1", "few"],
    "TIDINGS_ORIGINS": [
        "market.example",
        "https://market.example/",
        "ftp://market.example",
        "https://A.example ws://b",
    ],
    "TIDINGS_PUBLIC_URL": ["tidings.market.example", "ftp://market.example", "https://", "https://a.example/tidings"],
    "TIDINGS_OIDC_ISSUER": ["login.example", "http://login.example", "https://"],
    "TIDINGS_OIDC_ROLES": ["author", "marketing=king", "marketing=author,", "=author"],
    "TIDINGS_LARGEST_IMPORT_BYTES": ["0", "much"],
    "TIDINGS_JWT_SECRET": ["too short"],
    "TIDINGS_JWT_AUDIENCE": [""],
    "TIDINGS_JWT_LONGEST_SECONDS": ["59", "long"],
    "TIDINGS_CLOCK": ["noon", "2026-03-02T12:00:00", "2026-03-02T12:00:00Z,0"],
}
# Any text is one of these.
CANNOT_FAIL = {
    "DATABASE_URL",
    "KAFKA_BOOTSTRAP_SERVERS",
    "KAFKA_SASL_USERNAME",
    "KAFKA_SASL_PASSWORD",
    "KAFKA_SSL_CA_LOCATION",
    "KAFKA_SSL_CERTIFICATE_LOCATION",
    "KAFKA_SSL_KEY_LOCATION",
    "TIDINGS_DATA_DIR",
    "TIDINGS_JWT_JWKS",
    "TIDINGS_OIDC_CLIENT_ID",
    "TIDINGS_OIDC_CLIENT_SECRET",
    "TIDINGS_OIDC_ROLE_CLAIM",
}


def test_every_setting_has_a_meaning() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name


def test_every_setting_is_tried_with_something_bad() -> None:
    assert {config.variable(name) for name in Settings.model_fields} == {*BAD, *CANNOT_FAIL}


@pytest.mark.parametrize(("variable", "text"), [(name, text) for name, texts in BAD.items() for text in texts])
def test_a_setting_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, text: str) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(BadInput) as raised:
        config.settings()
    assert str(raised.value).startswith(f"{variable}=")
    assert text in str(raised.value)


def test_all_settings_that_cannot_be_read_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_PORT", "abc")
    monkeypatch.setenv("TIDINGS_SENDERS", "0")
    with pytest.raises(BadInput, match="TIDINGS_PORT=abc: .*default: 5470.*\nTIDINGS_SENDERS=0: "):
        config.settings()


def test_settings_come_from_the_variables_that_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "database_url": "postgresql://elsewhere/tidings",
        "data_dir": "/elsewhere",
        "port": "6000",
        "api_port": "6001",
        "gateway_port": "6002",
        "api_connections": "3",
        "public_url": "https://tidings.market.example",
        "origins": "https://market.example http://localhost:3000",
        "kafka_bootstrap_servers": "kafka-1:9092,kafka-2:9092",
        "kafka_security_protocol": "sasl_ssl",
        "kafka_sasl_mechanism": "SCRAM-SHA-512",
        "kafka_sasl_username": "tidings",
        "kafka_sasl_password": "a password",
        "kafka_ssl_ca_location": "/etc/ssl/ca.pem",
        "kafka_ssl_certificate_location": "/etc/ssl/tidings.pem",
        "kafka_ssl_key_location": "/etc/ssl/tidings.key",
        "kafka_group_protocol": "classic",
        "kafka_prefix": "market.tidings.",
        "kafka_port": "9092",
        "oidc_issuer": "https://login.example",
        "oidc_client_id": "tidings",
        "oidc_client_secret": "a secret",
        "oidc_role_claim": "groups",
        "oidc_roles": "marketing=author",
        "largest_import_bytes": "1000",
        "jwt_secret": "0123456789abcdef0123456789abcdef",
        "jwt_jwks": "https://elsewhere/jwks.json",
        "jwt_audience": "elsewhere",
        "jwt_longest_seconds": "60",
        "clock": "2026-03-02T12:00:00Z,60",
        "senders": "3",
        "batch_size": "200",
        "launch_grace_seconds": "0.5",
        "statement_timeout_ms": "1000",
        "log_level": "ERROR",
        "log_format": "console",
    }
    assert given.keys() == Settings.model_fields.keys()
    for name, text in given.items():
        monkeypatch.setenv(config.variable(name), text)
    found = config.settings()
    assert {name: str(getattr(found, name)) for name in given} == given


def test_without_variables_settings_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIDINGS_DATA_DIR")
    monkeypatch.setenv("TIDINGS_UNKNOWN", "1")
    found = config.settings()
    assert found == Settings.model_construct()
    assert (found.database_url, found.data_dir, found.port) == ("", Path(".tidings"), 5470)
    assert (found.senders, found.batch_size) == (1, 2000)


def test_settings_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    before = config.settings()
    monkeypatch.setenv("TIDINGS_PORT", "6000")
    assert config.settings() is before


def test_a_variables_name_is_its_alias_or_its_field() -> None:
    assert config.variable("database_url") == "DATABASE_URL"
    assert config.variable("batch_size") == "TIDINGS_BATCH_SIZE"
