import * as pulumi from "@pulumi/pulumi";
import { slicing } from "../../../../provider/task/slicing";
import { objectKeyPrefixOf, taskProperties } from "../../../../provider/task/task-properties";
import { InputError } from "../../../../provider/trtc/errors";
import { valueOf } from "../recorded-resources";
import { validInputs } from "../task-inputs";

/** Names of what is secret, in the order of the properties. */
async function secretsOf(properties: pulumi.Inputs): Promise<string[]> {
  const found: string[] = [];
  for (const [key, value] of Object.entries(properties)) {
    if (pulumi.Output.isInstance(value)) {
      if (await pulumi.isSecret(value)) found.push(key);
    } else if (typeof value === "object" && value !== null) {
      const below = await secretsOf(value as pulumi.Inputs); // checked above
      found.push(...below.map((name) => `${key}.${name}`));
    }
  }
  return found;
}

/** All but the secrets. */
const ARGUMENTS = [
  "sdkAppId",
  "roomId",
  "userId",
  "sliceParams",
  "storage",
  "region",
  "resourceExpiredHour",
  "onHandleExpired",
  "userSigExpire",
  "onExit",
];
const OUTPUTS = [
  "createdAt",
  "handleExpiresAt",
  "handleExpired",
  "userSigExpiresAt",
  "storageKeyFingerprint",
  "exited",
];

test("there is a place for every output, arguments that are left out too, and the text of the provider", () => {
  const properties = taskProperties(slicing, "lobby", validInputs());
  const places = [...ARGUMENTS, ...OUTPUTS];
  expect(Object.keys(properties)).toEqual([...places, "__provider"]);
  const given = validInputs();
  expect(places.filter((name) => properties[name] !== undefined)).toEqual(
    places.filter((name) => given[name] !== undefined),
  );
  expect(properties["__provider"]).toBe(
    'exports.handler = () => require("pulumi-trtc/provider").CloudSliceTask;',
  );
});

test("a kind without a handle has no place for its end, a numbered one has one for the number", () => {
  const { resourceExpiredHour: _hours, ...properties } = slicing.schema.properties;
  const sequence = { param: "SequenceNumber", outdated: "FailedOperation.RequestOutdated" };
  const kind = {
    ...slicing,
    schema: { ...slicing.schema, properties },
    modify: { action: "Update", params: () => ({}), sequence },
  };
  const names = Object.keys(taskProperties(kind, "lobby", {}));
  expect(names).toEqual([
    ...ARGUMENTS.filter((argument) => argument !== "resourceExpiredHour"),
    ...OUTPUTS.filter((output) => !output.startsWith("handle")).slice(0, -1),
    "sequenceNumber",
    "exited",
    "__provider",
  ]);
});

test("secrets become secret where they stand, and what stands beside them stays readable", async () => {
  const args = validInputs({ userSig: "a", sdkSecretKey: "b", privateMapKey: true });
  expect(await secretsOf(taskProperties(slicing, "lobby", args))).toEqual([
    "storage.accessKey",
    "storage.secretKey",
    "userSig",
    "sdkSecretKey",
    "privateMapKey",
  ]);
});

test("an object that is an Output or a Promise cannot be looked into: it is secret as a whole", async () => {
  const { storage } = validInputs();
  for (const later of [pulumi.output(storage), Promise.resolve(storage)])
    expect(await secretsOf(taskProperties(slicing, "lobby", validInputs({ storage: later })))).toEqual([
      "storage",
    ]);
});

test("what is absent stays absent, null too", async () => {
  const properties = taskProperties(slicing, "lobby", { storage: { accessKey: undefined }, userSig: null });
  expect([properties["storage"], properties["userSig"]]).toEqual([{ accessKey: undefined }, null]);
  expect(await secretsOf(properties)).toEqual([]);
});

test.each([
  ["", {}, "task/"],
  [" with folders", { fileNamePrefix: ["prod", "lobby"] }, "prod/lobby/task/"],
  [" that is absent", undefined, undefined],
])(
  "what object keys of a storage%s start with follows from id and folders",
  async (_what, storage, prefix) => {
    const ofTask = objectKeyPrefixOf({ id: pulumi.output("task"), storage: pulumi.output(storage) });
    await expect(valueOf(ofTask)).resolves.toBe(prefix);
    await expect(pulumi.isSecret(ofTask)).resolves.toBe(false);
  },
);

test("what object keys start with is no secret, also where the storage is one as a whole", async () => {
  const storage = pulumi.secret({ fileNamePrefix: ["prod"] });
  const ofTask = objectKeyPrefixOf({ id: pulumi.output("task"), storage });
  await expect(pulumi.isSecret(storage)).resolves.toBe(true);
  await expect(pulumi.isSecret(ofTask)).resolves.toBe(false);
  await expect(valueOf(ofTask)).resolves.toBe("prod/task/");
});

test.each(["import", "id"])("the option %s is refused, with the way that there is", (option) => {
  expect(() => taskProperties(slicing, "lobby", {}, { [option]: "task-1" })).toThrow(
    new InputError(
      `${option} of CloudSliceTask lobby is given, allowed is none, because the API cannot say with which arguments a task was made: ` +
        `remove it, and take a running task over with npx pulumi-trtc import-file (docs/import.md)`,
    ),
  );
});
