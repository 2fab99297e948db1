import type { Lifecycle } from "../../../../../provider/resource/lifecycle";
import { UNKNOWN } from "../../../../../provider/resource/schema";
import { camAccessKey } from "../../../../../provider/tencent/kinds/cam-access-key";
import {
  CredentialsError,
  GoneError,
  InputError,
  QuotaError,
  UnknownOutcomeError,
} from "../../../../../provider/trtc/errors";
import { fakeClient } from "../../fake-client";
import type { Answer, FakeClient } from "../../fake-client";
import { fakeClock } from "../../fake-clock";
import type { FakeClock } from "../../fake-clock";
import { camRefusal, camSilence, kindLifecycle, reasonsOf, unfinished } from "./kind-lifecycle";

const UIN = 100000000002;
const ID = "AKIDnew";
const SECRET = "planted-key-secret";
const WHERE = { bucket: "slices-1250000000", region: "ap-singapore", folder: "slices/" };
const INPUTS = { userName: "writer", status: "Active" };
const WAITING = { ...INPUTS, waitForWrite: WHERE };
const KEY = { uin: UIN, accessKeyId: ID, secretAccessKey: SECRET };
const STATE = { ...INPUTS, ...KEY };
const OK = { RequestId: "r-0" };
const MADE = { AccessKey: { AccessKeyId: ID, SecretAccessKey: SECRET, Status: "Active" } };
const LOST = camSilence("CreateAccessKey");
/** Refused by the last try, after one that may have made a key. */
const REFUSED_LATE = Object.assign(camRefusal("RequestLimitExceeded", "CreateAccessKey"), {
  mayHaveTakenEffect: true as const,
});

const DESCRIPTION = "pulumi-trtc/n1";

/** The keys of a user; all but `AKIDold` are described as those of the create that is under test. */
function keys(...ids: readonly string[]): Answer {
  return {
    AccessKeys: ids.map((AccessKeyId) => ({
      AccessKeyId,
      Status: "Active",
      Description: AccessKeyId === "AKIDold" ? "pulumi-trtc/n0" : DESCRIPTION,
    })),
  };
}

interface Asked {
  key: { secretId: string; secretKey: string };
  bucket: string;
  region: string;
  folder: string;
}

interface KeyLifecycle {
  lifecycle: Lifecycle;
  client: FakeClient;
  clock: FakeClock;
  reports: string[];
  /** Each question whether the new key may write. */
  asked: Asked[];
}

/** @param mayWrite - how often a write is refused before it is allowed, or what the question fails with */
function keyLifecycle(
  answers: Readonly<Record<string, readonly Answer[]>> = {},
  mayWrite: number | Error = 0,
): KeyLifecycle {
  const client = fakeClient({ GetUser: [{ Uin: UIN }], ...answers });
  const clock = fakeClock();
  const reports: string[] = [];
  const asked: Asked[] = [];
  const kind = camAccessKey({
    cam: client,
    cosWith: (key) => ({
      mayWrite: ({ bucket, region }, folder) => {
        asked.push({ key, bucket, region, folder });
        return mayWrite instanceof Error
          ? Promise.reject(mayWrite)
          : Promise.resolve(asked.length > mayWrite);
      },
    }),
    clock,
    nonce: () => "n1",
    report: (message) => void reports.push(message),
  });
  return { lifecycle: kindLifecycle(kind), client, clock, reports, asked };
}

/** Action, and key and status, of each call. */
function brief({ calls }: FakeClient): string[] {
  return calls.map(({ action, params }) => {
    const { AccessKeyId, Status } = { AccessKeyId: undefined, Status: undefined, ...params };
    return [action, AccessKeyId, Status].filter((part) => part !== undefined).join(" ");
  });
}

