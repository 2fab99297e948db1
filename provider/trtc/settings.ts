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

const CAM_ENDPOINTS: Record<Site, string> = {
  international: "https://cam.intl.tencentcloudapi.com",
  mainland: "https://cam.tencentcloudapi.com",
};

const SCF_ENDPOINTS: Record<Site, string> = {
  international: "https://scf.intl.tencentcloudapi.com",
  mainland: "https://scf.tencentcloudapi.com",
};

/** The region for a new task that names none: TENCENTCLOUD_REGION, `trtc:region`, ap-singapore. */
export function defaultRegion(settings: Settings): string {
  return (
    nonEmpty(settings.environment["TENCENTCLOUD_REGION"], settings.config("trtc:region")) ?? DEFAULT_REGION
  );
}

/**
 * The URL of the TRTC API in a region; TENCENTCLOUD_ENDPOINT_URL_TRTC, TENCENTCLOUD_ENDPOINT_URL or `trtc:endpointUrl` replace it.
 * @throws InputError when the replacement is no http or https URL, or has more than scheme, host and port
 */
export function trtcEndpoint(settings: Settings, region: Region): URL {
  return givenEndpoint(settings, "TRTC") ?? new URL(ENDPOINTS[REGIONS[region].site]);
}

/**
 * The URL of the CAM API on the site of the region setting; TENCENTCLOUD_ENDPOINT_URL_CAM, TENCENTCLOUD_ENDPOINT_URL or
 * `trtc:endpointUrl` replace it.
 * @throws InputError as `trtcEndpoint`
 */
export function camEndpoint(settings: Settings): URL {
  return givenEndpoint(settings, "CAM") ?? new URL(CAM_ENDPOINTS[accountSite(settings)]);
}

/**
 * The URL of the SCF API on the site of the region setting, whatever region a function is in;
 * TENCENTCLOUD_ENDPOINT_URL_SCF, TENCENTCLOUD_ENDPOINT_URL or `trtc:endpointUrl` replace it.
 * @throws InputError as `trtcEndpoint`
 */
export function scfEndpoint(settings: Settings): URL {
  return givenEndpoint(settings, "SCF") ?? new URL(SCF_ENDPOINTS[accountSite(settings)]);
}

/** An account is on one site, and its tasks are: their region tells which. */
function accountSite(settings: Settings): Site {
  const region = defaultRegion(settings);
  return isRegion(region) ? REGIONS[region].site : "international";
}

/**
 * What replaces COS's own hosts: TENCENTCLOUD_ENDPOINT_URL_COS, TENCENTCLOUD_ENDPOINT_URL or `trtc:endpointUrl`; undefined for
 * COS itself.
 * @throws InputError as `trtcEndpoint`
 */
export function cosEndpoint(settings: Settings): URL | undefined {
  return givenEndpoint(settings, "COS");
}

function givenEndpoint(settings: Settings, service: "TRTC" | "CAM" | "COS" | "SCF"): URL | undefined {
  const own = `TENCENTCLOUD_ENDPOINT_URL_${service}`;
  const given = nonEmpty(
    settings.environment[own],
    settings.environment["TENCENTCLOUD_ENDPOINT_URL"],
    settings.config("trtc:endpointUrl"),
  );
  if (given === undefined) return undefined;
  // a host and port without a scheme may parse too: "localhost:4577" is a URL of the scheme "localhost"
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url;
  throw new InputError(
    `the endpoint of ${service} is "${given.replace(/\/\/[^/]*@/, "//***@")}", allowed is an http or https URL of host and port such as http://127.0.0.1:4577: ` +
      `correct ${own}, TENCENTCLOUD_ENDPOINT_URL or trtc:endpointUrl`,
  );
}

/**
 * Calls a second to each API: TRTC_MAX_RPS, `trtc:maxRequestsPerSecond`, 20 (the vendor's default quota).
 * @throws InputError when the setting is no whole number above 0
 */
export function maxRequestsPerSecond(settings: Settings): number {
  const { environment, config } = settings;
  return (
    positiveInteger("TRTC_MAX_RPS", environment["TRTC_MAX_RPS"]) ??
    positiveInteger("trtc:maxRequestsPerSecond", config("trtc:maxRequestsPerSecond")) ??
    20
  );
}

/**
 * Tasks at once in one application: `trtc:maxTasksPerApplication`, 500 (the vendor's default quota).
 * @throws InputError when the setting is no whole number above 0
 */
export function maxTasksPerApplication({ config }: Settings): number {
  return positiveInteger("trtc:maxTasksPerApplication", config("trtc:maxTasksPerApplication")) ?? 500;
}

/** A key that signs UserSigs of an application, and where it was found. */
export interface SdkSecretKey {
  key: string;
  /** In words, for an error message. */
  source: string;
}

/** The key that signs UserSigs of an application: TRTC_SDK_SECRET_KEY_<sdkAppId>, TRTC_SDK_SECRET_KEY, `trtc:sdkSecretKey`. */
export function sdkSecretKey({ environment, config }: Settings, sdkAppId: number): SdkSecretKey | undefined {
  const own = `TRTC_SDK_SECRET_KEY_${sdkAppId}`;
  const places: [source: string, value: string | undefined][] = [
    [own, environment[own]],
    ["TRTC_SDK_SECRET_KEY", environment["TRTC_SDK_SECRET_KEY"]],
    ["Pulumi config trtc:sdkSecretKey", config("trtc:sdkSecretKey")],
  ];
  for (const [source, value] of places) {
    const key = nonEmpty(value);
    if (key !== undefined) return { key, source };
  }
  return undefined;
}

/** The first value that is there and not blank. */
export function nonEmpty(...values: readonly (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && value.trim() !== "")?.trim();
}

function positiveInteger(name: string, given: string | undefined): number | undefined {
  const text = nonEmpty(given);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InputError(`${name} is "${text}", allowed is a whole number above 0: correct or unset it`);
}
