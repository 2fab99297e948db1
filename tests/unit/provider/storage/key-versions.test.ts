import * as runtime from "../../../../provider/runtime";
import { KeyVersions } from "../../../../provider/storage/key-versions";
import { rotation } from "../../../../provider/storage/rotation";
import { named, record, valueOf } from "../recorded-resources";

const TYPE = "pulumi-nodejs:dynamic/trtc:KeyVersions";
const PROVIDER_TEXT = 'exports.handler = () => require("pulumi-trtc/provider").KeyVersions;';

test("the guard is registered with its versions and the text that state files keep", async () => {
  const { resources, result } = await record(() => new KeyVersions("slices-keys", { keyVersions: [1, 2] }));
  const { type, inputs } = named(resources, "slices-keys");
  expect(type).toBe(TYPE);
  expect(inputs).toEqual({ keyVersions: [1, 2], __provider: PROVIDER_TEXT });
  await expect(valueOf(result.keyVersions)).resolves.toEqual([1, 2]);
});

test("its options are the engine's", async () => {
  const { resources } = await record(() => {
    const parent = new KeyVersions("parent", { keyVersions: [1] });
    return new KeyVersions("child", { keyVersions: [1] }, { parent, protect: true });
  });
  const { parent, options } = named(resources, "child");
  expect([parent, options.protect]).toEqual(["parent", true]);
});

test("type, text and runtime speak of the same name", () => {
  expect(TYPE.split(":").at(-1)).toBe(rotation.resource);
  expect(/\.(\w+);$/.exec(PROVIDER_TEXT)?.[1]).toBe(rotation.resource);
  expect(Object.keys(runtime)).toContain(rotation.resource);
});
