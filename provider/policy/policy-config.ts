import { readFileSync } from "node:fs";
import { checkedInputs, isBag } from "../resource/schema";
import type { Bag, ObjectProperty, Property } from "../resource/schema";
import { InputError } from "../trtc/errors";
import { tagOfValues } from "./consent-tag";
import { settingRowsOf } from "./policy";
import type { SettingRows } from "./policy";
import { POLICIES } from "./slicing-policies";

const LEVELS = ["advisory", "mandatory", "remediate", "disabled"];

const LEVEL: Property = { type: "string", enum: LEVELS, cure: "give a level" };

const schema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  properties: {
    all: policyRow({}),
    environments: {
      type: "array",
      items: { type: "string", cure: "give its name" },
      allowed: "a list of environments of Pulumi ESC",
      cure: "list their names",
    },
    ...Object.fromEntries(POLICIES.map((policy) => [policy.name, policyRow(settingRowsOf(policy))])),
  },
};

function policyRow(settings: SettingRows): Property {
  return {
    type: "object",
    additionalProperties: false,
    properties: { enforcementLevel: LEVEL, ...settings },
    allowed: `a level (${LEVELS.join(", ")}) or an object with enforcementLevel and settings`,
    cure: "give one of these",
  };
}

/**
 * The configuration of the policy pack, as `--policy-pack-config` takes it. The engine tells of a policy that there is not with
 * a word of its own only, and not of its name: this does.
 *
 * @throws InputError that names every problem at once
 */
export function checkedPolicyConfig(config: unknown): Bag {
  if (!isBag(config))
    throw new InputError(
      "the policy configuration is not an object, allowed is one that has policies by their names: give { } for the defaults",
    );
  const policies = Object.fromEntries(
    Object.entries(config).map(([name, given]) => [
      name,
      typeof given === "string" ? { enforcementLevel: given } : given,
    ]),
  );
  const { failures } = checkedInputs(schema, [tagOfValues], { given: policies, oldInputs: {} });
  if (failures.length > 0) throw new InputError(failures.map(({ reason }) => reason).join("; "));
  return config;
}

/**
 * Reads and checks a file for `--policy-pack-config`.
 *
 * @throws InputError that names the file and every problem at once
 */
export function readPolicyConfig(file: string): Bag {
  const text = contentOf(file);
  // as the engine takes it
  if (text.trim() === "") return {};
  try {
    return checkedPolicyConfig(parsed(text));
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${file}: ${error.message}`) : error;
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new InputError(`${file} cannot be read, allowed is a JSON file: correct its name`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError("it is no JSON, allowed is an object that has policies by their names: correct it");
  }
}
