#!/bin/sh
# Draws images/icon.png from images/icon.svg (Debian: librsvg2-bin).
set -eu
cd "$(dirname "$0")/.."
rsvg-convert --width 256 --height 256 images/icon.svg --output images/icon.png
