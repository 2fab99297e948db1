import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf } from "../resource/input";
import { sha256, unreadableCode } from "./kinds/scf-function";

/** The arguments of an `ScfFunction` in their plain form. */
export interface ScfFunctionInputs {
  /** Name: 2 to 60 letters, digits, `_` and `-`, a letter first, a letter or digit last; one function for each in a region. Replaces. */
  functionName: string;
  /** Region of SCF. The default is taken when the function is new. Replaces. @default - TENCENTCLOUD_REGION, `trtc:region`, else ap-singapore */
  region?: string;
  /** Path of a .zip file with the code, at most 50 MB, and 20 MB for a change of it. The path itself is not compared: another machine has another one. */
  codePath: string;
  /** SHA-256 of that file, 64 hex digits: another one is another code. Updates. @default - computed */
  codeSha256?: string;
  /** What is called in an event function, such as `index.main_handler`; a web function starts `scf_bootstrap`. Updates. @default - the vendor's */
  handler?: string;
  /** What the code runs on. Replaces. @default "Nodejs18.15" */
  runtime?: "Nodejs16.13" | "Nodejs18.15" | "Python3.9" | "Python3.10" | "Php8.0" | "Go1" | "CustomRuntime";
  /** `event`: a handler gets events. `http`: a web server on port 9000 gets requests. Replaces. @default "event" */
  type?: "event" | "http";
  /** Memory in MB: 64, or 128 to 3072 in steps of 128. Updates. @default 128 */
  memorySize?: number;
  /** Seconds that an invocation may take, 1 to 900. Updates. @default 10 */
  timeout?: number;
  /**
   * Variables by name, texts that are not empty. Secret as a whole: outputs have a fingerprint, and a change elsewhere is seen
   * by it. Updates.
   * @default - none
   */
  environment?: Record<string, string>;
  /** Role whose temporary keys the function gets: `roleName` of a `CamRole` that trusts scf.qcloud.com. Updates. @default - none */
  role?: string;
  /** What the console shows beside the name, at most 1000 characters. Updates. @default "" */
  description?: string;
}

/** The arguments of an `ScfFunction`. */
export type ScfFunctionArgs = ArgsOf<ScfFunctionInputs>;

/**
 * A function of Tencent Cloud SCF. Making and changing it takes some seconds: it is waited for, three minutes at most, and a
 * failure says why. Tags are left out: no call of SCF changes them.
 *
 * @example A web server with an address of its own
 * ```ts
 * const web = new ScfFunction("web", { functionName: "web", region: "ap-singapore", type: "http", codePath: "dist/web.zip" });
 * const address = new ScfFunctionUrl("web", { functionName: web.functionName, region: web.region, authType: "NONE" });
 * ```
 * @example A function that reads slices, by the keys of its role
 * ```ts
 * const reader = new ScfFunction("reader", {
 *   functionName: "reader",
 *   codePath: "dist/reader.zip",
 *   handler: "index.main_handler",
 *   environment: { BUCKET: storage.bucket },
 *   role: role.roleName,
 * });
 * ```
 * @see https://www.tencentcloud.com/document/product/583/18586
 */
export class ScfFunction extends pulumi.CustomResource {
  /** Name in the region. */
  declare readonly functionName: pulumi.Output<string>;
  /** Region of SCF. */
  declare readonly region: pulumi.Output<string>;
  /** SHA-256 of the code; another text when refresh saw that somebody changed it. */
  declare readonly codeSha256: pulumi.Output<string>;
  /** What the code runs on. */
  declare readonly runtime: pulumi.Output<string>;
  /** `event` or `http`. */
  declare readonly type: pulumi.Output<string>;
  /** Memory in MB. */
  declare readonly memorySize: pulumi.Output<number>;
  /** Seconds that an invocation may take. */
  declare readonly timeout: pulumi.Output<number>;
  /** Role whose temporary keys the function gets. */
  declare readonly role: pulumi.Output<string | undefined>;
  /** What the console shows beside the name. */
  declare readonly description: pulumi.Output<string>;
  /** First 16 hex digits of a SHA-256 over the variables: how a change of them is seen. */
  declare readonly environmentFingerprint: pulumi.Output<string>;
  /** What SCF says of the code that was sent last, in its own form. */
  declare readonly deployedCodeSha256: pulumi.Output<string>;

  /** @throws InputError when there is no file at `codePath` */
  constructor(name: string, args: ScfFunctionArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/trtc:ScfFunction",
      name,
      {
        ...args,
        region: args.region,
        codeSha256: args.codeSha256 ?? fileSha256(args.codePath),
        ...(args.environment === undefined ? {} : { environment: pulumi.secret(args.environment) }),
        environmentFingerprint: undefined,
        deployedCodeSha256: undefined,
        __provider: 'exports.handler = () => require("pulumi-trtc/provider").ScfFunction;',
      },
      // a short value could be guessed from its fingerprint
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["environmentFingerprint"] }),
    );
  }
}

/** At once where the path is plain, so that a file that is missing stops the program where it asks for it. */
function fileSha256(codePath: pulumi.Input<string>): pulumi.Input<string> {
  return typeof codePath === "string" ? sha256Of(codePath) : pulumi.output(codePath).apply(sha256Of);
}

function sha256Of(codePath: string): string {
  try {
    return sha256(readFileSync(codePath));
  } catch (error) {
    throw unreadableCode(codePath, error);
  }
}
