#!/usr/bin/env bash
# Makes the clips of this folder: drawn frames and synthetic sound. FFMPEG names the ffmpeg, which needs libx264, libvpx-vp9,
# libopus and libwebp: FFMPEG=ffmpeg ./gen.sh
set -euo pipefail
cd "$(dirname "$0")"
run() { "${FFMPEG:-ffmpeg}" -hide_banner -loglevel error -y "$@"; }
bars=(-f lavfi -i "testsrc=size=96x64:rate=8:duration=4")
tone=(-f lavfi -i "sine=frequency=440:duration=4:sample_rate=16000")
exact=(-fflags +bitexact -flags:v +bitexact -flags:a +bitexact)
run "${bars[@]}" "${tone[@]}" -c:v libx264 -preset veryslow -crf 40 -pix_fmt yuv420p -c:a aac -b:a 16k "${exact[@]}" -movflags +faststart sound.mp4
run "${bars[@]}" "${tone[@]}" -c:v libvpx-vp9 -crf 50 -b:v 0 -c:a libopus -b:a 8k "${exact[@]}" sound.webm
# WebM as it is streamed does not say how long it is.
run "${bars[@]}" -c:v libvpx-vp9 -crf 50 -b:v 0 "${exact[@]}" -live 1 -f webm - >streamed.webm
run "${bars[@]}" -c:v libx264 -preset veryslow -crf 40 -pix_fmt yuv420p "${exact[@]}" silent.mov
run -display_rotation 90 -i silent.mov -c copy "${exact[@]}" turned.mp4
run -f lavfi -i "testsrc=size=48x32:rate=4:duration=1" -c:v libwebp_anim -lossless 0 -quality 30 -loop 0 moving.webp
run -f lavfi -i "color=size=48x32:rate=4:duration=1,format=rgba,geq=r=0:g=0:b=0:a='255*lt(hypot(X-16-4*N,Y-16),8)'" -c:v libwebp_anim -pix_fmt bgra -lossless 1 -loop 0 clear.webp
run -f lavfi -i "sine=frequency=440:duration=1:sample_rate=16000" -c:a libopus -b:a 8k "${exact[@]}" tone.ogg
run -f lavfi -i "color=size=12000x12000:rate=1:duration=1" -frames:v 1 -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -crf 63 -b:v 0 "${exact[@]}" huge.webm
ls -l
