import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../../../provider/trtc/errors";
import {
  camEndpoint,
  cosEndpoint,
  defaultRegion,
  isRegion,
  maxRequestsPerSecond,
  maxTasksPerApplication,
  nonEmpty,
  processSettings,
  REGIONS,
  scfEndpoint,
  sdkSecretKey,
  trtcEndpoint,
} from "../../../../provider/trtc/settings";
import { fakeSettings } from "../fake-settings";

jest.mock("node:os", () => ({
  ...jest.requireActual<object>("node:os"),
  homedir: jest.fn(),
}));

test("the regions of room jobs, their sites and where a robot is removed", () => {
  expect(REGIONS).toEqual({
    "ap-singapore": { site: "international", removeUserRegion: "ap-singapore" },
    "eu-frankfurt": { site: "international", removeUserRegion: "ap-singapore" },
    "ap-guangzhou": { site: "mainland", removeUserRegion: "ap-guangzhou" },
  });
});

test.each([
  ["ap-singapore", true],
  ["eu-frankfurt", true],
  ["ap-guangzhou", true],
  ["ap-tokyo", false],
  ["toString", false],
  ["", false],
  [undefined, false],
  [1, false],
])("is %p a region: %p", (value, expected) => {
  expect(isRegion(value)).toBe(expected);
});

describe("the default region", () => {
  const config = { "trtc:region": "eu-frankfurt" };

  test("is that of the environment first", () => {
    const environment = { TENCENTCLOUD_REGION: "ap-guangzhou" };
    expect(defaultRegion(fakeSettings({ environment, config }))).toBe("ap-guangzhou");
  });
  test("then that of the configuration", () => {
    expect(defaultRegion(fakeSettings({ config }))).toBe("eu-frankfurt");
  });
  test("then ap-singapore", () => {
    expect(defaultRegion(fakeSettings())).toBe("ap-singapore");
  });
  test("passes over a blank variable and cuts blanks around a name", () => {
    expect(defaultRegion(fakeSettings({ environment: { TENCENTCLOUD_REGION: " " }, config }))).toBe(
      "eu-frankfurt",
    );
    expect(defaultRegion(fakeSettings({ environment: { TENCENTCLOUD_REGION: " ap-guangzhou\n" } }))).toBe(
      "ap-guangzhou",
    );
  });
  test("is taken from the environment although it is no region of TRTC: check says so", () => {
    expect(defaultRegion(fakeSettings({ environment: { TENCENTCLOUD_REGION: "ap-tokyo" } }))).toBe(
      "ap-tokyo",
    );
  });
});

