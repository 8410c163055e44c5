#!/usr/bin/env bash
# Puts sweetspot on the PATH of the steps that follow: VERSION of it, its archive
# checked against SHA256 or the sums of the release, or built from the source of
# the action. SITE is where releases are.
set -euo pipefail
: "${RUNNER_TEMP:?}" "${GITHUB_PATH:?}"
site=${SITE:-https://github.com/sweetspot-bench/sweetspot/releases/download}
bin=$RUNNER_TEMP/sweetspot/bin
archives=$RUNNER_TEMP/sweetspot/archive
mkdir -p "$bin" "$archives"

fail() {
  echo "::error::$1"
  exit 1
}

# By standard input: a name with a backslash, as on Windows, would put one before the sum.
sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi <"$1" | cut -d ' ' -f 1; }

get() { curl --fail --silent --show-error --location --retry 3 --output "$2" "$1" || fail "cannot download $1"; }

build() {
  command -v go >/dev/null || fail "without version the action builds its own source, which takes Go: add actions/setup-go, or give version"
  (cd "${ACTION:?}" && CGO_ENABLED=0 go build -trimpath -o "$bin/" ./cmd/sweetspot)
}

download() {
  local version=${VERSION#v} os arch name want got
  case $version in *[!0-9A-Za-z.+-]*) fail "version $VERSION is none: write one such as 0.2.0" ;; esac
  case ${RUNNER_OS:-} in
    Linux) os=linux ;; macOS) os=darwin ;; Windows) os=windows ;;
    *) fail "there is no release for ${RUNNER_OS:-this system}" ;;
  esac
  case ${RUNNER_ARCH:-} in
    X64) arch=amd64 ;; ARM64) arch=arm64 ;;
    *) fail "there is no release for ${RUNNER_ARCH:-this architecture}" ;;
  esac
  name=sweetspot_${version}_${os}_${arch}.tar.gz
  [ -f "$archives/$name" ] || get "$site/v$version/$name" "$archives/$name"
  want=$(tr A-F a-f <<<"${SHA256:-}")
  if [ -z "$want" ]; then
    get "$site/v$version/SHA256SUMS" "$archives/SHA256SUMS"
    want=$(awk -v name="$name" '$2 == name {print $1}' "$archives/SHA256SUMS")
  fi
  got=$(sha256 "$archives/$name")
  if [ "$got" != "$want" ]; then
    rm -f "$archives/$name" # so that no cache keeps it
    fail "the SHA-256 of $name is $got, not ${want:-known}: nothing of it was run"
  fi
  [ -n "${SHA256:-}" ] || echo "::notice::to pin what was downloaded, give sha256: $got"
  tar -xzf - -C "$bin" <"$archives/$name" # of D:/… tar would take D for a host
}

if [ -n "${VERSION:-}" ]; then download; else build; fi
echo "$bin" >>"$GITHUB_PATH"
