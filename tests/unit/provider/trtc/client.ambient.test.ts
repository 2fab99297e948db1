import { CvmRoleCredential, OIDCRoleArnCredential } from "tencentcloud-sdk-nodejs-common";
import { ambientCredentials } from "../../../../provider/trtc/client";

const KEY = { secretId: "AKIDrole", secretKey: "role-secret", token: "role-token" };

afterEach(() => {
  jest.restoreAllMocks();
});

test("a role's key comes from the vendor's own provider, one for each source, made when first asked for", async () => {
  const cvm = jest.spyOn(CvmRoleCredential.prototype, "getCredential").mockResolvedValue(KEY);
  const oidc = jest
    .spyOn(OIDCRoleArnCredential.prototype, "getCredential")
    .mockResolvedValue({ ...KEY, secretId: "AKIDoidc" });
  const ambient = ambientCredentials();
  expect([cvm, oidc].map((spy) => spy.mock.calls.length)).toEqual([0, 0]);
  await expect(ambient("cvm-role")).resolves.toEqual(KEY);
  await expect(ambient("cvm-role")).resolves.toEqual(KEY);
  await expect(ambient("oidc")).resolves.toEqual({ ...KEY, secretId: "AKIDoidc" });
  expect(cvm.mock.contexts[0]).toBe(cvm.mock.contexts[1]);
  expect([cvm, oidc].map((spy) => spy.mock.calls.length)).toEqual([2, 1]);
});

test("a metadata address that never answers is given up after the time of a request", async () => {
  jest.spyOn(CvmRoleCredential.prototype, "getCredential").mockReturnValue(new Promise(() => undefined));
  const deadline = new AbortController();
  const timeout = jest.spyOn(AbortSignal, "timeout").mockReturnValue(deadline.signal);
  const asked = ambientCredentials()("cvm-role");
  expect(timeout.mock.calls).toEqual([[8_000]]);
  deadline.abort();
  await expect(asked).rejects.toThrow(new Error("no answer"));
});