describe("the endpoint", () => {
  const all = {
    TENCENTCLOUD_ENDPOINT_URL_TRTC: "http://127.0.0.1:1001",
    TENCENTCLOUD_ENDPOINT_URL: "http://127.0.0.1:1002",
  };
  const config = { "trtc:endpointUrl": "http://127.0.0.1:1003" };

  test.each([
    ["ap-singapore", "https://trtc.intl.tencentcloudapi.com/"],
    ["eu-frankfurt", "https://trtc.intl.tencentcloudapi.com/"],
    ["ap-guangzhou", "https://trtc.tencentcloudapi.com/"],
  ] as const)("of %s is %s", (region, url) => {
    expect(trtcEndpoint(fakeSettings(), region).href).toBe(url);
  });
  test("is that for TRTC before that for every service before that of the configuration", () => {
    const { TENCENTCLOUD_ENDPOINT_URL } = all;
    const href = (settings: Parameters<typeof fakeSettings>[0]) =>
      trtcEndpoint(fakeSettings(settings), "ap-singapore").href;
    expect(href({ environment: all, config })).toBe("http://127.0.0.1:1001/");
    expect(href({ environment: { TENCENTCLOUD_ENDPOINT_URL }, config })).toBe("http://127.0.0.1:1002/");
    expect(href({ environment: { ...all, TENCENTCLOUD_ENDPOINT_URL_TRTC: "" }, config })).toBe(
      "http://127.0.0.1:1002/",
    );
    expect(href({ config })).toBe("http://127.0.0.1:1003/");
  });
  test("of another service is not taken for that of TRTC", () => {
    const environment = { TENCENTCLOUD_ENDPOINT_URL_COS: "http://127.0.0.1:1004" };
    expect(trtcEndpoint(fakeSettings({ environment }), "ap-singapore").href).toBe(
      "https://trtc.intl.tencentcloudapi.com/",
    );
  });
  test.each([
    ["TENCENTCLOUD_ENDPOINT_URL_TRTC", { environment: { TENCENTCLOUD_ENDPOINT_URL_TRTC: "nonsense" } }],
    ["TENCENTCLOUD_ENDPOINT_URL", { environment: { TENCENTCLOUD_ENDPOINT_URL: "nonsense" } }],
    ["trtc:endpointUrl", { config: { "trtc:endpointUrl": "nonsense" } }],
  ])("of %s is looked at", (_where, given) => {
    expect(() => trtcEndpoint(fakeSettings(given), "ap-guangzhou")).toThrow(InputError);
  });
  test.each(["http://127.0.0.1:4577", "http://127.0.0.1:4577/", "https://localhost", " http://[::1]:4577\n"])(
    "may be %p",
    (url) => {
      const settings = fakeSettings({ environment: { TENCENTCLOUD_ENDPOINT_URL: url } });
      expect(trtcEndpoint(settings, "ap-singapore").href).toBe(`${url.trim().replace(/\/$/, "")}/`);
    },
  );
  test.each([
    "127.0.0.1:4577",
    "localhost:4577",
    "ftp://127.0.0.1",
    "nonsense",
    "http://127.0.0.1:4577/v1",
    "http://127.0.0.1:4577/v1/",
    "https://gateway.example/trtc?key=1",
    "http://127.0.0.1:4577//",
  ])("that is no http URL or has a path, such as %s, is refused in one sentence", (url) => {
    const settings = fakeSettings({ environment: { TENCENTCLOUD_ENDPOINT_URL: url } });
    expect(() => trtcEndpoint(settings, "ap-singapore")).toThrow(
      new InputError(
        `the endpoint of TRTC is "${url}", allowed is an http or https URL of host and port such as http://127.0.0.1:4577: ` +
          `correct TENCENTCLOUD_ENDPOINT_URL_TRTC, TENCENTCLOUD_ENDPOINT_URL or trtc:endpointUrl`,
      ),
    );
    expect(() => trtcEndpoint(settings, "ap-singapore")).toThrow(InputError);
  });
});

