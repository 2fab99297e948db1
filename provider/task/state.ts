import { createHash } from "node:crypto";
import { canonicalJson } from "../resource/canonical-json";
import { UNKNOWN } from "../resource/schema";
import type { Bag } from "../resource/schema";
import { valueAt, withoutSecrets } from "../resource/state";
import { isoTime } from "../trtc/clock";
import { readUserSig } from "../trtc/user-sig";
import type { TaskInputs, TaskKind } from "./kind";

type Kept = Pick<TaskKind, "schema" | "fingerprints">;

/**
 * The state of a task with arguments that check let through. What the engine's id and the arguments say is not said again: each
 * byte of state is written with every checkpoint.
 *
 * @param createdAt - milliseconds since the Unix epoch
 * @param userSig - with which the robot entered. @default - one that was signed at `createdAt` for `userSigExpire`
 */
export function newState(
  kind: Kept,
  bag: Bag,
  { createdAt, userSig }: { createdAt: number; userSig?: string | undefined },
): Bag {
  // check let these through the kind's schema
  const { resourceExpiredHour: hours, userSigExpire } = bag as Bag & TaskInputs;
  const sigExpiresAt =
    (userSig === undefined ? undefined : readUserSig(userSig)?.expiresAt) ?? createdAt + userSigExpire * 1000;
  return {
    ...argumentsInState(kind, bag),
    createdAt: isoTime(createdAt),
    ...(hours !== undefined && { handleExpiresAt: isoTime(createdAt + hours * 3_600_000) }),
    userSigExpiresAt: isoTime(sigExpiresAt),
  };
}

/** What state says of the arguments: all but their secrets, and how a change of those is seen. */
export function argumentsInState(kind: Kept, bag: Bag): Bag {
  return { ...withoutSecrets(kind.schema, bag), ...fingerprints(kind, bag) };
}

/** The fingerprints of the secrets that are given. */
function fingerprints(kind: Kept, inputs: Bag): Bag {
  return Object.fromEntries(
    Object.entries(kind.fingerprints).flatMap(([output, paths]) => {
      const print = fingerprint(inputs, paths);
      return print === undefined ? [] : [[output, print]];
    }),
  );
}

/** First 16 hex digits of a SHA-256 over the secrets; undefined when none is given, `UNKNOWN` while one is only known later. */
export function fingerprint(inputs: Bag, paths: readonly string[]): string | undefined {
  const secrets = paths.map((path) => valueAt(inputs, path));
  if (secrets.every((secret) => secret === undefined || secret === null)) return undefined;
  const texts = secrets.map((secret) =>
    typeof secret === "string" ? secret : canonicalJson(secret ?? null),
  );
  if (texts.some((text) => text.includes(UNKNOWN))) return UNKNOWN;
  return createHash("sha256").update(texts.join("\n")).digest("hex").slice(0, 16);
}
