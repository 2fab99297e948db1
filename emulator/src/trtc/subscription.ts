import type { Params } from "../api/service";
import { objectAt, textsAt } from "./params";
import type { PresentUser } from "./rooms";

/** Allow and block lists as sent; an absent or empty allow list lets everybody in. */
export interface Subscription {
  readonly SubscribeAudioUserIds: readonly string[];
  readonly UnSubscribeAudioUserIds: readonly string[];
  readonly SubscribeVideoUserIds: readonly string[];
  readonly UnSubscribeVideoUserIds: readonly string[];
}

/** A stream of an anchor that a task subscribes to. */
export interface SubscribedStream {
  readonly userId: string;
  readonly kind: "audio" | "video";
}

/** Guide (73393): at most so many hosts of a room at once; one with audio only counts too. */
const MAX_HOSTS = 25;

/** An entry is a user id, or with `.*$` at its end the beginning of user ids. */
function matches(entry: string, userId: string): boolean {
  return entry.endsWith(".*$") ? userId.startsWith(entry.slice(0, -3)) : entry === userId;
}

function passes(userId: string, allowed: readonly string[], blocked: readonly string[]): boolean {
  const listed = (list: readonly string[]): boolean => list.some((entry) => matches(entry, userId));
  return (allowed.length === 0 || listed(allowed)) && !listed(blocked);
}

function streamsOf(user: PresentUser, lists: Subscription, kinds: ReadonlySet<string>): SubscribedStream[] {
  if (user.role !== "anchor") return [];
  const { userId } = user;
  const audio =
    user.audio &&
    kinds.has("audio") &&
    passes(userId, lists.SubscribeAudioUserIds, lists.UnSubscribeAudioUserIds);
  const video =
    user.video &&
    kinds.has("video") &&
    passes(userId, lists.SubscribeVideoUserIds, lists.UnSubscribeVideoUserIds);
  return [
    ...(audio ? [{ userId, kind: "audio" as const }] : []),
    ...(video ? [{ userId, kind: "video" as const }] : []),
  ];
}

/** The streams a task gets: of the first 25 anchors, in order of entering, that it subscribes to. */
export function subscribedStreams(options: {
  readonly users: readonly PresentUser[];
  readonly lists: Subscription;
  readonly kinds: ReadonlySet<"audio" | "video">;
}): readonly SubscribedStream[] {
  return options.users
    .map((user) => streamsOf(user, options.lists, options.kinds))
    .filter((streams) => streams.length > 0)
    .slice(0, MAX_HOSTS)
    .flat();
}

/** All four lists of SubscribeStreamUserIds: what is absent is empty. */
export function subscriptionOf(params: Params): Subscription {
  const lists = objectAt(params, "SubscribeStreamUserIds");
  return {
    SubscribeAudioUserIds: textsAt(lists, "SubscribeAudioUserIds"),
    UnSubscribeAudioUserIds: textsAt(lists, "UnSubscribeAudioUserIds"),
    SubscribeVideoUserIds: textsAt(lists, "SubscribeVideoUserIds"),
    UnSubscribeVideoUserIds: textsAt(lists, "UnSubscribeVideoUserIds"),
  };
}

/** The four lists as control calls show them. */
export interface SubscriptionView {
  readonly subscribeAudioUserIds: readonly string[];
  readonly unSubscribeAudioUserIds: readonly string[];
  readonly subscribeVideoUserIds: readonly string[];
  readonly unSubscribeVideoUserIds: readonly string[];
}

export function subscriptionView(lists: Subscription): SubscriptionView {
  return {
    subscribeAudioUserIds: lists.SubscribeAudioUserIds,
    unSubscribeAudioUserIds: lists.UnSubscribeAudioUserIds,
    subscribeVideoUserIds: lists.SubscribeVideoUserIds,
    unSubscribeVideoUserIds: lists.UnSubscribeVideoUserIds,
  };
}

/** Sound, picture or both, as control calls show it. */
export function kindsView(kinds: ReadonlySet<"audio" | "video">): "audio" | "video" | "both" {
  if (kinds.size === 2) return "both";
  return kinds.has("audio") ? "audio" : "video";
}
