import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { version as sdk } from "@pulumi/pulumi/version";

/** On what the figures were measured. */
export interface Machine {
  readonly cores: number;
  readonly memoryGB: number;
  readonly platform: string;
  readonly node: string;
  /** The Pulumi CLI. */
  readonly engine: string;
  /** The package `@pulumi/pulumi`. */
  readonly sdk: string;
}

export function thisMachine(): Machine {
  return {
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 1e9),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    engine: execFileSync("pulumi", ["version"], { encoding: "utf8" }).trim().replace(/^v/, ""),
    sdk,
  };
}
