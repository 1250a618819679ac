"""The application factory, the only module that knows every room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map, Rule

from peoplesprocess.accounts import routes as accounts
from peoplesprocess.approvals import routes as approvals
from peoplesprocess.assessments import routes as assessments
from peoplesprocess.board import routes as board
from peoplesprocess.cli import commands
from peoplesprocess.closure import routes as closure
from peoplesprocess.complaints import routes as complaints
from peoplesprocess.config import MOST_BYTES, Config, from_environment
from peoplesprocess.contracts import routes as contracts
from peoplesprocess.contributions import routes as contributions
from peoplesprocess.cycles import routes as cycles
from peoplesprocess.db.engine import check, make_engine
from peoplesprocess.db.read_cache import ReadCache
from peoplesprocess.db.schema_status import refuse_other
from peoplesprocess.exports import routes as exports
from peoplesprocess.imports import routes as imports
from peoplesprocess.journal import routes as journal
from peoplesprocess.labour import routes as labour
from peoplesprocess.maps import routes as maps
from peoplesprocess.needs import routes as needs
from peoplesprocess.observations import routes as observations
from peoplesprocess.openrosa import routes as openrosa
from peoplesprocess.photos.chosen_store import open_photos
from peoplesprocess.plans import routes as plans
from peoplesprocess.profiles import routes as profiles
from peoplesprocess.programmes import routes as programmes
from peoplesprocess.purchases import routes as purchases
from peoplesprocess.results import routes as results
from peoplesprocess.rounds import routes as rounds
from peoplesprocess.safeguards import routes as safeguards
from peoplesprocess.scorecards import routes as scorecards
from peoplesprocess.settlements import routes as settlements
from peoplesprocess.small_groups import routes as small_groups
from peoplesprocess.undo import routes as undo
from peoplesprocess.votes import routes as votes
from peoplesprocess.web import (
    anonymous_cookie,
    attachment_pages,
    current_secret_keys,
    error_pages,
    health,
    metrics,
    page_response,
    request_log,
    session_renewal,
    sessions,
    styleguide,
    stylesheets,
    templating,
    trusted_hosts,
)
from peoplesprocess.web.request_state import MOST_ASKED
from peoplesprocess.web.unchanged_pages import UnchangedPages
from peoplesprocess.works import routes as works

ROOMS = (
    *(accounts, programmes, settlements, cycles, needs, rounds, votes, results, plans),
    *(approvals, contracts, works, closure, board, complaints, exports, journal, imports, undo),
    *(small_groups, observations, safeguards, maps, openrosa, profiles, assessments),
    *(contributions, labour, purchases, scorecards),
    *(attachment_pages, health, metrics, stylesheets, styleguide),
)

PUBLIC = frozenset(
    {
        "accounts.sign_in",
        "accounts.leave",
        "accounts.accept",
        "accounts.renew_password",
        "approvals.papers.answers",
        "approvals.papers.answers_file",
        "board.show",
        "board.find",
        "board.needs",
        "board.photo",
        "board.works.show",
        "board.works.poster",
        "board.works.poster_file",
        "complaints.file",
        "complaints.ask",
        "openrosa.collect.form_list",
        "openrosa.collect.form",
        "openrosa.collect.manifest",
        "openrosa.collect.ask",
        "openrosa.collect.submit",
        "openrosa.collect.nothing",
        "openrosa.kobo.push",
        "openrosa.kobo.nothing",
        "profiles.public.show",
        "results.poster",
        "results.public_file",
        "votes.begin",
        "votes.ballot",
        "votes.ask",
        "votes.show_receipt",
        "votes.finish",
        "votes.old_ballot",
        "votes.old_receipt",
        "health.alive",
        "health.ready",
        "metrics.show",
        "stylesheets.show",
        "styleguide.show",
    }
)
"""The only endpoints that need no permission; those of devices check the secret in their address."""

COMPRESSED = (
    "text/html",
    "text/xml",
    "text/css",
    "text/plain",
    "text/csv",
    "application/json",
    "image/svg+xml",
)
"""The content types that are compressed; photos are already."""
COMPRESSION = {
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_ALGORITHM_STREAMING": ["br", "gzip"],
    "COMPRESS_MIMETYPES": list(COMPRESSED),
    "COMPRESS_BR_LEVEL": 5,
    "COMPRESS_LEVEL": 8,
    "COMPRESS_MIN_SIZE": 300,
    # Tags are compared before a response is made, and the server adds the Date header.
    "COMPRESS_EVALUATE_CONDITIONAL_REQUEST": False,
}
"""The settings of Flask-Compress."""


class BoundedIntegerConverter(IntegerConverter):
    """An integer in an address, bounded by the largest that the database can store."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, max=MOST_ASKED, **options)


