import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ProjectSettings } from "@pulumi/pulumi/automation";
import type { MiniStack } from "./ministack";

/** The folder of the plugin that stands in for the AWS provider: `plugins.providers[].path` of a project. */
export const AWS_PLUGIN = join(__dirname, "plugin");

/** Settings of a project whose programs use `@pulumi/aws`: as they are for the Automation API, as JSON for a Pulumi.yaml. */
export function awsProject(name: string): ProjectSettings {
  // the Automation API's type leaves plugins out; it writes them all the same
  const settings = {
    name,
    runtime: "nodejs" as const,
    plugins: { providers: [{ name: "aws", path: AWS_PLUGIN }] },
  };
  return settings;
}

/** Whether the AWS provider itself is used, as installed in PULUMI_HOME, and not what stands in for it. */
export function usesRealPlugin(): boolean {
  return process.env["PULUMI_TRTC_REAL_PLUGIN"] === "true";
}

/** Where the plugins of this machine are. */
export function pulumiHome(): string {
  return process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
}

/** The version of the AWS provider that is installed there; undefined when there is none. */
export function installedPlugin(): string | undefined {
  const plugins = join(pulumiHome(), "plugins");
  const names = existsSync(plugins) ? readdirSync(plugins) : [];
  return names.find((name) => /^resource-aws-v7\.\d+\.\d+$/.test(name))?.replace("resource-aws-v", "");
}

/** What the AWS provider must be told to be content with a local AWS. */
export const AWS_CONFIG: Readonly<Record<string, string>> = {
  "aws:s3UsePathStyle": "true",
  "aws:skipCredentialsValidation": "true",
  "aws:skipRequestingAccountId": "true",
  "aws:skipMetadataApiCheck": "true",
};

/** What makes an engine, its providers and any AWS SDK talk to a MiniStack, as its root unless another key is given. */
export function awsEnvironment(
  { url, rootAccessKey, rootSecretKey }: Pick<MiniStack, "url" | "rootAccessKey" | "rootSecretKey">,
  { region = "ap-southeast-1" }: { region?: string } = {},
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: rootAccessKey,
    AWS_SECRET_ACCESS_KEY: rootSecretKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // nothing of the machine that runs the tests
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}
