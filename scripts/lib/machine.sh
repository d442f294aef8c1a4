# shellcheck shell=bash
# shellcheck disable=SC2154  # what the caller sets is said below
# A Debian in a folder, booted with its own systemd: its processes, mounts, network and cgroups are apart from those of
# this machine, and all of them end when it is halted. Needs root.
#
# The caller sets `records` (processes.sh).

# boot_machine FOLDER LOG
boot_machine() {
  local folder=$1 log=$2 hierarchy
  hierarchy=$(findmnt -n -t cgroup2 -o TARGET | sed -n 1p)
  [[ -n $hierarchy ]] || fail "no cgroup2 is mounted, and systemd needs one" "mount -t cgroup2 cgroup2 /mnt"
  machine_group=$hierarchy/marquee-machine.$$
  mkdir -p -- "$machine_group"
  # Its first process ends with `unshare`, and with it everything else in the machine.
  # shellcheck disable=SC2016  # it is the inner shell that expands
  start machine "$log" bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$machine_group" \
    unshare --mount --pid --uts --ipc --cgroup --net --fork --kill-child=KILL \
    bash -c "set -eu; $(declare -f become_machine); become_machine \"\$0\"" "$folder"
  machine_init=
  wait_until 60 machine_has_booted || fail "the machine does not boot" "The log: $log"
}

# become_machine FOLDER: makes the folder the root of the calling process, and executes its systemd.
become_machine() {
  local folder=$1 device
  mount --make-rprivate /
  mount --bind "$folder" "$folder"
  mount -t proc proc "$folder/proc"
  mount -t sysfs -o ro sysfs "$folder/sys"
  mount -t cgroup2 cgroup2 "$folder/sys/fs/cgroup"
  mount -t tmpfs -o mode=755 tmpfs "$folder/dev"
  for device in null zero full random urandom tty; do
    touch "$folder/dev/$device"
    mount --bind "/dev/$device" "$folder/dev/$device"
  done
  mkdir "$folder/dev/pts" "$folder/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$folder/dev/pts"
  ln -s pts/ptmx "$folder/dev/ptmx"
  ln -s /proc/self/fd "$folder/dev/fd"
  mount -t tmpfs tmpfs "$folder/dev/shm"
  mount -t tmpfs -o mode=755 tmpfs "$folder/run"
  mount -t tmpfs tmpfs "$folder/tmp"
  mkdir "$folder/run/before"
  cd "$folder" || return
  pivot_root . run/before
  umount -l /run/before
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=marquee /sbin/init
}

machine_has_booted() {
  local state
  machine_init=$(pgrep -P "$(running machine)") || return 1
  state=$(in_machine systemctl is-system-running 2>/dev/null) || true
  [[ $state == running || $state == degraded ]]
}

# in_machine COMMAND...
in_machine() {
  nsenter --target "$machine_init" --mount --pid --uts --ipc --net --cgroup \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"
}

# halt_machine: shuts it down as `poweroff` does; kills what is left. Does nothing if none runs.
halt_machine() {
  [[ -n ${machine_group:-} ]] || return 0
  in_machine systemctl poweroff >/dev/null 2>&1 || true
  wait_until 60 has_ended machine || true
  stop machine KILL 10
  find "$machine_group" -depth -type d -exec rmdir {} + 2>/dev/null || true
  machine_group=
}
