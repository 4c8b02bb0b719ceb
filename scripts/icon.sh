#!/bin/sh
# Draws images/icon.png from images/icon.svg (Debian: librsvg2-bin, pngquant).
set -eu
cd "$(dirname "$0")/.."
rsvg-convert --width 256 --height 256 images/icon.svg | pngquant --quality 80-98 --speed 1 - > images/icon.png
