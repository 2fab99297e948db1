#!/bin/sh
# A loop as people write it: the vendor's command line, eight at a time, the ids kept in files.
# tccli-loop.sh TCCLI ENDPOINT FOLDER, with the requests in FOLDER/requests and the ids to go to FOLDER/ids
ls "$3/requests" | xargs -P 8 -I {} sh -c '
  "$1" trtc CreateCloudSliceTask --region ap-singapore --endpoint "$2" \
    --cli-input-json "file://$3/requests/$4" --filter TaskId > "$3/ids/$4" || echo "$4 failed" >&2' sh "$1" "$2" "$3" {}
