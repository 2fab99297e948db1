import assert from "node:assert/strict";
import type { CustomResource } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as trtc from "pulumi-trtc";
import { Api } from "tls-sig-api-v2";
import { ingestArgs, recordArgs } from "./job-args";
import { assertSame, furtherProof, proof } from "./proof";
import type { Proof } from "./proof";
import { onScene, SDK_APP_ID, SECRETS, taskArgs } from "./scene";
import type { Scene } from "./scene";

/** A string room and an int32 room. */
const ROOMS = ["lobby", 4711] as const;
type Room = (typeof ROOMS)[number];

/** The arguments that these proofs change. */
interface Entry {
  roomId: Room;
  userId: string;
  privateMapKey?: string | true;
}

interface PermittedKind {
  name: string;
  /** What its robot needs. */
  bits: number;
  /** Less than that: a receiver that may not see, a publisher that may only receive. */
  tooFew: number;
  make(name: string, entry: Entry): CustomResource;
}

/** The kinds whose API takes a PrivateMapKey. */
const KINDS: readonly PermittedKind[] = [
  {
    name: "slicing",
    bits: 42,
    tooFew: 10,
    make: (name, entry) => new trtc.CloudSliceTask(name, taskArgs(entry)),
  },
  {
    name: "recording",
    bits: 42,
    tooFew: 10,
    make: (name, entry) => new trtc.CloudRecordingTask(name, recordArgs(entry)),
  },
  {
    name: "ingest",
    bits: 62,
    tooFew: 42,
    make: (name, entry) => new trtc.StreamIngestTask(name, ingestArgs(entry)),
  },
];

const robotOf = (kind: PermittedKind, room: Room) => `${kind.name}-${room}`;

/** A task of each of the kinds in each of the rooms. */
function tasks(
  kinds: readonly PermittedKind[],
  keyOf: (kind: PermittedKind, room: Room) => string | true | undefined,
): PulumiFn {
  return () => {
    for (const kind of kinds)
      for (const roomId of ROOMS) {
        const userId = robotOf(kind, roomId);
        const privateMapKey = keyOf(kind, roomId);
        kind.make(userId, { roomId, userId, ...(privateMapKey !== undefined && { privateMapKey }) });
      }
    return Promise.resolve();
  };
}

/** A PrivateMapKey as a customer signs one, with the vendor's own package. */
function signedKey(
  userId: string,
  room: string | number,
  { bits, seconds }: { bits: number; seconds: number },
): string {
  const api = new Api(SDK_APP_ID, SECRETS.sdkSecretKey);
  return typeof room === "number"
    ? api.genPrivateMapKey(userId, seconds, room, bits)
    : api.genPrivateMapKeyWithStringRoomID(userId, seconds, room, bits);
}

function onGuardedScene(play: (scene: Scene) => Promise<string>): Promise<string> {
  return onScene(async (scene) => {
    await scene.control.app(SDK_APP_ID, { advancedPermission: true });
    return play(scene);
  });
}

const DAY = 86_400;
const CURE = "sign one for exactly this userId, sdkAppId and roomId, or give true and have it signed";
const DEMANDED =
  /The application uses advanced permission control, and the PrivateMapKey cannot be decoded\)/;
const HINT = "if the application's advanced permission control is on, give privateMapKey: true";

const withoutKey = KINDS.map((kind, index) =>
  (index === 0 ? proof : furtherProof)(
    `${kind.name} without a privateMapKey in an application that demands one: refused with the cure, nothing runs`,
    () =>
      onGuardedScene(async (scene) => {
        const stack = await scene.open(tasks([kind], () => undefined));
        const text = await stack.failing("up");
        assert.match(text, DEMANDED);
        assert.ok(text.includes(HINT), text);
        assertSame(await scene.live(), []);
        return "the service's words with the cure behind them, 0 live";
      }),
  ),
);

const signedHere = proof(
  "privateMapKey: true is signed with the bits that the robot needs, for string and int32 rooms",
  () =>
    onGuardedScene(async (scene) => {
      const stack = await scene.open(tasks(KINDS, () => true));
      await stack.up();
      const running = (await scene.control.tasks()).filter((task) => task.running);
      assertSame(
        running.map(({ family, roomIdType }) => `${family} ${roomIdType}`).sort(),
        KINDS.flatMap(({ name }) => [`${name} int32`, `${name} string`]).sort(),
      );
      assertSame((await stack.preview()).changes, { same: 1 + running.length });
      await stack.destroy();
      assertSame(await scene.live(), []);
      return `${running.length} run: ${KINDS.map(({ name }) => name).join(", ")}, each in a string and an int32 room`;
    }),
);

const ownKey = furtherProof("a privateMapKey of one's own with exactly the bits is good enough", () =>
  onGuardedScene(async (scene) => {
    const keyOf = (kind: PermittedKind, room: Room) =>
      signedKey(robotOf(kind, room), room, { bits: kind.bits, seconds: DAY });
    const stack = await scene.open(tasks(KINDS, keyOf));
    await stack.up();
    assert.equal((await scene.live()).length, KINDS.length * ROOMS.length);
    return "42 for slicing and recording, 62 for ingest: all run";
  }),
);

/** What is wrong with a key, and how check says it. */
const FAULTS: readonly {
  key: (kind: PermittedKind, room: Room) => string;
  sentence: (kind: PermittedKind, room: Room) => string | RegExp;
}[] = [
  {
    key: (kind, room) => signedKey(robotOf(kind, room), room, { bits: kind.tooFew, seconds: DAY }),
    sentence: ({ bits, tooFew }) =>
      `privateMapKey is signed with the bits ${tooFew}, allowed is one with the bits ${bits}: ${CURE}`,
  },
  {
    key: (kind, room) => signedKey(robotOf(kind, room), room, { bits: kind.bits, seconds: -60 }),
    sentence: () =>
      /privateMapKey is valid until \d{4}-\d\d-\d\dT[\d:.]+Z, allowed is one that outlives the task: sign one /,
  },
  {
    key: (kind, room) => signedKey(robotOf(kind, room), "hall", { bits: kind.bits, seconds: DAY }),
    sentence: (_kind, room) =>
      `privateMapKey is signed for room "hall", allowed is one for ${JSON.stringify(room)}: ${CURE}`,
  },
];

const refusedKeys = proof(
  "a privateMapKey with too few bits, past its end or of another room is refused at preview, nothing called",
  () =>
    onGuardedScene(async (scene) => {
      const stack = await scene.open(() => Promise.resolve());
      const cases = KINDS.flatMap((kind) => FAULTS.map((fault) => ({ kind, fault })));
      for (const [index, { kind, fault }] of cases.entries()) {
        const roomId = ROOMS[index % 2 === 0 ? 0 : 1];
        const userId = robotOf(kind, roomId);
        const privateMapKey = fault.key(kind, roomId);
        stack.program(() => {
          kind.make(userId, { roomId, userId, privateMapKey });
          return Promise.resolve();
        });
        const text = await stack.failing("preview");
        const sentence = fault.sentence(kind, roomId);
        const isSaid = typeof sentence === "string" ? text.includes(sentence) : sentence.test(text);
        assert.ok(isSaid, `not said: ${String(sentence)}\n${text}`);
        assert.ok(!text.includes(privateMapKey), "the key is not shown");
      }
      assertSame(await scene.actions({ describe: true }), []);
      return `${cases.length} keys, each with its reason; 0 calls`;
    }),
);

/** Permission control: what a robot needs to enter. */
export const permissionProofs: readonly Proof[] = [...withoutKey, signedHere, ownKey, refusedKeys];
