"""The template of nginx, served by a real nginx: whole requests only, true addresses, nobody else's word."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from bench.servers import free_port
from peoplesprocess.config import MOST_BYTES
from peoplesprocess.web.error_pages import SENTENCES
from peoplesprocess.web.i18n import SHIPPED, translator
from tests.conftest import missing
from tests.faults.test_slow_phones import listening

TEMPLATES = Path(__file__).parents[2] / "deploy"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
KEYS = ("ECDHE-ECDSA", "ECDHE-RSA")
INTERMEDIATE = [
    f"{key}-{rest}"
    for rest in ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")
    for key in KEYS
]
"""Mozilla's guidelines for TLS 1.2, version 5.7, without DHE."""
HEAD = "HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"


@dataclass(frozen=True)
class ServedTemplate:
    """The template as nginx serves it."""

    secure: int
    plain: int
    folder: Path
    asked: list[float]
    """When the application behind it was asked."""


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedTemplate]:
    """An nginx of its own with TLS."""
    if NGINX is None:
        missing("nginx is not on this machine")
    folder = tmp_path_factory.mktemp("nginx")
    asked: list[float] = []
    app = Flask("behind")

    @app.route("/hang-up")
    def hang_up() -> tuple[str, dict[str, str]]:
        # More than nginx takes for an answer.
        return "", {"X-Long": "a" * 20_000}

    @app.route("/", methods=["GET", "POST"])
    @app.route("/metrics")
    def echo() -> str:
        asked.append(time.monotonic())
        length = len(request.get_data())
        return f"{length} {request.remote_addr} {request.scheme} {request.host} end"

    app.wsgi_app = ProxyFix(app.wsgi_app, 1, 1)  # type: ignore[method-assign]
    with listening(app) as upstream:
        plain, secure = free_port(), free_port()
        _write(folder, upstream, plain, secure)
        assert NGINX is not None
        command = [
            NGINX,
            "-p",
            str(folder),
            "-c",
            str(folder / "nginx.conf"),
            "-e",
            str(folder / "error.log"),
        ]
        tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stderr
        process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
        try:
            _wait(secure)
            yield ServedTemplate(secure, plain, folder, asked)
        finally:
            process.terminate()
            process.wait(10)


def test_a_request_is_passed_on_when_it_is_whole(behind: ServedTemplate) -> None:
    port, asked = behind.secure, behind.asked
    with _phone(port) as phone:
        phone.sendall(f"POST / {HEAD}Content-Length: 3000\r\n\r\n".encode())
        for _ in range(3):
            before = len(asked)
            phone.sendall(b"a" * 1000)
            if _ < 2:
                time.sleep(0.05)
                assert len(asked) == before
        answer = _all(phone)
    assert b"3000 127.0.0.1 https localhost end" in answer


def test_what_a_stranger_says_of_where_it_comes_from_is_replaced(behind: ServedTemplate) -> None:
    claims = "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: evil.example\r\n"
    with _phone(behind.secure) as phone:
        phone.sendall(f"GET / {HEAD}{claims}\r\n".encode())
        assert b"0 127.0.0.1 https localhost end" in _all(phone)


def test_numbers_and_too_large_bodies_stop_at_the_door(behind: ServedTemplate) -> None:
    port, asked = behind.secure, behind.asked
    before = len(asked)
    for sent, answer in (
        (f"GET /metrics {HEAD}\r\n", b"404"),
        (f"POST / {HEAD}Content-Length: 18000000\r\n\r\n", b"413"),
    ):
        with _phone(port) as phone:
            phone.sendall(sent.encode())
            assert _all(phone)[9:12] == answer
    assert len(asked) == before


def test_who_sends_too_much_or_finds_nobody_reads_what_to_do_in_every_shipped_language(
    behind: ServedTemplate,
) -> None:
    with _phone(behind.secure) as phone:
        phone.sendall(f"POST / {HEAD}Content-Length: 16000001\r\n\r\n".encode())
        refused = _all(phone).decode()
    with _phone(behind.secure) as phone:
        phone.sendall(f"GET /hang-up {HEAD}\r\n".encode())
        unanswered = _all(phone).decode()
    assert (refused[9:12], unanswered[9:12]) == ("413", "502")
    for language in SHIPPED:
        words = translator(language)
        said = refused.split(f'<section lang="{language}"')[1]
        assert all(words._(sentence) in said for sentence in SENTENCES[413])
        assert f'<section lang="{language}"' in unanswered
    # Of nobody who asks for it by its address.
    with _phone(behind.secure) as phone:
        phone.sendall(f"GET /too-large.html {HEAD}\r\n".encode())
        assert b"<section" not in _all(phone)


