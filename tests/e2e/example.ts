import { appendFileSync, cpSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { AWS_PLUGIN } from "../aws/engine";
import { makeProject } from "./project";
import type { Project } from "./project";

const EXAMPLES = resolve(__dirname, "../../examples");

/** What someone who tried the example by hand may have left in its folder. */
const LEFT_BEHIND = /^(node_modules|Pulumi\..+\.yaml)$/;

/** A copy of an example inside the checkout, as it is but for the plugin that stands in for the AWS provider. */
export function copyExample(name: string, environment: Record<string, string>): Project {
  const project = makeProject({ program: "", environment, where: "inside the checkout" });
  rmSync(join(project.folder, "index.js"));
  cpSync(join(EXAMPLES, name), project.folder, {
    recursive: true,
    filter: (file) => !LEFT_BEHIND.test(basename(file)),
  });
  const plugins = { providers: [{ name: "aws", path: AWS_PLUGIN }] };
  // JSON is YAML
  appendFileSync(join(project.folder, "Pulumi.yaml"), `plugins: ${JSON.stringify(plugins)}\n`);
  return project;
}
