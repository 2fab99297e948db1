import { shownPushUrl } from "../../../../../emulator/src/trtc/relay/worker";

test.each([
  ["rtmp://push.example.com/live/one?txSecret=planted", "rtmp://push.example.com/live/***"],
  ["rtmp://planted:planted@push.example.com:1935/live2/planted", "rtmp://push.example.com:1935/live2/***"],
  ["rtmp://push.example.com/planted", "rtmp://push.example.com/***"],
  ["rtmp://push.example.com", "rtmp://push.example.com/***"],
  ["rtmp://planted:x", "***"],
])("the push URL %s is shown without what may be a stream key", (url, shown) => {
  expect(shownPushUrl(url)).toBe(shown);
});
