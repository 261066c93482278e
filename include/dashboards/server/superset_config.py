"""Configuration of Superset, read by its own interpreter through SUPERSET_CONFIG_PATH.

Addresses and secrets come from the environment that `sress up` or docker-compose.yml gives.
"""

import os
from datetime import timedelta
from pathlib import Path

from flask_appbuilder.security.manager import AUTH_DB

SECRET_KEY = os.environ["SRESS_SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = os.environ["SRESS_SUPERSET_METADATA_URL"]
CACHE_DIR = Path(os.environ["SRESS_SUPERSET_CACHE_DIR"])

APP_NAME = "Observatoire SRESS"
AUTH_TYPE = AUTH_DB
PUBLIC_ROLE_LIKE = None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
PERMANENT_SESSION_LIFETIME = timedelta(hours=12)
ENABLE_PROXY_FIX = bool(os.environ.get("SRESS_SUPERSET_BEHIND_PROXY"))

# French words, numbers and dates.
BABEL_DEFAULT_LOCALE = "fr"
LANGUAGES = {"fr": {"flag": "fr", "name": "Français"}}
D3_FORMAT = {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", "\u00a0€"]}
D3_TIME_FORMAT = {
    "dateTime": "%A %e %B %Y à %X",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["", ""],
    "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    "months": [
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ],
    "shortMonths": [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
    ],
}
CURRENCIES = ["EUR"]

# Mail is the brief's; pictures of pages are the tests'; nothing schedules, nothing uploads.
FEATURE_FLAGS = {
    "ALERT_REPORTS": False,
    "THUMBNAILS": False,
    "ENABLE_TEMPLATE_PROCESSING": True,
    "DASHBOARD_VIRTUALIZATION": False,
    "CSS_TEMPLATES": False,
    # A chart shows what is published; there are no rows behind a mart of values to drill to.
    "DRILL_TO_DETAIL": False,
    "DRILL_BY": False,
}
WTF_CSRF_ENABLED = True

# A result is kept under the number of the publication served (see `served_publication`): what another
# publication shows is never taken from the cache. So the lifetime only bounds the cache's size.
DATA_CACHE_CONFIG = {
    "CACHE_TYPE": "FileSystemCache",
    "CACHE_DIR": str(CACHE_DIR / "data"),
    "CACHE_THRESHOLD": 2_000,
    "CACHE_DEFAULT_TIMEOUT": int(timedelta(days=7).total_seconds()),
    "CACHE_KEY_PREFIX": "sress_",
}
CACHE_CONFIG = {**DATA_CACHE_CONFIG, "CACHE_DIR": str(CACHE_DIR / "metadata")}
FILTER_STATE_CACHE_CONFIG = {**DATA_CACHE_CONFIG, "CACHE_DIR": str(CACHE_DIR / "filters")}
EXPLORE_FORM_DATA_CACHE_CONFIG = {**DATA_CACHE_CONFIG, "CACHE_DIR": str(CACHE_DIR / "explore")}
# The limiter counts logins of one process: `sress up` and the image run one with threads.
RATELIMIT_STORAGE_URI = "memory://"


def served_publication() -> int:
    """Number of the publication that `marts` show now; part of the key of every cached result."""
    from superset import db
    from superset.models.core import Database

    warehouse = db.session.query(Database).filter_by(database_name="Entrepôt SRESS").one()
    with warehouse.get_sqla_engine() as engine, engine.connect() as connection:
        return int(connection.exec_driver_sql("select publication_id from marts.publication_info").scalar() or 0)


JINJA_CONTEXT_ADDONS = {"served_publication": served_publication}

# Pages ask nothing of the outside: no tiles, no fonts, no tracking pixel.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        # Templates of the handlebars charts are compiled in the page; only the engineer can write one.
        "script-src": ["'self'", "'strict-dynamic'", "'unsafe-eval'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": bool(os.environ.get("SRESS_SUPERSET_BEHIND_PROXY")),
}
THEME_FONT_URL_ALLOWED_DOMAINS: list[str] = []
# The name in plain letters: no logo of a State or a product.
_NAME = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='190' height='24'>"
    "<text x='0' y='18' font-family='Inter, Helvetica, Arial, sans-serif' font-size='17' font-weight='600' "
    "fill='%231d3557'>Observatoire SRESS</text></svg>"
)
THEME_DEFAULT = {
    "token": {
        "brandAppName": APP_NAME,
        "brandLogoAlt": APP_NAME,
        "brandLogoUrl": f"data:image/svg+xml;utf8,{_NAME}",
        "brandLogoMargin": "18px 0",
        "brandLogoHref": "/dashboard/list/",
        "brandLogoHeight": "24px",
        "colorPrimary": "#1d5fa8",
        "colorLink": "#1d5fa8",
        "colorSuccess": "#1b6e3c",
        "colorWarning": "#b25e00",
        "colorError": "#a3162b",
        "fontUrls": [],
        "fontFamily": "Inter, Helvetica, Arial, sans-serif",
    },
    "algorithm": "default",
}
THEME_DARK = None
# Told apart in print and by those who confuse red and green (Okabe and Ito).
EXTRA_CATEGORICAL_COLOR_SCHEMES = [
    {
        "id": "sress",
        "description": "Couleurs distinctes pour tous",
        "label": "Observatoire SRESS",
        "isDefault": True,
        "colors": ["#1d5fa8", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#14202e"],
    }
]
ENABLE_UI_THEME_ADMINISTRATION = False

# Charts are drawn as SVG by templates that live in include/dashboards; scripts stay forbidden.
_DRAWING = ["fill", "stroke", "strokeWidth", "className", "class", "transform", "role", "ariaLabel", "ariaHidden"]
HTML_SANITIZATION = True
HTML_SANITIZATION_SCHEMA_EXTENSIONS = {
    "tagNames": ["svg", "g", "path", "text", "tspan", "title", "rect", "line", "polyline", "circle", "section"],
    "attributes": {
        "*": ["className", "style", "role", "ariaLabel", "ariaHidden", "title"],
        "svg": ["viewBox", "width", "height", "preserveAspectRatio", *_DRAWING],
        "g": _DRAWING,
        "path": ["d", *_DRAWING],
        "polyline": ["points", *_DRAWING],
        "circle": ["cx", "cy", "r", *_DRAWING],
        "rect": ["x", "y", "width", "height", "rx", *_DRAWING],
        "line": ["x1", "x2", "y1", "y2", *_DRAWING],
        "text": ["x", "y", "dx", "dy", "textAnchor", "dominantBaseline", "fontSize", *_DRAWING],
    },
}
