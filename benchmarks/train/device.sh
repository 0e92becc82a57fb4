#!/bin/bash
# All of the training on one GPU, from the folder of data that corpus.py and prepare.py wrote: `bash device.sh DATA_DIR OUT_DIR`.
# It makes two models: "measured", which never saw the held-out reports, and "final", which saw all.
# PRETRAIN, STUDENT, FINETUNE, DISTIL are the seconds of the stages; TEACHER and STUDENT0 are checkpoints to go on from.
set -u
data=$(realpath "$1"); out=$(realpath "$2"); cd "$(dirname "$0")"
export PYTHONUNBUFFERED=1 OMP_NUM_THREADS=2 TORCHINDUCTOR_COMPILE_THREADS=8
shape=${SHAPE:-medium}; w=${WORK:-/tmp/work}; mkdir -p "$w"; log=$out/log.txt
say() { echo "== $* $(date +%T)" | tee -a "$log"; }
all() { [ "$1" = final ] && echo --all; }
say begin
python3 pretrain.py teacher "$data" "$w/teacher0.pt" --seconds "${PRETRAIN:-240}" --compile ${TEACHER:+--start "$TEACHER" --rise 300 --lr 0.016} 2>&1 | tee -a "$log"
if [ -z "${STUDENT0:-}" ]; then
  STUDENT0=$w/student0.pt
  python3 pretrain.py "$shape" "$data" "$STUDENT0" --seconds "${STUDENT:-60}" --adam 0.004 --compile 2>&1 | tee -a "$log"
fi
say pretrained
for m in measured final; do
  k=0
  for lr in ${RATES:-3.5e-4 5e-4}; do
    k=$((k + 1))
    python3 finetune.py teacher "$data" "$w/teacher0.pt" "$w/${m}_teacher_$k.pt" $(all $m) --lr $lr --seed $k \
      --steps "${STEPS:-900}" --seconds "${FINETUNE:-90}" --workers 3 >>"$log" 2>&1 &
  done
done
wait
say fine-tuned
for m in measured final; do
  python3 pseudo.py "$data" "$w/$m.pseudo" --teachers "$w"/${m}_teacher_[0-9].pt --news "${NEWS:-7000000}" 2>&1 | sed "s/^/$m /" >>"$log" &
done
wait
say read
for m in measured final; do
  python3 distil.py "$shape" "$data" "$STUDENT0" "$w/$m.pseudo" "$w/$m.pt" $(all $m) --seconds "${DISTIL:-100}" --workers 4 --compile >>"$log" 2>&1 &
done
wait
for m in measured final; do cp "$w/$m.pt" "$out/$m.pt"; done
tar czf "$out/metrics.tgz" -C "$w" $(cd "$w" && ls ./*.json)
say end
grep -v -E "Warn|warn" "$log" | tail -80
ls -la "$out"
