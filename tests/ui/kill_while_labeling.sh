#!/bin/bash
# Kills the window at random moments of labeling, opens the same data again, and looks whether a label is gone that it had
# acknowledged (written to a table after it was given).
#
#   tests/ui/kill_while_labeling.sh PROGRAM DATA [TIMES]
#
# PROGRAM: build/…/bin/lexicell; DATA: an h5ad file of at least 60 cells; TIMES: 100 unless said. Needs a display (xvfb-run -a).
# Exit status 0: nothing was lost.
set -u
program=$(realpath "$1"); data=$(realpath "$2"); times=${3:-100}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
export XDG_RUNTIME_DIR=$work
lost=0 failed=0
for ((kill = 1; kill <= times; ++kill)); do
    rm -rf "$work"/home "$work"/said; mkdir -p "$work"/home "$work"/said
    export HOME=$work/home
    {
        printf '[{"do":"open","file":"%s"}' "$data"
        for ((cell = 0; cell < 60; ++cell)); do
            printf ',{"do":"select","cells":[%d]},{"do":"label","name":"label_%d","field":"zz_mine"}' $cell $((cell % 7))
            ((cell % 5 == 4)) && printf ',{"do":"undo"},{"do":"label","name":"again","field":"zz_mine"}'
            printf ',{"do":"export-labels","file":"%s/said/%03d.csv"}' "$work" $cell
        done
        printf ']'
    } > "$work"/steps.json
    "$program" --script "$work"/steps.json --quit > /dev/null 2>&1 &
    window=$!
    for ((i = 0; i < 600; ++i)); do [ -e "$work"/said/000.csv ] && break; sleep 0.1; done
    sleep "$(awk -v seed=$RANDOM 'BEGIN { srand(seed); print rand() * 6 }')"
    kill -KILL $window 2> /dev/null; wait $window 2> /dev/null
    said=$(ls "$work"/said/*.csv 2> /dev/null | tail -n 1)
    [ -n "$said" ] || { echo "kill $kill: no label was given within a minute"; failed=$((failed + 1)); continue; }
    printf '[{"do":"open","file":"%s"},{"do":"export-labels","file":"%s/after.csv"}]' "$data" "$work" > "$work"/look.json
    "$program" --script "$work"/look.json --quit > /dev/null 2>&1 || { echo "kill $kill: could not be opened again"; failed=$((failed + 1)); }
    # What was said last, and is said differently now. The label that was being given when it was killed may be there as well.
    gone=$(awk -F, 'NR == FNR { now[$1] = $NF; next } FNR > 2 && $NF != "unassigned" && $NF != now[$1] { n++ } END { print n + 0 }' \
        "$work"/after.csv "$said")
    acknowledged=$(awk -F, 'FNR > 2 && $NF != "unassigned" { n++ } END { print n + 0 }' "$said")
    echo "kill $kill: $acknowledged labels acknowledged, $gone of them gone"
    lost=$((lost + gone)); rm -f "$work"/after.csv
done
echo "$times kills, $lost labels lost, $failed runs without an answer"
[ "$lost" -eq 0 ] && [ "$failed" -eq 0 ]
