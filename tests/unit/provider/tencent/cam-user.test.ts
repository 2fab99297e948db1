import { CamUser } from "../../../../provider/tencent/cam-user";
import { named, record, UNKNOWN_INPUT, valueOf } from "../recorded-resources";

test("type token, provider text and inputs are exactly these: state files of every version hold them", async () => {
  const { resources } = await record(() => new CamUser("reader", { name: "slice-reader", remark: "reads" }));
  const { type, inputs } = named(resources, "reader");
  expect({ type, inputs }).toEqual({
    type: "pulumi-nodejs:dynamic/trtc:CamUser",
    inputs: {
      name: "slice-reader",
      remark: "reads",
      __provider: 'exports.handler = () => require("pulumi-trtc/provider").CamUser;',
    },
  });
});

test("its number is known once it is made, and in a preview it is not", async () => {
  const outputs = { "pulumi-nodejs:dynamic/trtc:CamUser": () => ({ uin: 100000000002 }) };
  const { result } = await record(() => new CamUser("reader", { name: "slice-reader" }), { outputs });
  await expect(valueOf(result.uin)).resolves.toBe(100000000002);
  const { resources } = await record(
    () => new CamUser("of-it", { name: "a", remark: new CamUser("reader", { name: "b" }).uin.apply(String) }),
    { preview: true },
  );
  expect(named(resources, "of-it").inputs).toMatchObject({ name: "a", remark: UNKNOWN_INPUT });
});
