#!/bin/sh
# Pictures of the window in its states, for looking at: tests/ui/make_pictures.sh [BUILD_DIR [DATA MODEL]]
# Default: build/release, the bundled sample and its demo model. Written to BUILD_DIR/pictures.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$root/build/release}" && pwd)
data=${2:-$root/resources/sample/lexicell_sample.h5ad}
model=${3:-$root/resources/sample/demo_scgpt}
out=$build/pictures
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The settings and projects of whoever runs this stay out of the pictures, and the pictures out of their settings.
export HOME="$work" XDG_DATA_HOME="$work/data" XDG_CONFIG_HOME="$work/config" XDG_CACHE_HOME="$work/cache"

picture() {  # NAME THEME SCALE STEPS [SIZE]
    printf '%s' "$4" > "$work/steps.json"
    rm -rf "$work/data"
    size=${5:-1440x900}
    xvfb-run -a -s "-screen 0 2400x2400x24" "$build/bin/lexicell" --theme "$2" --scale "$3" --size "$size" \
        --script "$work/steps.json" --screenshot "$out/$1.png" --quit
    echo "$out/$1.png"
}

open="{\"do\":\"open\",\"file\":\"$data\"}"
load="{\"do\":\"load-model\",\"path\":\"$model\"}"
kept=$work/mapped.h5ad
printf '%s' "[$open,$load,{\"do\":\"map\"},{\"do\":\"save-as\",\"file\":\"$kept\"}]" > "$work/map.json"
xvfb-run -a -s "-screen 0 1920x1200x24" "$build/bin/lexicell" --script "$work/map.json" --quit
mapped="{\"do\":\"open\",\"file\":\"$kept\"},$load"
annotate='{"do":"color-by","key":"leiden"},{"do":"select","query":"leiden == '"'0'"'"},{"do":"label","field":"my_labels","name":"CD4 T cell"},
          {"do":"select","query":"leiden == '"'1'"'"},{"do":"label","name":"B cell"},{"do":"select","query":"leiden == '"'2'"'"},{"do":"label","name":"Monocyte"}'

# The bundled samples as they open; real_light is docs/window.png.
wait='{"do":"wait"},{"do":"wait"}'
real="{\"do\":\"show\",\"panel\":\"file.realSample\"},$wait"
nk='{"do":"select","query":"cell_type == '"'NK'"'"}'
picture real_light light 1 "[$real,$nk,$wait]"
picture real_dark dark 1 "[$real,$nk,$wait]"
picture sample_light light 1 "[{\"do\":\"show\",\"panel\":\"file.sample\"},$wait,$wait]"
# The third command of the README; knock_out_light is docs/knock_outs.png.
knock=$(cat "$root/installer/knock_out_steps.json")
picture knock_out_light light 1 "$knock"
picture knock_out_dark dark 1 "$knock"
picture knock_out_small light 1 "$knock" 1280x800
picture knock_out_200_percent dark 2 "$knock" 1100x720
# A file that leaves a choice, and a table that may be the wrong way round.
picture genomes light 1 "[{\"do\":\"open\",\"file\":\"$root/tests/fixtures/formats/10x/v2_two_genomes.h5\",\"may-fail\":true},$wait]"
printf 'name,w1,w2\nrow1,1,0\nrow2,2,1\nrow3,0,4\n' > "$work/table.csv"
picture table dark 1 "[{\"do\":\"open\",\"file\":\"$work/table.csv\"},$wait]"

picture start_light light 1 '[]'
picture start_dark dark 1 '[]'
picture loaded light 1 "[$open]"
picture model light 1 "[$open,$load,{\"do\":\"show\",\"panel\":\"model.load\"}]"
second="{\"do\":\"load-model\",\"path\":\"$root/tests/fixtures/scgpt/base\"}"
for theme in light dark; do
    picture models_$theme $theme 1 "[$open,$load,$second,{\"do\":\"show\",\"panel\":\"models\"}]"
    # Tall enough for the comparison and the whole list of models that can be had.
    picture models_all_$theme $theme 1 "[$open,$load,$second,{\"do\":\"show\",\"panel\":\"models\"}]" 1440x2300
    picture jobs_$theme $theme 1 "[$mapped,$annotate,{\"do\":\"show\",\"panel\":\"jobs\"}]"
done
picture map_form light 1 "[$open,$load,{\"do\":\"show\",\"panel\":\"analysis.map\"}]"
picture mapped_light light 1 "[$mapped,{\"do\":\"color-by\",\"view\":0,\"key\":\"cell_type\"},{\"do\":\"color-by\",\"view\":1,\"key\":\"cell_type\"}]"
picture mapped_dark dark 1 "[$mapped,{\"do\":\"color-by\",\"view\":0,\"key\":\"cell_type\"},{\"do\":\"color-by\",\"view\":1,\"key\":\"cell_type\"}]"
picture annotated_light light 1 "[$mapped,$annotate]"
picture annotated_dark dark 1 "[$mapped,$annotate,{\"do\":\"show\",\"panel\":\"history\"}]"
picture gene light 1 "[$mapped,{\"do\":\"color-by\",\"view\":0,\"key\":\"CD3E\"},{\"do\":\"show\",\"panel\":\"genes\"},{\"do\":\"show\",\"panel\":\"jobs\"}]"
network='{"do":"gene-network","options":{"source":"coexpression","k":2}}'
picture network_light light 1 "[$mapped,$network,$wait]"
picture network_dark dark 1 "[$mapped,$network,$wait]" 1280x800
picture palette dark 1 "[$mapped,{\"do\":\"show\",\"panel\":\"edit.palette\"}]"
picture preferences light 1 "[$mapped,{\"do\":\"show\",\"panel\":\"edit.preferences\"}]"
# A window of 2200x1440 pixels, as a dense screen of 1100x720 points has it.
picture start_200_percent light 2 '[]' 1100x720
picture annotated_200_percent light 2 "[$mapped,$annotate]" 1100x720
picture models_200_percent dark 2 "[$mapped,$second,{\"do\":\"show\",\"panel\":\"models\"}]" 1100x720

# An error stays in the window as a banner, and the program says so with its exit status.
printf 'not a data set' > "$work/broken.h5ad"
printf '%s' "[{\"do\":\"open\",\"file\":\"$work/broken.h5ad\",\"may-fail\":true}]" > "$work/steps.json"
xvfb-run -a -s "-screen 0 1920x1200x24" "$build/bin/lexicell" --theme light --size 1440x900 --script "$work/steps.json" --screenshot "$out/error.png" --quit
echo "$out/error.png"
