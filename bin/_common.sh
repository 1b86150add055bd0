# shellcheck shell=bash
# What bin/run, bin/test and .ci/run share: steps, system packages, virtual environment. Not run by itself.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV="$ROOT/.venv"
UV="$VENV/uv/bin/uv"
cd "$ROOT" || exit 1

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PYTHONUTF8=1

WEASYPRINT_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
WEASYPRINT_LIBRARIES="pango-1.0 pangoft2-1.0 harfbuzz-subset"

fail() { # fail SENTENCE: says what is wrong and stops
  printf '%s\n' "$*" >&2
  exit 1
}

now() { date +%s%N; }

since() { # since START: seconds elapsed, written in French (« 1,2 s »)
  local tenths=$((($(now) - $1) / 100000000))
  printf '%d,%d s' $((tenths / 10)) $((tenths % 10))
}

step() { # step LABEL COMMAND…: one line with its duration; the output is shown only when it fails
  local label=$1 start log
  shift
  start=$(now)
  log=$(mktemp)
  printf '%s… ' "$label"
  if "$@" >"$log" 2>&1 </dev/null; then
    printf '%s\n' "$(since "$start")"
    rm -f "$log"
  else
    printf 'échec (%s)\n' "$(since "$start")"
    tail -n 40 "$log" >&2
    rm -f "$log"
    fail "« $label » n’a pas abouti : la cause est écrite ci-dessus. Corrigez-la, puis relancez la même commande."
  fi
}

is_root() { [ "$(id -u)" = 0 ]; }

has() { command -v "$1" >/dev/null 2>&1; }

can_apt() { is_root && has apt-get; }

# The lists of packages are refreshed only when the first try fails: a fresh image has none, a developer's machine has them.
apt_install() {
  local options=(-y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3)
  export DEBIAN_FRONTEND=noninteractive
  apt-get install "${options[@]}" "$@" || { apt-get update -qq -o Acquire::Retries=3 && apt-get install "${options[@]}" "$@"; }
}

find_python() { # prints a Python ≥ 3.11, the tested one first
  local candidate
  for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3.14 python3; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$candidate"
      return 0
    fi
  done
  return 1
}

can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

missing_libraries() { # missing_libraries PYTHON: the libraries of WeasyPrint that this machine lacks
  "$1" - "$WEASYPRINT_LIBRARIES" <<'PYTHON'
import sys
from ctypes.util import find_library
print(" ".join(name for name in sys.argv[1].split() if not find_library(name)))
PYTHON
}

missing_packages() { # one a line: what Debian must bring before the virtual environment can be made
  local python
  if ! python=$(find_python); then
    printf '%s\n' python3 python3-venv "${WEASYPRINT_PACKAGES[@]}"
    return
  fi
  if ! can_make_venv "$python"; then
    "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
  fi
  if [ -n "$(missing_libraries "$python")" ]; then
    printf '%s\n' "${WEASYPRINT_PACKAGES[@]}"
  fi
}

prepare_system() {
  local packages
  mapfile -t packages < <(missing_packages)
  if [ "${#packages[@]}" -gt 0 ]; then
    can_apt || fail "Il manque des paquets à cette machine. Installez-les avec « sudo apt-get update && sudo apt-get install ${packages[*]} », puis relancez la même commande."
    step "Paquets du système (${packages[*]})" apt_install "${packages[@]}"
  fi
  find_python >/dev/null || fail "Il faut Python 3.11 ou plus récent ; cette machine n’en propose pas. Installez-le, ou donnez son chemin : PYTHON=/chemin/python3 bin/run."
}

checksum() { sha256sum "$@" | sha256sum | cut -d ' ' -f 1; }

is_stamped() { # is_stamped NAME VALUE: was this step finished, with these very inputs?
  [ -f "$VENV/.stamp-$1" ] && [ "$(cat "$VENV/.stamp-$1")" = "$2" ]
}

stamp() { printf '%s' "$2" >"$VENV/.stamp-$1"; }

venv_works() { "$VENV/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

uv_pin() { sed -n '/^uv==/,/^ *#/{/^ *#/!p}' requirements/dev.txt; } # its version and its hashes, as developers have it

bring_uv() { # it installs in a third of the time
  [ -x "$UV" ] && return
  uv_pin >"$VENV/uv.txt"
  "$VENV/bin/python" -m pip install --quiet --no-compile --only-binary :all: --require-hashes \
    --target "$VENV/uv" -r "$VENV/uv.txt"
}

install_with_uv() { # where pip is told to fetch from, uv fetches too
  local settings
  settings=$("$VENV/bin/python" -m pip config list)
  pass_on() { # pass_on NAME VARIABLE: what pip's configuration says, unless uv has its own
    local value
    value=$(sed -n "/^[^=]*\.$1='\(.*\)'$/{s//\1/p;q}" <<<"$settings")
    if [ -n "$value" ]; then export "$2=${!2:-$value}"; fi
  }
  pass_on index-url UV_DEFAULT_INDEX
  pass_on extra-index-url UV_INDEX
  pass_on find-links UV_FIND_LINKS
  pass_on cert SSL_CERT_FILE
  # Hashes say what may be installed: any index may bring it.
  "$UV" pip sync --quiet --python "$VENV/bin/python" --require-hashes --index-strategy unsafe-best-match "requirements/$1.txt"
}

install_libraries() { # the same list and the same hashes with pip, where uv cannot be had
  { bring_uv && install_with_uv "$1"; } || "$VENV/bin/python" -m pip install --quiet --require-hashes -r "requirements/$1.txt"
}

prepare_venv() { # prepare_venv base|dev: .venv holds exactly the locked list and pip; nothing is done when it already does
  local list=$1 wanted
  venv_works || step "Environnement Python (.venv)" "$(find_python)" -m venv --clear "$VENV"
  # The list of developers contains the site's one, same versions (tests/test_house.py checks it): it stays whole.
  if [ -f "$VENV/.stamp-dev" ]; then list=dev; fi
  wanted=$(checksum "requirements/$list.txt")
  if ! is_stamped "$list" "$wanted"; then
    step "Bibliothèques Python (requirements/$list.txt)" install_libraries "$list"
    stamp "$list" "$wanted"
  fi
}
