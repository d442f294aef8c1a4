# shellcheck shell=bash
# The data set to import: MovieLens 100K, or one of the user's.

# MovieLens 100K of GroupLens, as the Python package RecBole has it among its examples, in RecBole's layout.
movielens_package='recbole==1.2.1'
movielens_sha256=9c9948202011f37eb0a7c6768129313f00d6403ad221ec940d5e2d5d5f33a407
movielens_folder=recbole/dataset_example/ml-100k

# download_packages FOLDER: the Debian packages that the download into FOLDER needs, if any.
download_packages() {
  [[ -d $1 ]] || python3 -m pip --version >/dev/null 2>&1 || printf '%s\n' python3 python3-pip
}

# download_movielens FOLDER LOG: downloads the data set into FOLDER, unless it is there.
download_movielens() {
  local folder=$1 log=$2
  [[ ! -d $folder ]] || return 0
  local work=$folder.new
  rm -rf -- "$work"
  mkdir -p -- "$work"
  printf '%s --hash=sha256:%s\n' "$movielens_package" "$movielens_sha256" >"$work/requirements.txt"
  step "Downloading MovieLens 100K" "$log" python3 -m pip download --disable-pip-version-check --no-deps \
    --only-binary :all: --require-hashes --requirement "$work/requirements.txt" --dest "$work" || {
    log_tail "$log"
    fail "cannot download MovieLens 100K (part of the Python package ${movielens_package/==/ })" \
      "Check the network, or name a folder or zip of your own: scripts/run --data ml-latest-small.zip"
  }
  unzip -q "$work"/*.whl "$movielens_folder/*" -d "$work" ||
    fail "cannot unpack the data set in $work"
  mv -- "$work/$movielens_folder" "$folder"
  rm -rf -- "$work"
}

# unpack_data ZIP FOLDER
unpack_data() {
  rm -rf -- "$2"
  mkdir -p -- "$2"
  unzip -q -o "$1" -d "$2" || fail "cannot unpack $1" "Is it a complete zip file? Try: unzip -t '$1'"
}

# find_data FOLDER: prints the folder in it that has ratings in a known layout.
find_data() {
  local found
  found=$(find -L "$1" -maxdepth 3 -type f \
    \( -name '*.inter' -o -name u.data -o -name ratings.dat -o -name ratings.csv \) -print -quit)
  [[ -n $found ]] || fail "$1 has no ratings" \
    "Expected one of: u.data (MovieLens 100K), ratings.dat (1M, 10M), ratings.csv (20M and later), *.inter (RecBole)."
  dirname "$found"
}
