import { zipSync } from "fflate";
import type { Bag } from "../../provider/resource/schema";
import { mintPrivateMapKey, mintUserSig } from "../../provider/trtc/user-sig";
import { placed } from "../e2e/job-changes";
import { SDK_APP_ID, SECRETS } from "../e2e/scene";
import { EVERY_KIND } from "../unit/provider/task/inputs/every-kind";
import type { RecordedProgram } from "./program";

/** Tickets that outlive every version. */
const EXPIRE_SECONDS = 2_000_000_000;

/** What the current version is recorded with: every kind of room job, with nothing optional and with everything, and a pipeline. */
export function currentProgram(): RecordedProgram {
  const tasks = EVERY_KIND.flatMap(
    ({ kind: { resource, privileges = 0 }, inputs: { smallest, fullest } }, place) =>
      [smallest, ...fullest].map((given, index) => ({
        resource,
        name: index === 0 ? `${resource}-smallest` : `${resource}-fullest-${index}`,
        args: withTickets(given, placed(given, 100 * place + index), privileges),
      })),
  );
  return {
    tasks,
    pipeline: {
      name: "classroom",
      args: {
        sdkAppId: SDK_APP_ID,
        storage: {
          bucketName: "classroom-1250000000",
          region: "ap-singapore",
          fileNamePrefix: ["prod"],
          expireAfterDays: 30,
          onDestroy: "empty",
        },
        tasks: { lobby: { roomId: "lobby" }, exam: { roomId: 101, sliceParams: { sliceType: "audio" } } },
      },
    },
  };
}

/** With tickets of the scene's application where tickets were given. */
function withTickets(given: Bag, args: Bag, privileges: number): Bag {
  const { userSig, privateMapKey } = given;
  const { userId, roomId } = args;
  const ticket = {
    sdkAppId: SDK_APP_ID,
    sdkSecretKey: SECRETS.sdkSecretKey,
    userId: String(userId),
    expireSeconds: EXPIRE_SECONDS,
  };
  const room = typeof roomId === "number" ? roomId : String(roomId);
  return {
    ...args,
    ...(typeof userSig === "string" && { userSig: mintUserSig(ticket) }),
    ...(typeof privateMapKey === "string" && {
      privateMapKey: mintPrivateMapKey({ ...ticket, roomId: room, privileges }),
    }),
  };
}

/** A web function that answers 200 to everything: the same bytes each time. */
export function functionCode(): Uint8Array {
  const start =
    "#!/bin/sh\nexec node -e 'require(\"http\").createServer((_, answer) => answer.end()).listen(9000)'\n";
  return zipSync({
    scf_bootstrap: [new TextEncoder().encode(start), { mtime: "1980-01-02", attrs: 0o755 << 16, os: 3 }],
  });
}
