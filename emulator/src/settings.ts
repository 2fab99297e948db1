/** What can be changed while the emulator runs, by `PUT /_emulator/settings`. */
export interface Settings {
  /**
   * A second task with the same robot in the same room: the first is interrupted (CreateCloudSliceTask's page), or the second
   * fails (the guide's words). @default "takeover"
   */
  readonly robotConflict: "takeover" | "fail";
  /** For so long after a task's start, Describe does not find it. @default 0 */
  readonly describeLagSeconds: number;
  /** For so long after its end a task is described as Exited; then it is not found. @default 30 */
  readonly exitLagSeconds: number;
  /** A callback answered with a status other than 200 is sent again. @default true */
  readonly retryNon200: boolean;
  /** A callback that is sent again carries the time of that sending, and so another Sign. @default true */
  readonly freshCallbackTs: boolean;
  /** How long a callback waits for an answer. @default 5 */
  readonly callbackTimeoutSeconds: number;
  /** Running slicing tasks, and running moderation tasks, of one application. @default 500 */
  readonly maxTasks: number;
  /** Running recordings of one application. @default 100 */
  readonly maxRecordings: number;
  /** How long a file is that is played into a room; a stream that was started keeps the value of its moment. @default 3600 */
  readonly ingestFileSeconds: number;
  /** Calls of one API in any second. @default 20 */
  readonly maxRps: number;
  /**
   * For so long after CreateAccessKey the key is not known, and after attaching or detaching a policy nothing has changed. On the
   * real clock, on which clients wait for it; a change keeps the value of its moment. @default 0
   */
  readonly camLagSeconds: number;
  /** How long creating and updating a function takes, real clock; a change keeps the value of its moment. @default 0 */
  readonly scfLagSeconds: number;
  /** How long every answer of an API takes, real clock; the call takes effect when it comes. Object storage answers at once. @default 0 */
  readonly latencySeconds: number;
  /** The share of API calls, 0 to 1, that are refused with RequestLimitExceeded by chance. @default 0 */
  readonly throttledShare: number;
  /** The share of API calls, 0 to 1, that take effect and whose connection breaks before the answer, by chance. @default 0 */
  readonly lostShare: number;
  /** Which calls chance meets: the same calls in the same order meet the same with the same number. @default 1 */
  readonly chanceSeed: number;
}

export const DEFAULT_SETTINGS: Settings = {
  robotConflict: "takeover",
  describeLagSeconds: 0,
  exitLagSeconds: 30,
  retryNon200: true,
  freshCallbackTs: true,
  callbackTimeoutSeconds: 5,
  maxTasks: 500,
  maxRecordings: 100,
  ingestFileSeconds: 3600,
  maxRps: 20,
  camLagSeconds: 0,
  scfLagSeconds: 0,
  latencySeconds: 0,
  throttledShare: 0,
  lostShare: 0,
  chanceSeed: 1,
};
