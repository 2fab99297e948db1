import { applySchema } from "../../../../provider/resource/schema";
import type { ObjectProperty } from "../../../../provider/resource/schema";
import { SUBSCRIPTION_ROW, wireSubscription } from "../../../../provider/task/subscription";

test("all four lists are sent, each user once, and what is absent is an empty list", () => {
  expect(wireSubscription({ subscribeAudioUserIds: ["b", "a", "b"] })).toEqual({
    SubscribeAudioUserIds: ["b", "a"],
    UnSubscribeAudioUserIds: [],
    SubscribeVideoUserIds: [],
    UnSubscribeVideoUserIds: [],
  });
  expect(Object.values(wireSubscription(undefined))).toEqual([[], [], [], []]);
});

test("a list holds 32 users at most, and no empty one", () => {
  const schema: ObjectProperty = { type: "object", properties: { lists: SUBSCRIPTION_ROW } };
  const many = Array.from({ length: 33 }, (_, index) => `u${index}`);
  const { failures } = applySchema(schema, {
    lists: { subscribeAudioUserIds: many, unSubscribeVideoUserIds: [""], subscribeVideoUserIds: ["1.*$"] },
  });
  expect(failures.map(({ reason }) => reason)).toEqual([
    "lists.subscribeAudioUserIds is a list of 33, allowed is a list of at most 32 user ids: name fewer users, or a prefix such as 1.*$ for many",
    'lists.unSubscribeVideoUserIds.0 is "", allowed is a user id, or a prefix with .*$ behind it such as 1.*$: correct the user id',
  ]);
});