describe("the endpoints of other products", () => {
  const urls = {
    TENCENTCLOUD_ENDPOINT_URL_CAM: "http://127.0.0.1:1001",
    TENCENTCLOUD_ENDPOINT_URL_COS: "http://127.0.0.1:1002",
    TENCENTCLOUD_ENDPOINT_URL_SCF: "http://127.0.0.1:1005",
    TENCENTCLOUD_ENDPOINT_URL: "http://127.0.0.1:1003",
  };
  const config = { "trtc:endpointUrl": "http://127.0.0.1:1004" };
  const hrefs = (given: Parameters<typeof fakeSettings>[0]) => {
    const settings = fakeSettings(given);
    return [camEndpoint(settings).href, cosEndpoint(settings)?.href, scfEndpoint(settings).href];
  };

  test("are the product's own, then that for every product, then that of the configuration", () => {
    const { TENCENTCLOUD_ENDPOINT_URL } = urls;
    expect(hrefs({ environment: urls, config })).toEqual([
      "http://127.0.0.1:1001/",
      "http://127.0.0.1:1002/",
      "http://127.0.0.1:1005/",
    ]);
    expect(hrefs({ environment: { TENCENTCLOUD_ENDPOINT_URL }, config })).toEqual(
      Array(3).fill("http://127.0.0.1:1003/"),
    );
    expect(hrefs({ config })).toEqual(Array(3).fill("http://127.0.0.1:1004/"));
  });

  test.each([
    ["ap-singapore", "https://cam.intl.tencentcloudapi.com/", "https://scf.intl.tencentcloudapi.com/"],
    ["eu-frankfurt", "https://cam.intl.tencentcloudapi.com/", "https://scf.intl.tencentcloudapi.com/"],
    ["ap-guangzhou", "https://cam.tencentcloudapi.com/", "https://scf.tencentcloudapi.com/"],
    ["ap-tokyo", "https://cam.intl.tencentcloudapi.com/", "https://scf.intl.tencentcloudapi.com/"],
  ])(
    "are the vendor's where nothing is set: with the region %s that of CAM is %s and that of SCF %s",
    (region, cam, scf) => {
      expect(hrefs({ environment: { TENCENTCLOUD_REGION: region } })).toEqual([cam, undefined, scf]);
    },
  );

  test.each([
    ["CAM", camEndpoint],
    ["COS", cosEndpoint],
    ["SCF", scfEndpoint],
  ])("that is no http URL of host and port is refused in one sentence, for %s", (service, endpoint) => {
    const own = `TENCENTCLOUD_ENDPOINT_URL_${service}`;
    const settings = fakeSettings({ environment: { [own]: "http://user:planted@127.0.0.1:4577/v1" } });
    expect(() => endpoint(settings)).toThrow(
      new InputError(
        `the endpoint of ${service} is "http://***@127.0.0.1:4577/v1", allowed is an http or https URL of host and port ` +
          `such as http://127.0.0.1:4577: correct ${own}, TENCENTCLOUD_ENDPOINT_URL or trtc:endpointUrl`,
      ),
    );
  });
});

const NO_COUNT = ["0", "-3", "1.5", "many", "abc", "5 a second", "Infinity", "NaN"];

/** The whole error for a setting that is no count. */
function noCount(name: string, text: string): InputError {
  return new InputError(`${name} is "${text}", allowed is a whole number above 0: correct or unset it`);
}

describe("calls a second", () => {
  test.each([
    [undefined, 20],
    ["1", 1],
    ["5", 5],
    [" 7 ", 7],
    ["100", 100],
    ["", 20],
    [" ", 20],
  ])("with TRTC_MAX_RPS %p are %p", (text, expected) => {
    expect(maxRequestsPerSecond(fakeSettings({ environment: { TRTC_MAX_RPS: text } }))).toBe(expected);
  });
  test("come from the configuration when the environment says nothing", () => {
    const config = { "trtc:maxRequestsPerSecond": "3" };
    expect(maxRequestsPerSecond(fakeSettings({ config }))).toBe(3);
    expect(maxRequestsPerSecond(fakeSettings({ config, environment: { TRTC_MAX_RPS: " " } }))).toBe(3);
    expect(maxRequestsPerSecond(fakeSettings({ config, environment: { TRTC_MAX_RPS: "9" } }))).toBe(9);
    expect(maxRequestsPerSecond(fakeSettings({ config: { "trtc:maxRequestsPerSecond": " " } }))).toBe(20);
  });
  test.each(NO_COUNT)("are refused with TRTC_MAX_RPS %p, whatever the configuration says", (text) => {
    const ask = () =>
      maxRequestsPerSecond(
        fakeSettings({
          environment: { TRTC_MAX_RPS: text },
          config: { "trtc:maxRequestsPerSecond": "3" },
        }),
      );
    expect(ask).toThrow(noCount("TRTC_MAX_RPS", text));
    expect(ask).toThrow(InputError);
  });
  test.each(NO_COUNT)("are refused with trtc:maxRequestsPerSecond %p", (text) => {
    const ask = () =>
      maxRequestsPerSecond(
        fakeSettings({ environment: { TRTC_MAX_RPS: "" }, config: { "trtc:maxRequestsPerSecond": text } }),
      );
    expect(ask).toThrow(noCount("trtc:maxRequestsPerSecond", text));
    expect(ask).toThrow(InputError);
  });
  test("of TRTC_MAX_RPS count although the configuration's are none", () => {
    const config = { "trtc:maxRequestsPerSecond": "abc" };
    expect(maxRequestsPerSecond(fakeSettings({ config, environment: { TRTC_MAX_RPS: "9" } }))).toBe(9);
  });
  test("are shown without the blanks around them", () => {
    expect(() => maxRequestsPerSecond(fakeSettings({ environment: { TRTC_MAX_RPS: " abc\n" } }))).toThrow(
      noCount("TRTC_MAX_RPS", "abc"),
    );
  });
});