describe("check", () => {
  const { lifecycle } = keyLifecycle();

  test("writes the default out, and none of what is not given", () => {
    expect(lifecycle.check({}, { userName: "writer" })).toEqual({ inputs: INPUTS, failures: [] });
  });

  test.each([
    ["a place to write to", WAITING],
    ["a place that is only known later", { userName: UNKNOWN, waitForWrite: UNKNOWN }],
    [
      "a place of which a part is only known later",
      { ...INPUTS, waitForWrite: { ...WHERE, bucket: UNKNOWN } },
    ],
    ["the whole bucket", { ...INPUTS, waitForWrite: { ...WHERE, folder: "" } }],
  ])("accepts %s", (_name, inputs) => {
    expect(reasonsOf(lifecycle, inputs)).toEqual([]);
  });

  const WAIT = "waitForWrite";
  test.each([
    [{}, ["userName is missing, allowed is the name of a sub-user: hand on the name of a CamUser"]],
    [{ userName: "" }, ['userName is "", allowed is the name of a sub-user: hand on the name of a CamUser']],
    [{ userName: "a", status: "on" }, ['status is "on", allowed is "Active" or "Inactive": choose one']],
    [
      { userName: "a", user: "a" },
      ["user is not an argument, allowed here are userName, status, waitForWrite: correct or remove it"],
    ],
    [
      { userName: "a", waitForWrite: true },
      [
        `${WAIT} is true, allowed is an object with bucket, region, folder: say where the key will be able to write`,
      ],
    ],
    [
      { userName: "a", waitForWrite: { bucket: "", prefix: "" } },
      [
        `${WAIT}.region is missing, allowed is REGIONS: give the bucket's region`,
        `${WAIT}.folder is missing, allowed is what the keys start with, such as "slices/": give a folder that the key may write to`,
        `${WAIT}.prefix is not an argument, allowed here are bucket, region, folder: correct or remove it`,
        `${WAIT}.bucket is "", allowed is the whole name of a COS bucket: hand on the bucket of a CosBucket`,
      ],
    ],
    [
      { userName: "a", waitForWrite: { ...WHERE, region: "moon", folder: 7 } },
      [
        `${WAIT}.region is "moon", allowed is REGIONS: give the bucket's region`,
        `${WAIT}.folder is 7, allowed is what the keys start with, such as "slices/": give a folder that the key may write to`,
      ],
    ],
  ])("refuses %j", (inputs, reasons) => {
    const regions = /"ap-bangkok"(?: or "[a-z0-9-]+")+/;
    expect(reasonsOf(lifecycle, inputs).map((reason) => reason.replace(regions, "REGIONS"))).toEqual(reasons);
  });
});

test.each([
  ["the same arguments", {}, { changes: false, replaces: [] }],
  ["another user", { userName: "reader" }, { changes: true, replaces: ["userName"] }],
  ["another status", { status: "Inactive" }, { changes: true, replaces: [] }],
  ["another place to wait for", { waitForWrite: { ...WHERE, folder: "" } }, { changes: true, replaces: [] }],
  ["no place to wait for", { waitForWrite: undefined }, { changes: true, replaces: [] }],
])("diff of %s", (_name, changes, expected) => {
  expect(keyLifecycle().lifecycle.diff({ ...WAITING, ...KEY }, { ...WAITING, ...changes })).toEqual({
    ...expected,
    deleteBeforeReplace: false,
  });
});

