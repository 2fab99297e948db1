import type { Account } from "./account";
import type { Service } from "./api/service";
import type { CallLog } from "./calls";
import type { Authorizer } from "./cam/authorize";
import type { Cam } from "./cam/cam";
import type { Callbacks } from "./callbacks";
import type { Chance } from "./chance";
import type { Timeline } from "./clock";
import type { ObjectStore } from "./cos";
import type { Faults } from "./faults";
import type { RateWindow } from "./rate-window";
import type { FunctionUrls } from "./scf/function-url";
import type { Functions } from "./scf/functions";
import type { Instances } from "./scf/instances";
import type { Settings } from "./settings";
import type { Apps } from "./trtc/apps";
import type { Jobs } from "./trtc/jobs";
import type { Rooms } from "./trtc/rooms";

/** Everything one running emulator holds. */
export interface World {
  readonly account: Account;
  readonly cam: Cam;
  readonly authorizer: Authorizer;
  readonly virtualClock: boolean;
  readonly timeline: Timeline;
  readonly apps: Apps;
  readonly rooms: Rooms;
  readonly jobs: Jobs;
  readonly callbacks: Callbacks;
  readonly store: ObjectStore;
  readonly functions: Functions;
  readonly instances: Instances;
  readonly functionUrls: FunctionUrls;
  readonly faults: Faults;
  readonly chance: Chance;
  readonly calls: CallLog;
  readonly rates: RateWindow;
  readonly services: readonly Service[];
  /** They are no events and no files of this world any more. */
  giveUpUploads(): void;
  settings(): Settings;
  change(settings: Partial<Settings>): void;
}
