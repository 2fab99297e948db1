import { findCredentials } from "../../../../provider/trtc/credentials";
import { fakeSettings } from "../fake-settings";

const FILE = "[default]\nsecret_id = AKIDfile\nsecret_key = file-secret\n";
const CONFIG = { "trtc:secretId": "AKIDconfig", "trtc:secretKey": "config-secret" };
const ENVIRONMENT = {
  TENCENTCLOUD_SECRET_ID: "AKIDenvironment",
  TENCENTCLOUD_SECRET_KEY: "environment-secret",
};

const FROM_FILE = {
  kind: "static",
  credentials: {
    secretId: "AKIDfile",
    secretKey: "file-secret",
    token: undefined,
    source: "~/.tencentcloud/credentials",
  },
};
const FROM_CONFIG = {
  kind: "static",
  credentials: {
    secretId: "AKIDconfig",
    secretKey: "config-secret",
    token: undefined,
    source:
      "Pulumi config trtc:secretId (refresh and destroy use the copy in state: after a change run pulumi up, " +
      "use --run-program, or set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY)",
  },
};
const MISSING = {
  kind: "missing",
  reason:
    "no Tencent Cloud API key was found: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, write " +
    "~/.tencentcloud/credentials, or set trtc:secretId and trtc:secretKey with pulumi config set --secret",
};

test("the environment comes before the file and the configuration", () => {
  expect(findCredentials(fakeSettings({ environment: ENVIRONMENT, file: FILE, config: CONFIG }))).toEqual({
    kind: "static",
    credentials: {
      secretId: "AKIDenvironment",
      secretKey: "environment-secret",
      token: undefined,
      source: "the environment (TENCENTCLOUD_SECRET_ID)",
    },
  });
});

test("the file comes before the configuration", () => {
  expect(findCredentials(fakeSettings({ file: FILE, config: CONFIG }))).toEqual(FROM_FILE);
});

test("the configuration comes last, with a word on the copy in state", () => {
  expect(findCredentials(fakeSettings({ config: CONFIG }))).toEqual(FROM_CONFIG);
});

test("without any key the answer says the three ways to give one", () => {
  expect(findCredentials(fakeSettings())).toEqual(MISSING);
});

test.each([
  { ...ENVIRONMENT, TENCENTCLOUD_SECRET_KEY: undefined },
  { ...ENVIRONMENT, TENCENTCLOUD_SECRET_KEY: "" },
  { ...ENVIRONMENT, TENCENTCLOUD_SECRET_ID: "  " },
])("half a key in the environment is passed over: %j", (environment) => {
  expect(findCredentials(fakeSettings({ environment, file: FILE }))).toEqual(FROM_FILE);
  expect(findCredentials(fakeSettings({ environment }))).toEqual(MISSING);
});

test.each([
  "[default]\nsecret_id = AKIDfile\n",
  "[other]\nsecret_id = AKIDother\nsecret_key = other-secret\n",
  "secret_id = AKIDfile\nsecret_key = file-secret\n",
  "[default]\nsecret_id =\nsecret_key = file-secret\n",
  "[default]\nsecret_id\nsecret_key\n",
  "default = yes\n",
  "",
  "\u0000not an ini file",
])("a file without a whole [default] key is passed over: %j", (file) => {
  expect(findCredentials(fakeSettings({ file, config: CONFIG }))).toEqual(FROM_CONFIG);
});

test("half a key in the configuration is no key", () => {
  expect(findCredentials(fakeSettings({ config: { "trtc:secretId": "AKIDconfig" } }))).toEqual(MISSING);
});

test("the [default] section is read among others, with comments, blanks, Windows line ends and a token", () => {
  const file =
    "; of this machine\r\n[prod]\r\nsecret_id = AKIDprod\r\nsecret_key = prod-secret\r\n\r\n" +
    "[default]\r\n# temporary\r\nsecret_id =  AKIDfile \r\nsecret_key=file-secret\r\ntoken = file-token\r\n";
  expect(findCredentials(fakeSettings({ file }))).toEqual({
    kind: "static",
    credentials: {
      secretId: "AKIDfile",
      secretKey: "file-secret",
      token: "file-token",
      source: "~/.tencentcloud/credentials",
    },
  });
});

test.each([
  [{ TENCENTCLOUD_SESSION_TOKEN: "session", TENCENTCLOUD_SECURITY_TOKEN: "security" }, "session"],
  [{ TENCENTCLOUD_SECURITY_TOKEN: "security" }, "security"],
  [{ TENCENTCLOUD_SESSION_TOKEN: " ", TENCENTCLOUD_SECURITY_TOKEN: "security" }, "security"],
  [{}, undefined],
])("the session token of the environment %j is %p", (tokens, token) => {
  const answer = findCredentials(fakeSettings({ environment: { ...ENVIRONMENT, ...tokens } }));
  expect(answer).toEqual({
    kind: "static",
    credentials: {
      secretId: "AKIDenvironment",
      secretKey: "environment-secret",
      token,
      source: "the environment (TENCENTCLOUD_SECRET_ID)",
    },
  });
});

test("blanks around a key are cut", () => {
  const environment = { TENCENTCLOUD_SECRET_ID: " AKIDx\n", TENCENTCLOUD_SECRET_KEY: "\tsecret " };
  expect(findCredentials(fakeSettings({ environment }))).toMatchObject({
    credentials: { secretId: "AKIDx", secretKey: "secret" },
  });
});

test.each(["cvm-role", "oidc"] as const)("%s is used when asked for, a key beside it or not", (source) => {
  expect(findCredentials(fakeSettings({ config: { ...CONFIG, "trtc:credentialSource": source } }))).toEqual({
    kind: "ambient",
    source,
  });
  expect(
    findCredentials(fakeSettings({ environment: { ...ENVIRONMENT, TRTC_CREDENTIAL_SOURCE: source } })),
  ).toEqual({ kind: "ambient", source });
});

test("the environment's credential source comes before the configuration's", () => {
  const environment = { TRTC_CREDENTIAL_SOURCE: "oidc" };
  const config = { "trtc:credentialSource": "cvm-role" };
  expect(findCredentials(fakeSettings({ environment, config }))).toEqual({ kind: "ambient", source: "oidc" });
});

test("a role is never asked for by itself, whatever else the environment holds", () => {
  const environment = { TKE_ROLE_ARN: "qcs::cam::uin/1:roleName/x", TKE_PROVIDER_ID: "p" };
  expect(findCredentials(fakeSettings({ environment }))).toEqual(MISSING);
});

test("an unknown credential source is a problem, not a reason to use a key", () => {
  const config = { ...CONFIG, "trtc:credentialSource": "sso" };
  expect(findCredentials(fakeSettings({ config }))).toEqual({
    kind: "missing",
    reason: 'trtc:credentialSource is "sso", allowed are "cvm-role" and "oidc"; leave it out to use a key',
  });
});

test("the file is not read when the environment has a key", () => {
  const answer = findCredentials({
    ...fakeSettings({ environment: ENVIRONMENT }),
    credentialsFile() {
      throw new Error("the file was read");
    },
  });
  expect(answer.kind).toBe("static");
});
