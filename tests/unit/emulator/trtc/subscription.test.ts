import { subscribedStreams, subscriptionOf } from "../../../../emulator/src/trtc/subscription";
import type { PresentUser } from "../../../../emulator/src/trtc/rooms";

const NO_LISTS = {
  SubscribeAudioUserIds: [],
  UnSubscribeAudioUserIds: [],
  SubscribeVideoUserIds: [],
  UnSubscribeVideoUserIds: [],
};
const BOTH = new Set(["audio", "video"] as const);

function anchor(userId: string, streams: Partial<PresentUser> = {}): PresentUser {
  return { userId, role: "anchor", audio: true, video: true, ...streams };
}

function names(options: {
  users: readonly PresentUser[];
  lists?: Partial<typeof NO_LISTS> | Record<string, readonly string[]>;
  kinds?: ReadonlySet<"audio" | "video">;
}): string[] {
  const { users, lists = {}, kinds = BOTH } = options;
  return subscribedStreams({ users, lists: { ...NO_LISTS, ...lists }, kinds }).map(
    ({ userId, kind }) => `${userId}:${kind}`,
  );
}

test("empty lists subscribe to every anchor's streams, and to no audience", () => {
  const users = [anchor("a"), anchor("b", { video: false }), anchor("c", { role: "audience" })];
  expect(names({ users })).toEqual(["a:audio", "a:video", "b:audio"]);
});

test("only the kinds of the task are sliced", () => {
  expect(names({ users: [anchor("a")], kinds: new Set(["audio"]) })).toEqual(["a:audio"]);
});

test("an allow list lets only its users in, for its kind", () => {
  const users = [anchor("a"), anchor("b")];
  expect(names({ users, lists: { SubscribeVideoUserIds: ["b"] } })).toEqual([
    "a:audio",
    "b:audio",
    "b:video",
  ]);
});

test("a block list wins over an allow list", () => {
  const lists = { SubscribeAudioUserIds: ["a", "b"], UnSubscribeAudioUserIds: ["a"] };
  expect(names({ users: [anchor("a"), anchor("b")], lists, kinds: new Set(["audio"]) })).toEqual(["b:audio"]);
});

test("an entry that ends in .*$ is the beginning of user ids, other signs are literal", () => {
  const lists = { UnSubscribeAudioUserIds: ["1.*$", "t.x"] };
  const users = [anchor("1"), anchor("12"), anchor("21"), anchor("tax"), anchor("t.x")];
  expect(names({ users, lists, kinds: new Set(["audio"]) })).toEqual(["21:audio", "tax:audio"]);
});

test("at most 25 hosts are sliced, the first to enter", () => {
  const users = Array.from({ length: 30 }, (_, index) => anchor(`u${index}`));
  const subscribed = names({ users, kinds: new Set(["audio"]) });
  expect(subscribed).toHaveLength(25);
  expect(subscribed.at(-1)).toBe("u24:audio");
});

test("an absent subscription object is four empty lists", () => {
  expect(subscriptionOf({})).toEqual({
    SubscribeAudioUserIds: [],
    UnSubscribeAudioUserIds: [],
    SubscribeVideoUserIds: [],
    UnSubscribeVideoUserIds: [],
  });
});
