import * as trtc from "../../../provider/index";

test("the package's names are these and no others", () => {
  expect(Object.keys(trtc).sort()).toEqual([
    "CallbackKey",
    "CloudSliceTask",
    "CredentialsError",
    "GoneError",
    "InputError",
    "QuotaError",
    "ServiceError",
    "ThrottledError",
    "TrtcError",
    "UnknownOutcomeError",
    "getCloudSliceTask",
    "getCloudSliceTaskOutput",
    "loadRooms",
    "ossTarget",
  ]);
});
