import * as pulumi from "@pulumi/pulumi";
import { programSettings } from "../../../../provider/resource/program-settings";

afterEach(() => {
  pulumi.runtime.setAllConfig({});
});

test("a program's settings are its environment and its stack's configuration, by their whole names", () => {
  pulumi.runtime.setAllConfig({ "trtc:region": "ap-guangzhou", "other:region": "eu-frankfurt" });
  const { environment, config } = programSettings();
  expect(environment).toBe(process.env);
  expect([config("trtc:region"), config("trtc:nothing")]).toEqual(["ap-guangzhou", undefined]);
});
