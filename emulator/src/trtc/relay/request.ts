import { integerAt, textAt } from "../../api/params";
import type { Params } from "../../api/service";
import { objectAt, objectsAt, roomOf } from "../params";
import { roomKey } from "../rooms";
import type { PresentUser, RoomAddress } from "../rooms";
import type { Target } from "./targets";

/** What a task relays and where to, as Start says it and Update changes it. */
export type Content = Params;

/** What a StartPublishCdnStream request asks for, with the documented defaults. */
export interface RelayRequest {
  readonly room: RoomAddress;
  readonly userId: string;
  readonly maxIdleSeconds: number;
  readonly content: Content;
}

const CONTENT = [
  "WithTranscoding",
  "AudioParams",
  "VideoParams",
  "SingleSubscribeParams",
  "PublishCdnParams",
  "SeiParams",
];

/** What a request says of the content; what it leaves out is absent. */
export function contentOf(params: Params): Content {
  return Object.fromEntries(Object.entries(params).filter(([name]) => CONTENT.includes(name)));
}

/** A validated StartPublishCdnStream request as a plain object. */
export function relayRequestOf(params: Params): RelayRequest {
  const agent = objectAt(params, "AgentParams");
  return {
    room: roomOf(params, 1),
    userId: textAt(agent, "UserId"),
    maxIdleSeconds: integerAt(agent, "MaxIdleTime") ?? 30,
    content: contentOf(params),
  };
}

/** Patches: what is absent stays, of a parameter as of the parameters in it. Lists and all below are taken as they are. */
export function patched(content: Content, change: Content): Content {
  const merged = Object.entries(change).map(([name, value]): [string, unknown] => {
    const isPlain = typeof value !== "object" || Array.isArray(value);
    return [name, isPlain ? value : { ...objectAt(content, name), ...objectAt(change, name) }];
  });
  return { ...content, ...Object.fromEntries(merged) };
}

/** Whether the streams of a room are mixed. */
export function isMixed(content: Content): boolean {
  return content["WithTranscoding"] === 1;
}

/** Where the content goes; a target of Tencent Cloud unless it says otherwise. */
export function targetsOf(content: Content): readonly Target[] {
  return objectsAt(content, "PublishCdnParams").map((target) => ({
    url: textAt(target, "PublishCdnUrl"),
    isTencentCdn: integerAt(target, "IsTencentCdn") !== 0,
  }));
}

/**
 * Whether there is something to relay: a mix takes every anchor, a single stream its user. Of a user of another room it is not known
 * here, so it is always taken to be there.
 */
export function hasSource(content: Content, room: RoomAddress, users: readonly PresentUser[]): boolean {
  const anchors = users.filter(({ role }) => role === "anchor");
  if (isMixed(content)) return anchors.length > 0;
  const user = objectAt(objectAt(objectAt(content, "SingleSubscribeParams"), "UserMediaStream"), "UserInfo");
  const elsewhere =
    user["RoomId"] !== undefined &&
    roomKey(roomOf({ ...user, SdkAppId: room.sdkAppId }, 1)) !== roomKey(room);
  return elsewhere || anchors.some(({ userId }) => userId === user["UserId"]);
}
