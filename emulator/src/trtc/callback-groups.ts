/** The groups of callbacks by the kind of what they tell of, for each of which the console has an address of its own. */
export const CALLBACK_GROUPS = {
  room: 1,
  media: 2,
  recording: 3,
  relay: 4,
  ingest: 7,
  slicing: 10,
  moderation: 11,
  transcription: 14,
} as const;

/** A kind of callback. */
export type CallbackKind = keyof typeof CALLBACK_GROUPS;

/** A family of APIs that start, change and end one kind of room job. */
export type FamilyName = Exclude<CallbackKind, "room" | "media">;
