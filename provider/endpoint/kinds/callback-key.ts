import { createHash } from "node:crypto";
import type { ResourceKind } from "../../resource/kind";
import { problem, UNKNOWN } from "../../resource/schema";
import type { ObjectProperty, Rule } from "../../resource/schema";

/** The arguments of a callback key. */
const callbackKeySchema: ObjectProperty = {
  type: "object",
  additionalProperties: false,
  properties: {
    rotate: {
      type: "string",
      minLength: 1,
      maxLength: 100,
      changes: "updates",
      allowed: "a text of 1 to 100 characters",
      cure: 'give one that was not there before, such as the month "2026-11"',
    },
    keepPrevious: { type: "boolean", default: true, changes: "updates", cure: "give true or false" },
  },
};

interface CallbackKeyInputs {
  rotate?: string;
  keepPrevious: boolean;
}

interface CallbackKeyState extends CallbackKeyInputs {
  key: string;
  previousKeys: string[];
}

/** Else the key that the console has would be refused at once. */
const keptWhileRotated: Rule = ({ rotate, keepPrevious }, oldInputs) => {
  const isNew = Object.keys(oldInputs).length === 0;
  if (isNew || keepPrevious !== false || rotate === UNKNOWN || rotate === oldInputs["rotate"])
    return undefined;
  return problem(
    "keepPrevious",
    "false beside another rotate",
    "true while a new key is made",
    "remove it (keepPreviousKey of an endpoint), and give false again once the console has the new key",
  );
};

/** A key made up here: no API knows of it. */
export function callbackKey({
  newKey,
}: {
  newKey(): string;
}): ResourceKind<CallbackKeyInputs, CallbackKeyState> {
  return {
    resource: "CallbackKey",
    schema: callbackKeySchema,
    rules: [keptWhileRotated],

    create() {
      const key = newKey();
      const id = createHash("sha256").update(key).digest("hex").slice(0, 16);
      return Promise.resolve({ id, outputs: { key, previousKeys: [] } });
    },

    read: () => Promise.resolve({}),

    update(_id, { key, previousKeys }, { rotate, keepPrevious }, changed) {
      // to be told nothing is no reason for another key
      if (!changed.has("rotate") || rotate === undefined)
        return Promise.resolve({ previousKeys: keepPrevious ? previousKeys : [] });
      return Promise.resolve({ key: newKey(), previousKeys: keepPrevious ? [key] : [] });
    },

    delete: () => Promise.resolve(),
  };
}
