# The image of every Airflow service: the same locked packages as a checkout, without the tests' ones.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    DO_NOT_TRACK=1 \
    DBT_SEND_ANONYMOUS_USAGE_STATS=False \
    GX_ANALYTICS_ENABLED=false \
    SCARF_ANALYTICS=false \
    AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False \
    AIRFLOW_HOME=/opt/sress/var/airflow \
    SRESS_HOME=/opt/sress/var \
    SRESS_SANDBOX=0 \
    PATH=/opt/sress/.venv/bin:$PATH

RUN useradd --create-home --uid 50000 sress \
    && install -d -o sress -g sress /opt/sress /opt/sress/var
USER sress
WORKDIR /opt/sress

COPY --chown=sress:sress requirements/ requirements/
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/bootstrap.txt \
    && .venv/bin/uv pip sync --no-cache --require-hashes --compile-bytecode requirements/runtime.txt

COPY --chown=sress:sress pyproject.toml README.md ./
COPY --chown=sress:sress include/ include/
COPY --chown=sress:sress dags/ dags/
COPY --chown=sress:sress dbt_project/ dbt_project/
COPY --chown=sress:sress expectations/ expectations/
RUN .venv/bin/uv pip install --no-cache --no-deps --no-build-isolation --editable .

VOLUME /opt/sress/var
