import type { AddressInfo } from "node:net";

import { createAbort } from "./abort";
import { createAccount } from "./account";
import type { Key } from "./account";
import { createCallLog } from "./calls";
import { createAuthorizer } from "./cam/authorize";
import { createCam } from "./cam/cam";
import { camService } from "./cam/service";
import { createCallbacks } from "./callbacks";
import { createChance } from "./chance";
import { createTimeline } from "./clock";
import { connectToProblem, createConnector } from "./connect-to";
import type { ConnectTo } from "./connect-to";
import { createObjectStore, isBucketName } from "./cos";
import { createFaults } from "./faults";
import { createRateWindow } from "./rate-window";
import { createFunctionUrls } from "./scf/function-url";
import { createFunctions } from "./scf/functions";
import { createInstances } from "./scf/instances";
import { scfService } from "./scf/service";
import { buildServer } from "./server";
import { DEFAULT_SETTINGS } from "./settings";
import type { Settings } from "./settings";
import { createApps } from "./trtc/apps";
import type { AppSettings } from "./trtc/apps";
import { createDownloader } from "./trtc/downloader";
import { createJobs } from "./trtc/jobs";
import { createRoomReporter } from "./trtc/room-events";
import { createRooms } from "./trtc/rooms";
import { trtcService } from "./trtc/service";
import { createUploader } from "./trtc/uploader";
import type { World } from "./world";

export interface EmulatorOptions {
  /** 0 is any free port. @default 0 */
  readonly port?: number | undefined;
  /** Time stands still but for `clock/advance`. @default false */
  readonly virtualClock?: boolean | undefined;
  /** A real S3 API that tasks with S3 storage write to. @default - it refuses every file */
  readonly s3Endpoint?: string | undefined;
  /** The account's own key. @default - a random one */
  readonly secretId?: string | undefined;
  /** @default - a random one */
  readonly secretKey?: string | undefined;
  /** Further keys of the account, for example one for tasks to write with. @default [] */
  readonly extraKeys?: readonly Key[] | undefined;
  /** APPID of the account, which bucket policies and CAM policies name. @default 1250000000 */
  readonly appId?: number | undefined;
  /** Buckets that are there from the start. @default [] */
  readonly buckets?: readonly { readonly name: string; readonly region: string }[] | undefined;
  /**
   * Where callbacks to hosts that end in a suffix are sent instead, the Host header kept. @default - those to `*.tencentscf.com`
   * go to the emulator's own functions, all others to their hosts
   */
  readonly connectTo?: ConnectTo | undefined;
  /** Applications that are there from the start. @default [] */
  readonly apps?: readonly (AppSettings & { readonly sdkAppId: number })[] | undefined;
}

export interface Emulator {
  /** `http://127.0.0.1:<port>`: the endpoint of every service, and of the control calls under `/_emulator/`. */
  readonly url: string;
  readonly port: number;
  /** The account's own key. */
  readonly secretId: string;
  readonly secretKey: string;
  /** Breaks every connection, also those that wait for an answer, and leaves no timer and no function's process behind. */
  close(): Promise<void>;
}

function createWorld(options: EmulatorOptions, ownUrl: () => string): World {
  let settings: Settings = DEFAULT_SETTINGS;
  const current = (): Settings => settings;
  const cam = createCam({ now: Date.now, lagSeconds: () => settings.camLagSeconds });
  const account = createAccount({ ...options, heldKeys: cam.heldKeys });
  const timeline = createTimeline({ virtual: options.virtualClock === true });
  const apps = createApps();
  const callbacks = createCallbacks({
    timeline,
    settings: current,
    targetOf: (sdkAppId) => apps.get(sdkAppId)?.callback,
    connectTo: createConnector(options.connectTo ?? {}, ownUrl),
  });
  const rooms = createRooms(createRoomReporter({ timeline, callbacks }));
  let uploads = createAbort();
  const storages = { cosEndpoint: ownUrl, s3Endpoint: options.s3Endpoint, signal: () => uploads.signal };
  const upload = createUploader(storages);
  const download = createDownloader(storages);
  const jobs = createJobs({ timeline, rooms, callbacks, upload, download });
  const functions = createFunctions({ now: Date.now, lagSeconds: () => settings.scfLagSeconds });
  const instances = createInstances({ account, url: ownUrl });
  return {
    account,
    cam,
    authorizer: createAuthorizer({ account, cam }),
    virtualClock: options.virtualClock === true,
    timeline,
    apps,
    rooms,
    jobs,
    callbacks,
    store: createObjectStore(),
    functions,
    instances,
    functionUrls: createFunctionUrls({ cam, functions, instances }),
    faults: createFaults(),
    chance: createChance(),
    calls: createCallLog(),
    rates: createRateWindow(),
    services: [
      trtcService({ apps, rooms, jobs, timeline, settings: current }),
      camService({ account, cam }),
      scfService({ account, cam, functions, instances, now: Date.now }),
    ],
    giveUpUploads: () => {
      uploads.abort();
      uploads = createAbort();
    },
    settings: current,
    change: (changes) => {
      settings = { ...settings, ...changes };
    },
  };
}

/** What is there from the start. */
function furnish(world: World, options: EmulatorOptions): void {
  for (const { sdkAppId, ...settings } of options.apps ?? []) world.apps.put(sdkAppId, settings);
  for (const bucket of options.buckets ?? []) {
    if (!isBucketName(bucket)) {
      const host = `.cos.${bucket.region}.myqcloud.com`;
      throw new Error(
        `bucket "${bucket.name}" cannot be: a name has a-z, 0-9 and -, ends in -APPID, and has at most 60 characters with "${host}"`,
      );
    }
    if (world.store.createBucket(bucket) === undefined) {
      throw new Error(`bucket "${bucket.name}" is given more than once`);
    }
  }
}

function reset(world: World, options: EmulatorOptions): void {
  world.timeline.reset();
  // Nothing waits for the processes to be gone: they serve no function any more.
  void world.instances.clear();
  world.giveUpUploads();
  for (const part of [
    world.callbacks,
    world.jobs,
    world.rooms,
    world.apps,
    world.cam,
    world.functions,
    world.store,
    world.faults,
    world.chance,
    world.calls,
    world.rates,
  ])
    part.clear();
  world.change(DEFAULT_SETTINGS);
  furnish(world, options);
}

/** Starts an emulator on the loopback interface. Rejects with `EADDRINUSE` when the port is taken. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const problem = connectToProblem(options.connectTo ?? {});
  if (problem !== undefined) throw new Error(problem);
  let url = "";
  const world = createWorld(options, () => url);
  furnish(world, options);
  const server = await buildServer(world, { reset: () => reset(world, options) });
  await server.listen({ host: "127.0.0.1", port: options.port ?? 0 });
  // A server that listens on TCP has an address with a port.
  const { port } = server.server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    secretId: world.account.root.secretId,
    secretKey: world.account.root.secretKey,
    close: async () => {
      world.timeline.close();
      world.callbacks.clear();
      world.faults.clear();
      world.giveUpUploads();
      await Promise.all([server.close(), world.instances.clear()]);
      // a request that had just been read may have started one more
      await world.instances.clear();
    },
  };
}
