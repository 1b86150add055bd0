# syntax=docker/dockerfile:1
# Two stages: pip and its caches stay in the first; the second holds Python, three libraries and the site.

FROM python:3.11-slim-bookworm AS libraries
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/base.txt /requirements.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --require-hashes --only-binary :all: -r /requirements.txt

FROM python:3.11-slim-bookworm
# The libraries that WeasyPrint draws with; without harfbuzz-subset its files would differ at each print.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin crpv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY --from=libraries /opt/venv /opt/venv
COPY . .
# The key only lets the settings be read here; it opens nothing, and the running site is given its own.
RUN python -m compileall -q crpv evaluation funding governance centres accounts documents \
    && SECRET_KEY=only-to-collect-static-files-while-building-this-image-0123456789 ALLOWED_HOSTS=localhost \
    python manage.py collectstatic --noinput
USER crpv
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "crpv.wsgi", "--config", "deploy/gunicorn.conf.py"]