describe("create", () => {
  test("makes one key, and looks that it is the only one of its create", async () => {
    const { lifecycle, client, asked, reports } = keyLifecycle({
      ListAccessKeys: [keys("AKIDold", ID)],
      CreateAccessKey: [MADE],
    });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: ID, outs: STATE });
    expect(client.calls).toEqual([
      { action: "GetUser", params: { Name: "writer" } },
      { action: "CreateAccessKey", params: { TargetUin: UIN, Description: DESCRIPTION } },
      { action: "ListAccessKeys", params: { TargetUin: UIN } },
    ]);
    expect(client.whole.map(({ repeatable }) => repeatable)).toEqual([true, false, true]);
    expect([asked, reports]).toEqual([[], []]);
  });

  test("of an inactive key makes it so, and does not wait for it", async () => {
    const { lifecycle, client, asked } = keyLifecycle({
      ListAccessKeys: [keys(ID)],
      CreateAccessKey: [MADE],
      UpdateAccessKey: [OK],
    });
    const inputs = { ...WAITING, status: "Inactive" };
    await expect(lifecycle.create(inputs)).resolves.toEqual({ id: ID, outs: { ...inputs, ...KEY } });
    expect(client.calls.at(-1)).toEqual({
      action: "UpdateAccessKey",
      params: { AccessKeyId: ID, Status: "Inactive", TargetUin: UIN },
    });
    expect(asked).toEqual([]);
  });

  test.each<[string, Answer]>([
    ["got lost", LOST],
    ["got lost, and whose next try was refused", REFUSED_LATE],
    ["holds no secret", { AccessKey: { AccessKeyId: "AKIDlost" } }],
    ["holds no key", OK],
  ])("deletes a key whose answer %s, and makes another one", async (_name, answer) => {
    const { lifecycle, client } = keyLifecycle({
      ListAccessKeys: [keys("AKIDold", "AKIDlost"), keys("AKIDold", ID)],
      CreateAccessKey: [answer, MADE],
      UpdateAccessKey: [OK],
      DeleteAccessKey: [OK],
    });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: ID, outs: STATE });
    expect(brief(client)).toEqual([
      "GetUser",
      "CreateAccessKey",
      "ListAccessKeys",
      "UpdateAccessKey AKIDlost Inactive",
      "DeleteAccessKey AKIDlost",
      "CreateAccessKey",
      "ListAccessKeys",
    ]);
  });

  test("gives up after three lost answers, and leaves no key behind", async () => {
    const { lifecycle, client } = keyLifecycle({
      ListAccessKeys: [keys("AKID1"), keys("AKIDold"), keys("AKID3")],
      CreateAccessKey: [LOST, LOST, LOST],
      UpdateAccessKey: [OK, OK],
      DeleteAccessKey: [OK, OK],
    });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new UnknownOutcomeError(
        "CreateAccessKey: no usable answer from https://cam.intl.tencentcloudapi.com (timeout), " +
          "so it is not known whether the call took effect",
      ),
    );
    expect(brief(client).filter((call) => /^(Create|Delete)/.test(call))).toEqual([
      "CreateAccessKey",
      "DeleteAccessKey AKID1",
      "CreateAccessKey",
      "CreateAccessKey",
      "DeleteAccessKey AKID3",
    ]);
  });

  test("says what is wrong when no answer holds a key", async () => {
    const { lifecycle } = keyLifecycle({
      ListAccessKeys: [keys(), keys(), keys()],
      CreateAccessKey: [OK, OK, OK],
    });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new UnknownOutcomeError("CreateAccessKey: the answer holds no key: run it again"),
    );
  });

  test("deletes a second key that an internal error of the service left", async () => {
    const { lifecycle, client } = keyLifecycle({
      ListAccessKeys: [keys("AKIDold", "AKIDextra", ID)],
      CreateAccessKey: [MADE],
      UpdateAccessKey: [OK],
      DeleteAccessKey: [OK],
    });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: ID, outs: STATE });
    expect(brief(client).slice(3)).toEqual([
      "UpdateAccessKey AKIDextra Inactive",
      "DeleteAccessKey AKIDextra",
    ]);
  });

  test("for a user that the account does not have makes nothing", async () => {
    const { lifecycle, client } = keyLifecycle({
      GetUser: [camRefusal("ResourceNotFound.UserNotExist", "GetUser")],
    });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new InputError('userName is "writer", which no user of the account has: hand on the name of a CamUser'),
    );
    expect(client.actions()).toEqual(["GetUser"]);
  });

  test("that is refused makes nothing and says what to do", async () => {
    const { lifecycle, client } = keyLifecycle({
      CreateAccessKey: [camRefusal("OperationDenied.AccessKeyOverLimit", "CreateAccessKey")],
    });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new QuotaError(
        "CreateAccessKey: OperationDenied.AccessKeyOverLimit (Vendor text): the account or the user has as many of these as it may: " +
          "delete what is not used; RequestId r-1",
      ),
    );
    expect(client.actions()).toEqual(["GetUser", "CreateAccessKey"]);
  });
});

