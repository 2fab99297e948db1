import { createTimeline } from "../../../../emulator/src/clock";
import { createCutter, pieceName } from "../../../../emulator/src/trtc/cutter";
import type { Piece } from "../../../../emulator/src/trtc/cutter";
import type { PresentUser } from "../../../../emulator/src/trtc/rooms";

const NO_LISTS = {
  SubscribeAudioUserIds: [],
  UnSubscribeAudioUserIds: [],
  SubscribeVideoUserIds: [],
  UnSubscribeVideoUserIds: [],
};
const TEACHER: PresentUser = { userId: "teacher", role: "anchor", audio: true, video: true };

function bench(deliver: (piece: Piece) => Promise<void> = () => Promise.resolve()) {
  const timeline = createTimeline({ virtual: true });
  const start = timeline.now();
  const told: string[] = [];
  const cutter = createCutter({
    timeline,
    kinds: new Set(["audio", "video"]),
    audioSeconds: 15,
    videoSeconds: 10,
    deliver: (piece) => {
      const { kind, userId } = piece.stream;
      told.push(`${(piece.time - start) / 1000} ${userId} ${kind} ${piece.seconds}`);
      return deliver(piece);
    },
    onDelivered: () => void told.push(`${(timeline.now() - start) / 1000} delivered`),
  });
  return { cutter, timeline, told };
}

test("each stream is cut at its own interval, and the audio that is left is delivered after the end", async () => {
  const { cutter, timeline, told } = bench();
  cutter.follow([TEACHER], NO_LISTS);
  await timeline.advance(22_000);
  cutter.end();
  await timeline.advance(60_000);
  expect(told).toEqual([
    "10 teacher video 10",
    "15 teacher audio 15",
    "20 teacher video 10",
    "22 teacher audio 7",
    "23 delivered",
  ]);
});

test("a rest of less than a second is dropped", async () => {
  const { cutter, timeline, told } = bench();
  cutter.follow([TEACHER], NO_LISTS);
  await timeline.advance(900);
  cutter.end();
  await timeline.advance(60_000);
  expect(told).toEqual(["1.9 delivered"]);
});

test("it is busy while it cuts a stream", () => {
  const { cutter } = bench();
  const busy = [cutter.isBusy()];
  cutter.follow([TEACHER], NO_LISTS);
  busy.push(cutter.isBusy());
  cutter.follow([], NO_LISTS);
  busy.push(cutter.isBusy());
  expect(busy).toEqual([false, true, false]);
});

test("that everything is delivered is told when the slowest piece is, also when one failed", async () => {
  let finish: (() => void) | undefined;
  const { cutter, timeline, told } = bench(({ stream }) =>
    stream.kind === "video"
      ? new Promise((resolve) => (finish = resolve))
      : Promise.reject(new Error("the store is gone")),
  );
  cutter.follow([TEACHER], NO_LISTS);
  const advancing = timeline.advance(10_000);
  while (finish === undefined) await new Promise((resolve) => setImmediate(resolve));
  cutter.end();
  const ended = timeline.advance(1000);
  expect(told).toEqual(["10 teacher video 10"]);
  finish();
  await Promise.allSettled([advancing, ended]);
  expect(told.at(-1)).toBe("11 delivered");
});

test("the file of a piece is named after application, room, user and moment", () => {
  const room = { sdkAppId: 14, type: "string", roomId: "lobby" } as const;
  const piece = {
    stream: { userId: "teacher", kind: "audio" },
    time: Date.UTC(2025, 0, 6, 14, 31, 43, 999),
  } as const;
  expect(pieceName(room, piece, "ogg")).toBe("14_lobby_teacher_20250106143143.ogg");
});
