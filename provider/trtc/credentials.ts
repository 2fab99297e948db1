import { parse as parseIni } from "ini";
import { nonEmpty } from "./settings";
import type { Settings } from "./settings";

/** An API key and where it came from. */
export interface Credentials {
  secretId: string;
  secretKey: string;
  /** Session token of temporary credentials. */
  token?: string | undefined;
  /** In words, for an error message. */
  source: string;
}

/** Credentials that the machine or the pipeline hands out, used only when `trtc:credentialSource` or TRTC_CREDENTIAL_SOURCE asks for them. */
export type AmbientSource = "cvm-role" | "oidc";

export type CredentialsAnswer =
  | { kind: "static"; credentials: Credentials }
  | { kind: "ambient"; source: AmbientSource }
  | { kind: "missing"; reason: string };

/**
 * Finds the API key: environment, `~/.tencentcloud/credentials`, Pulumi config; a CVM role or OIDC only when asked for.
 * Read at call time, so that a rotated key in the environment is used at once.
 */
export function findCredentials(settings: Settings): CredentialsAnswer {
  const asked = nonEmpty(
    settings.environment["TRTC_CREDENTIAL_SOURCE"],
    settings.config("trtc:credentialSource"),
  );
  if (asked === "cvm-role" || asked === "oidc") return { kind: "ambient", source: asked };
  if (asked !== undefined) {
    return {
      kind: "missing",
      reason: `trtc:credentialSource is "${asked}", allowed are "cvm-role" and "oidc"; leave it out to use a key`,
    };
  }
  const found =
    fromEnvironment(settings.environment) ??
    fromFile(settings.credentialsFile()) ??
    fromConfig(settings.config);
  return found === undefined ? { kind: "missing", reason: MISSING } : { kind: "static", credentials: found };
}

const MISSING =
  "no Tencent Cloud API key was found: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, write " +
  "~/.tencentcloud/credentials, or set trtc:secretId and trtc:secretKey with pulumi config set --secret";

function fromEnvironment(environment: Settings["environment"]): Credentials | undefined {
  return pair(
    environment["TENCENTCLOUD_SECRET_ID"],
    environment["TENCENTCLOUD_SECRET_KEY"],
    // the SDK knows the first name, the Terraform and Pulumi bridges the second
    nonEmpty(environment["TENCENTCLOUD_SESSION_TOKEN"], environment["TENCENTCLOUD_SECURITY_TOKEN"]),
    "the environment (TENCENTCLOUD_SECRET_ID)",
  );
}

/** The `[default]` section of the vendor's ini file. */
function fromFile(text: string | undefined): Credentials | undefined {
  const section: unknown = parseIni(text ?? "")["default"];
  const entry = (key: string): string | undefined => {
    const value: unknown = typeof section === "object" && section !== null && Reflect.get(section, key);
    return typeof value === "string" ? value : undefined;
  };
  return pair(
    entry("secret_id"),
    entry("secret_key"),
    nonEmpty(entry("token")),
    "~/.tencentcloud/credentials",
  );
}

function fromConfig(config: Settings["config"]): Credentials | undefined {
  return pair(
    config("trtc:secretId"),
    config("trtc:secretKey"),
    undefined,
    "Pulumi config trtc:secretId (refresh and destroy use the copy in state: after a change run pulumi up, " +
      "use --run-program, or set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY)",
  );
}

function pair(
  id: string | undefined,
  key: string | undefined,
  token: string | undefined,
  source: string,
): Credentials | undefined {
  const secretId = nonEmpty(id);
  const secretKey = nonEmpty(key);
  return secretId === undefined || secretKey === undefined
    ? undefined
    : { secretId, secretKey, token, source };
}
