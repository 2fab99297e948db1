import { accessesOf } from "../../../../emulator/src/cam/api-access";

const ACCOUNT = { uin: 100000000001 };

function accesses(operation: string, params: Record<string, unknown> = {}, region = "ap-singapore") {
  return accessesOf({ operation, region, params }, ACCOUNT);
}

test.each([
  "trtc:CreateCloudSliceTask",
  "trtc:DescribeCloudSliceTask",
  "trtc:CreateCloudModeration",
  "trtc:StartStreamIngest",
  "trtc:StartPublishCdnStream",
  "trtc:CreateCloudTranscription",
  "cam:AddUser",
  "cam:CreatePolicy",
  "scf:CreateTrigger",
  "scf:ListFunctions",
])("%s is granted as a whole", (operation) => {
  const params = { SdkAppId: 1400000001, FunctionName: "a", Name: "b" };
  expect(accesses(operation, params)).toEqual([{ action: operation, resource: "*" }]);
});

test.each([
  "CreateCloudRecording",
  "DescribeCloudRecording",
  "ModifyCloudRecording",
  "DeleteCloudRecording",
  "RemoveUser",
  "RemoveUserByStrRoomId",
  "DismissRoom",
  "DismissRoomByStrRoomId",
])("%s is granted for an application", (name) => {
  expect(accesses(`trtc:${name}`, { SdkAppId: 1400000001, RoomId: 7 })).toEqual([
    { action: `trtc:${name}`, resource: "qcs::trtc::uin/100000000001:sdkappid/1400000001" },
  ]);
});

test.each(["CreateFunction", "GetFunction", "DeleteFunction", "DeleteTrigger"])(
  "%s is granted for a function",
  (name) => {
    const operation = `scf:${name}`;
    const resource = "qcs::scf:ap-tokyo:uin/100000000001:namespace/default/function/trtc-a";
    expect(accesses(operation, { FunctionName: "trtc-a" }, "ap-tokyo")).toEqual([
      { action: operation, resource },
    ]);
    expect(accesses(operation, { FunctionName: "trtc-a", Namespace: "default" }, "ap-tokyo")).toEqual([
      { action: operation, resource },
    ]);
  },
);

test("a key is made for a sub-user, or for the account itself", () => {
  const action = "cam:CreateAccessKey";
  expect(accesses(action, { TargetUin: 100000000101 })).toEqual([
    { action, resource: "qcs::cam::uin/100000000001:uin/100000000101" },
  ]);
  expect(accesses(action)).toEqual([{ action, resource: "qcs::cam::uin/100000000001:uin/100000000001" }]);
});

test.each(["CreateFunction", "UpdateFunctionConfiguration"])(
  "%s with a role hands the role on too, and only then",
  (name) => {
    const actions = (params: Record<string, unknown>) =>
      accesses(`scf:${name}`, params).map(({ action }) => action);
    expect(accesses(`scf:${name}`, { FunctionName: "a", Role: "events" })[1]).toEqual({
      action: "cam:PassRole",
      resource: "qcs::cam::uin/100000000001:roleName/events",
    });
    expect(actions({ FunctionName: "a", Role: "" })).toEqual([`scf:${name}`]);
    expect(actions({ FunctionName: "a" })).toEqual([`scf:${name}`]);
  },
);

test("parameters that are not there or of another type fit no resource of somebody's", () => {
  expect(accesses("trtc:RemoveUser", { SdkAppId: "1400000001" })).toEqual([
    { action: "trtc:RemoveUser", resource: "qcs::trtc::uin/100000000001:sdkappid/" },
  ]);
  expect(accesses("scf:GetFunction", { FunctionName: { a: 1 } })).toEqual([
    {
      action: "scf:GetFunction",
      resource: "qcs::scf:ap-singapore:uin/100000000001:namespace/default/function/",
    },
  ]);
});
