# shellcheck shell=bash
# shellcheck disable=SC2154  # scripts/cluster sets the variables
# Machines on this machine. Each has its own network, processes and mounts (namespaces): `front` has the switch between
# them, HAProxy and the clients; n1, n2 and n3 have nginx, a pool and a node of Galera each. All of it ends with their
# first processes. Addresses are those of the example files in scripts/packaging/cluster, in the network for
# documentation (RFC 5737).

nodes=(n1 n2 n3)
declare -A address=([front]=198.51.100.10 [n1]=198.51.100.11 [n2]=198.51.100.12 [n3]=198.51.100.13)
examples=$root/scripts/packaging/cluster

# in_machine NAME COMMAND...
in_machine() {
  local first
  first=$(first_process "$1") || return
  nsenter --target "$first" --mount --pid --net -- "${@:2}"
}

# in_network NAME COMMAND...: with the processes of this machine.
in_network() {
  local first
  first=$(first_process "$1") || return
  nsenter --target "$first" --net -- "${@:2}"
}

# first_process MACHINE: its number on this machine.
first_process() {
  local outer
  outer=$(running "$1") && pgrep -P "$outer" | sed -n 1p | grep .
}

# start_machine NAME COMMAND...: the command is its first process.
start_machine() {
  start "$1" "$logs/$1.log" unshare --mount --mount-proc --pid --net --uts --fork --kill-child=KILL -- "${@:2}"
  wait_until 10 first_process "$1" >/dev/null
  in_network "$1" ip link set lo up
}

start_front() {
  start_machine front sleep infinity
  in_network front ip link add switch type bridge
  in_network front ip address add "${address[front]}/24" dev switch
  in_network front ip link set switch up
}

# start_node NAME: a machine with a cable to the switch.
start_node() {
  local name=$1
  start_machine "$name" "$root/scripts/cluster.d/node" "$work/$name"
  # The cable of a machine that was killed vanishes a moment later.
  in_network front ip link delete "$name" 2>/dev/null || true
  in_network front ip link add "$name" type veth peer name eth0 netns "$(first_process "$name")"
  in_network front ip link set "$name" master switch up
  in_network "$name" ip address add "${address[$name]}/24" dev eth0
  in_network "$name" ip link set eth0 up
}

# kill_node NAME: all of its processes at once.
kill_node() {
  kill -KILL "$(running "$1")"
  wait_until 10 has_ended "$1"
}

# want NODE NAME..., unwant NODE NAME SIGNAL: starts programs of a node, and ends one.
want() {
  local name
  for name in "${@:2}"; do : >"$work/$1/wanted/$name"; done
}
unwant() {
  rm -f "$work/$1/wanted/$2"
  in_machine "$1" kill -s "$3" "$(<"$work/$1/running/$2")"
  wait_until 60 program_has_ended "$1" "$2" || fail "$2 of $1 does not end"
}
program_has_ended() { [[ ! -e $work/$1/running/$2 ]]; }

# sever MACHINE MACHINE: neither gets packets of the other any longer, and nobody is told.
sever() { drop "$1" "${address[$2]}" && drop "$2" "${address[$1]}"; }
drop() {
  in_network "$1" nft -f - <<RULES
table ip cut {
  chain input { type filter hook input priority 0; }
}
add rule ip cut input ip saddr $2 drop
RULES
}
heal() {
  local name
  for name in front "${nodes[@]}"; do in_network "$name" nft delete table ip cut 2>/dev/null || true; done
}

# ---- MariaDB ---------------------------------------------------------------------------------------------------------

# sql_of NODE: runs statements from standard input as the administrator.
sql_of() { database_socket=$work/$1/database.sock sql "${@:2}"; }

# wsrep NODE VARIABLE
wsrep() { sql_of "$1" -e "SHOW STATUS LIKE 'wsrep_$2'" 2>/dev/null | cut -f 2; }

is_synced() { [[ $(wsrep "$1" local_state) == 4 && $(wsrep "$1" cluster_status) == Primary ]]; }

# are_together: all nodes are synced, in one cluster.
are_together() {
  local name
  for name in "${nodes[@]}"; do is_synced "$name" && [[ $(wsrep "$name" cluster_size) == "${#nodes[@]}" ]] || return; done
}

# ---- HAProxy ---------------------------------------------------------------------------------------------------------

start_haproxy() {
  sed "s|/etc/haproxy/galera-check|$examples/galera-check|; s|/run/haproxy/admin.sock|$work/haproxy.sock|" \
    "$examples/haproxy.cfg" >"$work/haproxy.cfg"
  in_machine front setsid haproxy -db -f "$work/haproxy.cfg" >>"$logs/haproxy.log" 2>&1 </dev/null 9>&- &
  disown $!
}

# haproxy COMMAND: of its administration socket.
ask_haproxy() { printf '%s\n' "$1" | socat - "unix-connect:$work/haproxy.sock"; }

# servers COLUMN PROXY: name and value of each of its servers. Columns 5 and 18 are current sessions and the status.
servers() { ask_haproxy 'show stat' | awk -F , -v proxy="$2" -v column="$1" '$1 == proxy && $2 ~ /^n[0-9]/ { print $2, $column }'; }

writer() { servers 5 database | sort -k 2 -n -r | sed -n 1p | cut -d ' ' -f 1; }

# are_up PROXY: HAProxy takes all of its servers for good.
are_up() { [[ $(servers 18 "$1" | grep -c ' UP') == "${#nodes[@]}" ]]; }