describe("a key that is made and cannot be finished", () => {
  test.each([
    [
      "the look for others fails",
      INPUTS,
      { ListAccessKeys: [camRefusal("InternalError", "ListAccessKeys")] },
    ],
    [
      "it cannot be made inactive",
      { ...INPUTS, status: "Inactive" },
      {
        ListAccessKeys: [keys(ID)],
        UpdateAccessKey: [camRefusal("InternalError", "UpdateAccessKey")],
      },
    ],
  ])("is kept when %s: its secret is never shown again", async (_name, inputs, answers) => {
    const { lifecycle } = keyLifecycle({ CreateAccessKey: [MADE], ...answers });
    const { id, outs } = await unfinished(lifecycle.create(inputs));
    expect({ id, outs }).toEqual({ id: ID, outs: { ...inputs, ...KEY, unfinished: true } });
    expect(lifecycle.diff(outs, inputs)).toEqual({ changes: true, replaces: [], deleteBeforeReplace: false });
  });

  test("is finished by update, which sets the status that is wished for", async () => {
    const { lifecycle, client, asked } = keyLifecycle({ UpdateAccessKey: [OK] });
    await expect(lifecycle.update(ID, { ...WAITING, ...KEY, unfinished: true }, WAITING)).resolves.toEqual({
      outs: { ...WAITING, ...KEY },
    });
    expect(brief(client)).toEqual([`UpdateAccessKey ${ID} Active`]);
    expect(asked).toHaveLength(1);
  });

  test("is not waited for by update when it is inactive", async () => {
    const { lifecycle, asked } = keyLifecycle({ UpdateAccessKey: [OK] });
    const inputs = { ...WAITING, status: "Inactive" };
    await lifecycle.update(ID, { ...inputs, ...KEY, unfinished: true }, inputs);
    expect(asked).toEqual([]);
  });
});

describe("waitForWrite", () => {
  const ANSWERS = { ListAccessKeys: [keys(ID)], CreateAccessKey: [MADE] };
  const QUESTION = { key: { secretId: ID, secretKey: SECRET }, ...WHERE };

  test("asks with the new key, and hands it on at once when it may write", async () => {
    const { lifecycle, clock, asked, reports } = keyLifecycle(ANSWERS);
    await expect(lifecycle.create(WAITING)).resolves.toEqual({ id: ID, outs: { ...WAITING, ...KEY } });
    expect(asked).toEqual([QUESTION]);
    expect([clock.sleeps, reports]).toEqual([[], []]);
  });

  test("absorbs a lag, asks every two seconds and says so once", async () => {
    const { lifecycle, clock, asked, reports } = keyLifecycle(ANSWERS, 3);
    await expect(lifecycle.create(WAITING)).resolves.toEqual({ id: ID, outs: { ...WAITING, ...KEY } });
    expect(asked).toHaveLength(4);
    expect(clock.sleeps).toEqual([2_000, 2_000, 2_000]);
    expect(reports).toEqual(["waiting until the new key may write to bucket slices-1250000000"]);
  });

  test("gives up after a minute, keeps the key, and the next update goes on", async () => {
    const { lifecycle, clock, asked } = keyLifecycle({ ...ANSWERS, UpdateAccessKey: [OK, OK] }, 62);
    const tooLate = new CredentialsError(
      "the new key still may not write to slices/* of bucket slices-1250000000 after 60 s: check that its user has a policy that " +
        "allows it, and run pulumi up again",
    );
    const { id, outs, message } = await unfinished(lifecycle.create(WAITING));
    expect({ id, outs, message }).toEqual({
      id: ID,
      outs: { ...WAITING, ...KEY, unfinished: true },
      message: tooLate.message,
    });
    expect(clock.sleeps).toEqual(Array(30).fill(2_000));
    await expect(lifecycle.update(ID, outs, WAITING)).rejects.toThrow(tooLate);
    expect(asked).toHaveLength(62);
    await expect(lifecycle.update(ID, outs, WAITING)).resolves.toEqual({ outs: { ...WAITING, ...KEY } });
    expect(clock.sleeps).toHaveLength(60);
  });

  test("that cannot be asked keeps the key too", async () => {
    const gone = new GoneError("the bucket is gone");
    const { lifecycle } = keyLifecycle(ANSWERS, gone);
    await expect(unfinished(lifecycle.create(WAITING))).resolves.toMatchObject({
      id: ID,
      message: "the bucket is gone",
      cause: { cause: gone },
    });
  });

  test("that changes later settles without a call", async () => {
    const { lifecycle, client, asked } = keyLifecycle();
    await expect(lifecycle.update(ID, { ...WAITING, ...KEY }, INPUTS)).resolves.toEqual({ outs: STATE });
    expect([client.calls, asked]).toEqual([[], []]);
  });
});

