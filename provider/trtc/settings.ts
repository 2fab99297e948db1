import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { InputError } from "./errors";

/** Where settings come from: handed in, so that the rules below touch neither process nor disk. */
export interface Settings {
  environment: Readonly<Record<string, string | undefined>>;
  /** Pulumi configuration, by full key: `trtc:secretId`. */
  config(key: string): string | undefined;
  /** The text of the shared credentials file, undefined when there is none. */
  credentialsFile(): string | undefined;
}

/** The settings of this process. */
export function processSettings(config: Settings["config"]): Settings {
  return {
    environment: process.env,
    config,
    credentialsFile() {
      try {
        return readFileSync(join(homedir(), ".tencentcloud", "credentials"), "utf8");
      } catch {
        return undefined;
      }
    },
  };
}

/** The mainland site has other endpoints, regions and fields than the international one. */
export type Site = "international" | "mainland";

/** Regions in which a room job can run (D:72328-72331, D:121444-121447), and where a robot is removed from its room: no page lists eu-frankfurt for that (D:39630). */
export const REGIONS = {
  "ap-singapore": { site: "international", removeUserRegion: "ap-singapore" },
  "eu-frankfurt": { site: "international", removeUserRegion: "ap-singapore" },
  "ap-guangzhou": { site: "mainland", removeUserRegion: "ap-guangzhou" },
} as const satisfies Record<string, { site: Site; removeUserRegion: string }>;

export type Region = keyof typeof REGIONS;

export const DEFAULT_REGION: Region = "ap-singapore";

export function isRegion(value: unknown): value is Region {
  return typeof value === "string" && Object.hasOwn(REGIONS, value);
}

const ENDPOINTS: Record<Site, string> = {
  international: "https://trtc.intl.tencentcloudapi.com",
  mainland: "https://trtc.tencentcloudapi.com",
};

/** The region for a new task that names none: TENCENTCLOUD_REGION, `trtc:region`, ap-singapore. */
export function defaultRegion(settings: Settings): string {
  return (
    nonEmpty(settings.environment["TENCENTCLOUD_REGION"], settings.config("trtc:region")) ?? DEFAULT_REGION
  );
}

/**
 * The URL of the TRTC API in a region; TENCENTCLOUD_ENDPOINT_URL_TRTC, TENCENTCLOUD_ENDPOINT_URL or `trtc:endpointUrl` replace it.
 * @throws InputError when the replacement is no http or https URL
 */
export function trtcEndpoint(settings: Settings, region: Region): URL {
  const given = nonEmpty(
    settings.environment["TENCENTCLOUD_ENDPOINT_URL_TRTC"],
    settings.environment["TENCENTCLOUD_ENDPOINT_URL"],
    settings.config("trtc:endpointUrl"),
  );
  if (given === undefined) return new URL(ENDPOINTS[REGIONS[region].site]);
  // a host and port without a scheme may parse too: "localhost:4577" is a URL of the scheme "localhost"
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return new URL(given);
  throw new InputError(
    `the endpoint of TRTC is "${given}", allowed is an http or https URL such as http://127.0.0.1:4577: ` +
      `correct TENCENTCLOUD_ENDPOINT_URL_TRTC, TENCENTCLOUD_ENDPOINT_URL or trtc:endpointUrl`,
  );
}

/** Calls a second to each API: TRTC_MAX_RPS, `trtc:maxRequestsPerSecond`, 20 (the vendor's default quota). */
export function maxRequestsPerSecond(settings: Settings): number {
  return positiveInteger(
    nonEmpty(settings.environment["TRTC_MAX_RPS"], settings.config("trtc:maxRequestsPerSecond")),
    20,
  );
}

/** Tasks at once in one application: `trtc:maxTasksPerApplication`, 500 (the vendor's default quota). */
export function maxTasksPerApplication(settings: Settings): number {
  return positiveInteger(nonEmpty(settings.config("trtc:maxTasksPerApplication")), 500);
}

/** The key that signs UserSigs of an application, and where it was found. */
export function sdkSecretKey(settings: Settings, sdkAppId: number): string | undefined {
  return nonEmpty(
    settings.environment[`TRTC_SDK_SECRET_KEY_${sdkAppId}`],
    settings.environment["TRTC_SDK_SECRET_KEY"],
    settings.config("trtc:sdkSecretKey"),
  );
}

/** The first value that is there and not blank. */
export function nonEmpty(...values: readonly (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && value.trim() !== "")?.trim();
}

function positiveInteger(text: string | undefined, otherwise: number): number {
  const value = Number(text);
  return text !== undefined && Number.isInteger(value) && value > 0 ? value : otherwise;
}