class LazyRule(Rule):
    """A route whose URL builder is compiled when its first address is built.

    Werkzeug compiles two builders for each route, with and without query parameters. Most are never used, and
    compiling all of them took a tenth of the start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made: Callable[..., tuple[str, str]] | None = None

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            nonlocal made
            made = made or super(LazyRule, self)._compile_builder(append_unknown)
            return made(rule, **values)

        return build


class UnguardedRoute(RuntimeError):
    """A route that requires no permission and is not on the list of public ones."""


def create_app(config: Config | None = None) -> Flask:
    """Return the application for one installation.

    Errors: UnguardedRoute, UnsafeDatabase, OtherDatabase, BadPhotoStore.
    """
    config = config or from_environment()
    app = Flask("peoplesprocess", static_folder=None, template_folder="web/templates")
    app.config.update(
        INSTANCE=config.instance,
        IDLE_MINUTES=config.idle_minutes,
        SITE_NAMES=config.trusted_hosts if config.proxies else (),
        FAST_HASH=config.fast_hash,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        BUILD=page_response.build(),
        **COMPRESSION,
    )
    current_secret_keys.init(app, config)
    metrics.init(app, config.metrics_token, proxies=config.proxies)
    _open_stores(app, config)
    templating.init(app)
    # The first to be registered, so that it handles each response last.
    request_log.init(app, config.log)
    page_response.init(app)
    trusted_hosts.init(app, config.trusted_hosts, config.host)
    Compress(app)
    error_pages.init(app)
    sessions.init(app)
    session_renewal.init(app)
    anonymous_cookie.init(app)
    commands.init(app)
    _add_rooms(app)
    _put_before(app, config.proxies)
    return app


def _add_rooms(app: Flask) -> None:
    """Register every room. Errors: UnguardedRoute."""
    app.url_map.converters["int"], app.url_rule_class = BoundedIntegerConverter, LazyRule
    for room in ROOMS:
        app.register_blueprint(room.bp)
    require_permissions(app)
    app.extensions["metrics"].prepare([rule.rule for rule in app.url_map.iter_rules()])


def _put_before(app: Flask, proxies: int) -> None:
    """Wrap the application in what answers unchanged pages, and that in what reads a proxy's headers."""
    app.wsgi_app = UnchangedPages(app, app.wsgi_app)  # type: ignore[method-assign]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies)  # type: ignore[method-assign]


def _open_stores(app: Flask, config: Config) -> None:
    """Open the photo store and the database, or refuse to start.

    Errors: UnsafeDatabase, OtherDatabase, BadPhotoStore.
    """
    app.config["SETTINGS"] = config
    app.extensions["photos"] = open_photos(config.photo_store, config.instance)
    engine = make_engine(config.database_url, app.extensions["metrics"].waited)
    app.extensions["engine"] = engine
    refuse_other(engine)
    check(engine, throwaway=config.throwaway_database)
    app.extensions["read_cache"] = ReadCache(engine)


def require_permissions(app: Flask) -> None:
    """Refuse to start with a route that requires no permission and is not public. Errors: UnguardedRoute."""
    for endpoint, view in app.view_functions.items():
        if endpoint not in PUBLIC and not hasattr(view, "action"):
            raise UnguardedRoute(endpoint)
