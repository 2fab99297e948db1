import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parse } from "yaml";
import { AWS_PLUGIN } from "../aws/engine";
import { makeProject } from "./project";
import type { Project } from "./project";

const EXAMPLES = resolve(__dirname, "../../examples");

/** What someone who tried the example by hand may have left in its folder. */
const LEFT_BEHIND = /^(node_modules|Pulumi\..+\.yaml)$/;

/**
 * A copy of an example inside the checkout, as it is but for the plugin that stands in for the AWS provider.
 *
 * @param settings - stacks whose settings belong to the example; what is encrypted in them was set by hand and is left out
 */
export function copyExample(
  name: string,
  environment: Record<string, string>,
  { settings = [] }: { settings?: readonly string[] } = {},
): Project {
  const project = makeProject({ program: "", environment, where: "inside the checkout" });
  rmSync(join(project.folder, "index.js"));
  cpSync(join(EXAMPLES, name), project.folder, {
    recursive: true,
    filter: (file) => !LEFT_BEHIND.test(basename(file)),
  });
  for (const stack of settings) {
    const file = `Pulumi.${stack}.yaml`;
    // JSON is YAML
    writeFileSync(
      join(project.folder, file),
      JSON.stringify(plainSettings(readFileSync(join(EXAMPLES, name, file), "utf8"))),
    );
  }
  const plugins = { providers: [{ name: "aws", path: AWS_PLUGIN }] };
  appendFileSync(join(project.folder, "Pulumi.yaml"), `plugins: ${JSON.stringify(plugins)}\n`);
  return project;
}

function plainSettings(text: string): object {
  // the form of Pulumi's own file
  const { config } = parse(text) as { config: Record<string, unknown> };
  const isPlain = ([, value]: [string, unknown]) => !JSON.stringify(value).includes('"secure":');
  return { config: Object.fromEntries(Object.entries(config).filter(isPlain)) };
}