def test_a_phone_that_speaks_http_2_reads_the_same(behind: ServedTemplate, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not on this machine")
    photo = tmp_path / "photo"
    with photo.open("wb") as file:
        file.truncate(18_000_000)
    asked = [curl, "-sk", "--http2", "--data-binary", f"@{photo}", f"https://127.0.0.1:{behind.secure}/"]
    read = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    assert '<section lang="ar" dir="rtl">' in read


def test_caddy_has_the_limit_of_nginx_and_its_pages() -> None:
    nginx, caddy = ((TEMPLATES / name).read_text() for name in ("nginx.conf", "Caddyfile"))
    assert f"client_max_body_size {MOST_BYTES};" in nginx
    (too_large,) = re.findall(r'Content-Length "(.+)"', caddy)
    lengths = (1, 9_999_999, 15_999_999, 16_000_000, 17_000_000, 20_000_000, 99_999_999, 100_000_000, 10**12)
    assert [n for n in lengths if re.search(too_large, str(n))] == [n for n in lengths if n >= MOST_BYTES]
    assert "max_size 16MB" in caddy
    pages = {f"/{page.name}" for page in (TEMPLATES / "pages").glob("*.html")}
    assert (
        pages
        == set(re.findall(r"rewrite \S+ (\S+)", caddy))
        == set(re.findall(r"error_page .+ (\S+);", nginx))
    )


def test_a_phone_speaks_by_a_strong_cipher_suite_or_not_at_all(behind: ServedTemplate) -> None:
    known = {cipher["name"] for cipher in _context(ssl.TLSVersion.TLSv1_2).get_ciphers()}
    taken = {name for name in sorted(known) if _speaks(behind.secure, ssl.TLSVersion.TLSv1_2, name)}
    # The certificate of this test is no RSA one.
    assert taken == {cipher for cipher in INTERMEDIATE if "-ECDSA-" in cipher}
    assert _speaks(behind.secure, ssl.TLSVersion.TLSv1_3)
    assert not _speaks(behind.secure, ssl.TLSVersion.TLSv1_1)


def test_both_templates_name_the_suites_of_mozillas_intermediate_list() -> None:
    nginx, caddy = ((TEMPLATES / name).read_text() for name in ("nginx.conf", "Caddyfile"))
    assert re.findall(r"ssl_ciphers (\S+);", nginx) == [":".join(INTERMEDIATE)]
    (named,) = re.findall(r"\tciphers (.+)", caddy)
    assert [_name_in_openssl(name) for name in named.split()] == INTERMEDIATE
    assert "\tprotocols tls1.2 tls1.3\n" in caddy


def test_who_renews_the_certificate_reads_its_answer_without_one(behind: ServedTemplate) -> None:
    answers = behind.folder / "html/.well-known/acme-challenge"
    answers.mkdir(parents=True)
    (answers / "token").write_text("it is ours")
    with urlopen(f"http://127.0.0.1:{behind.plain}/.well-known/acme-challenge/token", timeout=10) as answer:
        assert answer.read() == b"it is ours"


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.service")), ids=lambda path: path.stem)
def test_the_unit_is_one_that_systemd_understands(tmp_path: Path, template: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd is not on this machine")
    timer = template.with_suffix(".timer")
    unit = tmp_path / template.name
    text = template.read_text()
    if timer.exists():
        (tmp_path / timer.name).write_text(timer.read_text())
    unit.write_text(text.replace("/opt/peoplesprocess/.venv/bin/python", "/bin/true"))
    units = [str(path) for path in tmp_path.iterdir()]
    done = subprocess.run([verify, "verify", *units], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if template.stem in line]
    assert complaints == []


def _write(folder: Path, upstream: int, plain: int, secure: int) -> None:
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "privkey.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", *key, "-days", "2", "-subj", "/CN=localhost", "-out", "fullchain.pem"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    template = (TEMPLATES / "nginx.conf").read_text()
    for old, new in (
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{secure} "),
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        ("/etc/letsencrypt/live/SITE", str(folder)),
        ("/var/www/html", str(folder / "html")),
        ("/opt/peoplesprocess/deploy", str(TEMPLATES)),
        ("SITE", "localhost"),
    ):
        assert old in template
        template = template.replace(old, new)
    (folder / "site.conf").write_text(template)
    places = "".join(
        f"{kind}_temp_path {folder / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if Path("/proc/self").stat().st_uid == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}pid {folder / 'pid'};\nworker_processes 1;\nevents {{ worker_connections 256; }}\n"
        f"http {{\n{places}include {folder / 'site.conf'};\n}}\n"
    )


def _wait(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            _phone(port).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("nginx did not start")


def _name_in_openssl(name: str) -> str:
    """Return what OpenSSL calls a suite that stands by its name in the registry of IANA."""
    short = name.removeprefix("TLS_").replace("_WITH", "").replace("_", "-").replace("AES-", "AES")
    return short.removesuffix("-SHA256") if "CHACHA20" in short else short


def _context(version: ssl.TLSVersion, cipher: str = "ALL") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers(f"{cipher}:@SECLEVEL=0")
    with warnings.catch_warnings():
        # Old versions are what is tried here.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    return context


def _speaks(port: int, version: ssl.TLSVersion, cipher: str = "ALL") -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        try:
            _context(version, cipher).wrap_socket(line).close()
        except (ssl.SSLError, OSError):
            return False
        return True


def _phone(port: int) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=10))


def _all(phone: ssl.SSLSocket) -> bytes:
    answer = b""
    while more := phone.recv(65_536):
        answer += more
    return answer
