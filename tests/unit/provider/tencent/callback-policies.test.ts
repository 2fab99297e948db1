import { endpointPolicy, scfTrust } from "../../../../provider/tencent/callback-policies";

test("the function may put events and see whether they are there, and nothing else", () => {
  const place = { bucket: "a-1-media-1250000000", region: "ap-singapore" };
  expect(JSON.parse(endpointPolicy(place))).toEqual({
    version: "2.0",
    statement: [
      {
        effect: "allow",
        action: ["name/cos:PutObject", "name/cos:HeadObject"],
        resource: ["qcs::cos:ap-singapore:uid/1250000000:a-1-media-1250000000/trtc-events/*"],
      },
    ],
  });
});

test("only SCF takes the role on", () => {
  expect(JSON.parse(scfTrust())).toEqual({
    version: "2.0",
    statement: [
      { action: "name/sts:AssumeRole", effect: "allow", principal: { service: ["scf.qcloud.com"] } },
    ],
  });
});
