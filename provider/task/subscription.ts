import type { ObjectProperty, Property } from "../resource/schema";

/** Whose streams a task takes. Lists hold at most 32 user ids; `1.*$` stands for every id that starts with 1; without any list every stream is taken, of 25 hosts at most at once. */
export interface SubscribeStreamUserIds {
  /** Users whose audio is taken. Updates. @default - everyone's */
  subscribeAudioUserIds?: string[];
  /** Users whose audio is not taken. Updates. @default - none */
  unSubscribeAudioUserIds?: string[];
  /** Users whose video is taken. Updates. @default - everyone's */
  subscribeVideoUserIds?: string[];
  /** Users whose video is not taken. Updates. @default - none */
  unSubscribeVideoUserIds?: string[];
}

/** A list of at most 32 users whose order and repetitions mean nothing. https://trtc.io/document/72331 */
const USER_IDS: Property = {
  type: "array",
  maxItems: 32,
  items: {
    type: "string",
    minLength: 1,
    allowed: "a user id, or a prefix with .*$ behind it such as 1.*$",
    cure: "correct the user id",
  },
  set: true,
  changes: "updates",
  allowed: "a list of at most 32 user ids",
  cure: "name fewer users, or a prefix such as 1.*$ for many",
  page: "https://trtc.io/document/72331",
};

/** The row of `subscribeStreamUserIds`. */
export const SUBSCRIPTION_ROW = {
  type: "object",
  additionalProperties: false,
  properties: {
    subscribeAudioUserIds: USER_IDS,
    unSubscribeAudioUserIds: USER_IDS,
    subscribeVideoUserIds: USER_IDS,
    unSubscribeVideoUserIds: USER_IDS,
  },
  cure: "give lists of user ids",
} as const satisfies ObjectProperty;

/** All four lists, always: Modify overwrites what is not sent. */
export function wireSubscription(lists: SubscribeStreamUserIds | undefined) {
  return {
    SubscribeAudioUserIds: unique(lists?.subscribeAudioUserIds),
    UnSubscribeAudioUserIds: unique(lists?.unSubscribeAudioUserIds),
    SubscribeVideoUserIds: unique(lists?.subscribeVideoUserIds),
    UnSubscribeVideoUserIds: unique(lists?.unSubscribeVideoUserIds),
  };
}

function unique(list: readonly string[] = []): string[] {
  return [...new Set(list)];
}
