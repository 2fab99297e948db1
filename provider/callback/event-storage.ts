/** Where events are kept: one object each, made once and never changed. A bucket of S3 or COS, or anything that does this. */
export interface EventStorage {
  /** Makes the object unless there is one under the key; `exists` says that there was, and that it was left alone. */
  putOnce(key: string, body: string): Promise<"stored" | "exists">;
  /** Keys that begin with a prefix such as `trtc-events/1400000001/2026/`, in the order of their bytes. */
  list(prefix: string): AsyncIterable<string>;
  /** The text of the object under a key that `list` gave. */
  read(key: string): Promise<string>;
}
