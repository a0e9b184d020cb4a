#!/bin/sh
# Makes every secret that compose.yaml needs, once: random passwords, a certificate for trying things out, and writers.env.
#   sh deploy/make-secrets.sh https://writers.example.org
set -eu
address=${1:?usage: make-secrets.sh https://writers.example.org}
cd "$(dirname "$0")"
umask 077
mkdir -p secrets/tls
for name in postgres_password redis_password metrics_token grafana_password alert_smtp_password; do
  [ -s "secrets/$name" ] || openssl rand -hex 24 | tr -d '\n' >"secrets/$name"
done
if [ ! -s secrets/tls/privkey.pem ]; then
  host=${address#*://}
  openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=${host%%[:/]*}" \
    -addext "subjectAltName=DNS:${host%%[:/]*}" \
    -keyout secrets/tls/privkey.pem -out secrets/tls/fullchain.pem 2>/dev/null
  echo "A certificate of your own making is in deploy/secrets/tls; put a real one there before people come."
fi
if [ ! -s secrets/writers.env ]; then
  cat >secrets/writers.env <<END
WRITERS_PUBLIC_URL=$address
WRITERS_SECRET_KEY=$(openssl rand -hex 32)
WRITERS_DATABASE_URL=postgresql://writers:$(cat secrets/postgres_password)@postgres/writers
WRITERS_REDIS_URL=redis://:$(cat secrets/redis_password)@redis:6379
WRITERS_METRICS_TOKEN=$(cat secrets/metrics_token)
WRITERS_SMTP_URL=
END
  echo "deploy/secrets/writers.env is written; set WRITERS_SMTP_URL in it, so that people can reset their passwords."
fi
# Prometheus and the others run as users of their own inside their containers.
chmod 644 secrets/metrics_token secrets/alert_smtp_password secrets/grafana_password
