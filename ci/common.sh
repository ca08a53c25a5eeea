# shellcheck shell=bash
# What the scripts of ci/ share; sourced, never run. Everything said here goes to stderr, so that stdout
# belongs to the program or the test summary alone.

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
readonly root
# shellcheck disable=SC2034  # used by the scripts that source this file
readonly exit_usage=2 exit_nothing_selected=5 exit_internal=7

say() { printf 'attest: %s\n' "$*" >&2; }

# die CODE MESSAGE: one clear line, then the exit code of shared/engineering.md.
die() {
  local code=$1
  shift
  say "$*"
  exit "$code"
}

# help_and_exit FILE: the comment at the head of a script is its help text.
help_and_exit() {
  sed -n '2,/^$/s/^# \{0,1\}//p' "$1"
  exit 0
}

# show_progress: reads what ninja prints; shows "[done/all] building" while there is something to build:
# one line rewritten in place on a terminal, otherwise a plain line every 20 seconds.
show_progress() {
  local line start=$SECONDS last=-20 shown=''
  while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] && $line != *'Re-checking'* && $line != *'Re-running'* ]]; then
      if [[ -t 2 ]]; then
        printf '\rattest: building %s/%s ' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" >&2
        shown=terminal
      elif ((SECONDS - start - last >= 20)); then
        say "building ${BASH_REMATCH[1]}/${BASH_REMATCH[2]}"
        last=$((SECONDS - start)) shown=plain
      fi
    fi
  done
  case $shown in
    terminal) printf '\r\033[K' >&2 && say "built in $((SECONDS - start)) s" ;;
    plain) say "built in $((SECONDS - start)) s" ;;
  esac
}

# needs_configure PRESET: no complete build folder, changed presets, or a folder that came from another place.
needs_configure() {
  local folder=$root/build/$1
  [[ ! -f $folder/build.ninja || $root/CMakePresets.json -nt $folder/build.ninja ]] ||
    ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"
}

# build PRESET [TARGET...]: brings build/PRESET up to date; does nothing, quietly, when it is already.
# Runs in a subshell with a lock, so that two calls at once wait for each other. Returns 1 on failure, after
# showing the end of the log.
build() (
  preset=$1
  shift
  folder=$root/build/$preset log=$root/build/$preset/ci-build.log
  mkdir -p "$folder"
  exec 9>"$root/build/$preset.lock"
  flock 9
  cd "$root" || return 1 # presets are looked up in the working directory
  if needs_configure "$preset"; then
    say "configuring build/$preset"
    # clang 19 compiles this code in little more than half of g++ 12's time; who names a compiler gets it.
    if [[ -z ${CC-}${CXX-} ]] && command -v clang++-19 >/dev/null; then export CC=clang-19 CXX=clang++-19; fi
    if ! cmake --fresh --preset "$preset" >"$log" 2>&1; then
      tail -n 40 "$log" >&2
      say "configuring build/$preset failed: see above, all of it is in $log"
      return 1
    fi
  fi
  # ninja re-runs cmake by itself when a CMakeLists.txt or the set of source files changed.
  if ! cmake --build "$folder" --parallel "$(nproc)" ${1:+--target "$@"} 2>&1 9>&- | tee "$log" | show_progress; then
    # The first failure explains most; the command lines of the compiler are long.
    { sed -n '/^FAILED/,$p' "$log" | head -n 40 | grep . || tail -n 40 "$log"; } | cut -c 1-200 >&2
    say "building build/$preset failed: see above, all of it is in $log"
    return 1
  fi
)
