# Two stages: packages and static files are made in the first; the second has no compiler, no pip cache and no root.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --require-hashes --only-binary :all: --requirement requirements.txt
COPY . .
# A key that passes: nothing of it stays.
RUN RVUEDGE_VENV=none RVUEDGE_DATA=/tmp/build RVUEDGE_STATIC=/app/static-files /venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /venv/bin/python -m whitenoise.compress --quiet /app/static-files

FROM python:3.13-slim
RUN groupadd --system --gid 10001 rvuedge && useradd --system --uid 10001 --gid rvuedge --home-dir /nonexistent --no-create-home rvuedge \
    && install -d -o rvuedge -g rvuedge -m 0700 /data /backups
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    RVUEDGE_VENV=none RVUEDGE_DATA=/data RVUEDGE_STATIC=/app/static-files
WORKDIR /app
USER 10001:10001
VOLUME ["/data", "/backups"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-m", "rvuedge.operating.probe", "http://127.0.0.1:8000/healthz"]
CMD ["gunicorn", "rvuedge.wsgi", "--config", "python:rvuedge.gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--preload", \
    "--graceful-timeout", "30", "--timeout", "60", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--log-level", "warning"]
