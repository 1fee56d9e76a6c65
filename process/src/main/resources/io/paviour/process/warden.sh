# Reads "+ RECORD" and "- RECORD" until the platform closes the pipe or dies, then ends every child still on the list.
# RECORD is SIGNAL:TARGET[:CGROUP_DIRECTORY]...; a negative target is a process group.
trap '' HUP INT QUIT TERM
PATH=/usr/bin:/bin
newline='
'
records=
while read -r change record; do
    case $change in
    +) records="$records$record$newline" ;;
    -)
        kept=
        for other in $records; do
            [ "$other" = "$record" ] || kept="$kept$other$newline"
        done
        records=$kept
        ;;
    esac
done

for record in $records; do
    target=${record#*:}
    kill -s "${record%%:*}" -- "${target%%:*}"
done

rounds=100
while [ "$rounds" -gt 0 ]; do
    alive=
    for record in $records; do
        target=${record#*:}
        kill -s 0 -- "${target%%:*}" && alive=yes
    done
    [ "$alive" ] || break
    sleep 0.1
    rounds=$((rounds - 1))
done

for record in $records; do
    target=${record#*:}
    kill -s KILL -- "${target%%:*}"
    IFS=:
    for directory in ${target#*:}; do
        [ -f "$directory/cgroup.procs" ] || continue
        unset IFS
        for pid in $(cat "$directory/cgroup.procs"); do
            kill -s KILL -- "$pid"
        done
        sleep 0.1
        rmdir "$directory"
    done
    unset IFS
done