describe("read", () => {
  test("without drift changes nothing, and keeps the secret", async () => {
    const { lifecycle, client } = keyLifecycle({ ListAccessKeys: [keys("AKIDold", ID)] });
    await expect(lifecycle.read(ID, STATE)).resolves.toEqual({ id: ID, props: STATE });
    expect(client.calls).toEqual([{ action: "ListAccessKeys", params: { TargetUin: UIN } }]);
  });

  test("sees that the key was made inactive", async () => {
    const { lifecycle } = keyLifecycle({
      ListAccessKeys: [{ AccessKeys: [{ AccessKeyId: ID, Status: "Inactive" }] }],
    });
    await expect(lifecycle.read(ID, STATE)).resolves.toEqual({
      id: ID,
      props: { ...STATE, status: "Inactive" },
    });
  });

  test("of a key that is not finished leaves it so: the next update still waits for it", async () => {
    const state = { ...STATE, unfinished: true };
    const { lifecycle } = keyLifecycle({ ListAccessKeys: [keys(ID)] });
    await expect(lifecycle.read(ID, state)).resolves.toEqual({ id: ID, props: state });
  });

  test.each<[string, Answer]>([
    ["the key is gone", keys("AKIDold")],
    ["the user is gone", camRefusal("InvalidParameter.UserNotExist", "ListAccessKeys")],
  ])("says by an empty id that %s", async (_name, answer) => {
    const { lifecycle } = keyLifecycle({ ListAccessKeys: [answer] });
    await expect(lifecycle.read(ID, STATE)).resolves.toEqual({ id: "", props: {} });
  });
});

test("update of the status is one call, and waits for nothing", async () => {
  const { lifecycle, client, asked } = keyLifecycle({ UpdateAccessKey: [OK] });
  const inputs = { ...WAITING, status: "Inactive" };
  await expect(lifecycle.update(ID, { ...WAITING, ...KEY }, inputs)).resolves.toEqual({
    outs: { ...inputs, ...KEY },
  });
  expect(brief(client)).toEqual([`UpdateAccessKey ${ID} Inactive`]);
  expect(asked).toEqual([]);
});

describe("delete", () => {
  const GONE = "ResourceNotFound.SecretNotExist";

  test("makes the key inactive first", async () => {
    const { lifecycle, client } = keyLifecycle({ UpdateAccessKey: [OK], DeleteAccessKey: [OK] });
    await expect(lifecycle.delete(ID, STATE)).resolves.toBeUndefined();
    expect(client.calls).toEqual([
      { action: "UpdateAccessKey", params: { AccessKeyId: ID, Status: "Inactive", TargetUin: UIN } },
      { action: "DeleteAccessKey", params: { AccessKeyId: ID, TargetUin: UIN } },
    ]);
  });

  test("of a key that is gone is a success", async () => {
    const { lifecycle } = keyLifecycle({
      UpdateAccessKey: [camRefusal(GONE, "UpdateAccessKey")],
      DeleteAccessKey: [camRefusal(GONE, "DeleteAccessKey")],
    });
    await expect(lifecycle.delete(ID, STATE)).resolves.toBeUndefined();
  });

  test("that is refused fails", async () => {
    const denied = camRefusal("UnauthorizedOperation", "UpdateAccessKey");
    const { lifecycle, client } = keyLifecycle({ UpdateAccessKey: [denied] });
    await expect(lifecycle.delete(ID, STATE)).rejects.toBe(denied);
    expect(client.actions()).toEqual(["UpdateAccessKey"]);
  });
});
