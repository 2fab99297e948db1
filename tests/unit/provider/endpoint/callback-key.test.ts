import { CallbackKey } from "../../../../provider/endpoint/callback-key";
import * as runtime from "../../../../provider/runtime";
import { named, record } from "../recorded-resources";

const TYPE = "pulumi-nodejs:dynamic/trtc:CallbackKey";
const PROVIDER_TEXT = 'exports.handler = () => require("pulumi-trtc/provider").CallbackKey;';

test("a key is registered with its arguments and the text that state files keep", async () => {
  const { resources } = await record(
    () => new CallbackKey("callbacks", { rotate: "2026-11", keepPrevious: false }),
  );
  const { type, inputs } = named(resources, "callbacks");
  expect(type).toBe(TYPE);
  expect(inputs).toEqual({ rotate: "2026-11", keepPrevious: false, __provider: PROVIDER_TEXT });
});

test("its keys are secrets in state, whatever else the program wants to be", async () => {
  const { resources } = await record(
    () => new CallbackKey("callbacks", {}, { additionalSecretOutputs: ["rotate"] }),
  );
  expect(named(resources, "callbacks").secretOutputs).toEqual(["rotate", "key", "previousKeys"]);
});

test("type, text and runtime speak of the same name", () => {
  expect(TYPE.split(":").at(-1)).toBe("CallbackKey");
  expect(Object.keys(runtime)).toContain("CallbackKey");
});