describe("tasks of an application", () => {
  const tasks = (text: string) =>
    maxTasksPerApplication(fakeSettings({ config: { "trtc:maxTasksPerApplication": text } }));

  test("are 500 unless the configuration says otherwise", () => {
    expect(maxTasksPerApplication(fakeSettings())).toBe(500);
    expect(tasks(" ")).toBe(500);
    expect(tasks("800")).toBe(800);
  });
  test.each(NO_COUNT)("are refused with trtc:maxTasksPerApplication %p", (text) => {
    expect(() => tasks(text)).toThrow(noCount("trtc:maxTasksPerApplication", text));
    expect(() => tasks(text)).toThrow(InputError);
  });
});

test("the key that signs is that of the application, then the general one, then the configuration's", () => {
  const environment = { TRTC_SDK_SECRET_KEY_1400000001: "own", TRTC_SDK_SECRET_KEY: "general" };
  const config = { "trtc:sdkSecretKey": "configured" };
  expect(sdkSecretKey(fakeSettings({ environment, config }), 1400000001)).toEqual({
    key: "own",
    source: "TRTC_SDK_SECRET_KEY_1400000001",
  });
  expect(sdkSecretKey(fakeSettings({ environment, config }), 1400000002)).toEqual({
    key: "general",
    source: "TRTC_SDK_SECRET_KEY",
  });
  expect(sdkSecretKey(fakeSettings({ config }), 1400000001)).toEqual({
    key: "configured",
    source: "Pulumi config trtc:sdkSecretKey",
  });
  expect(sdkSecretKey(fakeSettings(), 1400000001)).toBeUndefined();
});

test("the first value that is not blank is taken, without blanks around it", () => {
  expect(nonEmpty(undefined, "", " \t", " a ", "b")).toBe("a");
  expect(nonEmpty(undefined, "")).toBeUndefined();
  expect(nonEmpty()).toBeUndefined();
});

describe("the settings of the process", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "trtc-home-"));
    jest.mocked(homedir).mockReturnValue(home);
  });
  afterEach(() => {
    delete process.env["TRTC_SDK_SECRET_KEY_1"];
    rmSync(home, { recursive: true });
  });

  test("read the vendor's file in the home folder at each call", () => {
    const settings = processSettings(() => undefined);
    expect(settings.credentialsFile()).toBeUndefined();
    mkdirSync(join(home, ".tencentcloud"));
    writeFileSync(join(home, ".tencentcloud", "credentials"), "[default]\n");
    expect(settings.credentialsFile()).toBe("[default]\n");
  });
  test("ask the given configuration by full key", () => {
    expect(processSettings((key) => `value of ${key}`).config("trtc:region")).toBe("value of trtc:region");
  });
  test("see a variable that is set later", () => {
    const settings = processSettings(() => undefined);
    process.env["TRTC_SDK_SECRET_KEY_1"] = "later";
    expect(sdkSecretKey(settings, 1)?.key).toBe("later");
  });
});
