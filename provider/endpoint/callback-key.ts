import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";

/** The arguments of a `CallbackKey` in their plain form. */
export interface CallbackKeyInputs {
  /** Any text of 1 to 100 characters: another one than before makes a new key. Updates. @default - the first key stays */
  rotate?: string;
  /**
   * Whether `previousKeys` holds the key before the last rotation. Give false a few minutes after the console has the new one, and
   * remove it with the next rotation. Updates.
   * @default true
   */
  keepPrevious?: boolean;
}

/** The arguments of a `CallbackKey`. */
export type CallbackKeyArgs = ArgsOf<CallbackKeyInputs>;

/**
 * A key that TRTC signs its callbacks with: 32 letters and digits from the system's random source, kept encrypted in state. No
 * API sets it: it goes into the console by hand.
 *
 * @example A key of its own, for a receiver that runs elsewhere
 * ```ts
 * const key = new CallbackKey("callbacks");
 * export const callbackKey = key.key; // a secret
 * ```
 * @example Rotated in two steps: a new key beside the old one, and once the console has it, the old one goes
 * ```ts
 * new CallbackKey("callbacks", { rotate: "2026-11" });
 * new CallbackKey("callbacks", { rotate: "2026-11", keepPrevious: false });
 * ```
 * @see https://trtc.io/document/39559
 */
export class CallbackKey extends pulumi.CustomResource {
  /** The key. Secret. */
  declare readonly key: pulumi.Output<string>;
  /** The key before the last rotation, or nothing. Secret. */
  declare readonly previousKeys: pulumi.Output<string[]>;

  constructor(name: string, args: CallbackKeyArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/trtc:CallbackKey",
      name,
      {
        ...args,
        key: undefined,
        previousKeys: undefined,
        __provider: 'exports.handler = () => require("pulumi-trtc/provider").CallbackKey;',
      },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["key", "previousKeys"] }),
    );
  }
}
