import { UNKNOWN } from "../../../../../provider/resource/schema";
import type { Lifecycle } from "../../../../../provider/resource/lifecycle";
import { camUser } from "../../../../../provider/tencent/kinds/cam-user";
import {
  GoneError,
  InputError,
  QuotaError,
  ServiceError,
  UnknownOutcomeError,
} from "../../../../../provider/trtc/errors";
import { fakeClient } from "../../fake-client";
import type { Answer, FakeClient } from "../../fake-client";
import { camRefusal, camSilence, kindLifecycle, reasonsOf, unfinished } from "./kind-lifecycle";

const UIN = 100000000002;
const INPUTS = { name: "reader", remark: "reads slices" };
const STATE = { ...INPUTS, uin: UIN };
const FREE = camRefusal("ResourceNotFound.UserNotExist", "GetUser");
const MADE = { Uin: UIN, Name: "reader", Uid: 7, RequestId: "r-0" };
const LOST = camSilence("AddUser");

function userLifecycle(answers: Readonly<Record<string, readonly Answer[]>> = {}): {
  lifecycle: Lifecycle;
  client: FakeClient;
} {
  const client = fakeClient(answers);
  return { lifecycle: kindLifecycle(camUser({ cam: client })), client };
}

describe("check", () => {
  const { lifecycle } = userLifecycle();

  test("writes the default out", () => {
    expect(lifecycle.check({}, { name: "reader" })).toEqual({
      inputs: { name: "reader", remark: "" },
      failures: [],
    });
  });

  test.each([
    ["the longest name", { name: "a".repeat(64) }],
    ["every character of a name", { name: "Az09+=,.@_-" }],
    ["the longest remark", { name: "a", remark: "ü".repeat(200) }],
    ["a name that is only known later", { name: UNKNOWN }],
  ])("accepts %s", (_name, inputs) => {
    expect(reasonsOf(lifecycle, inputs)).toEqual([]);
  });

  test.each([
    ["", '""'],
    ["a b", '"a b"'],
    ["a".repeat(65), `"${"a".repeat(57)}..."`],
    ["Müller", '"Müller"'],
    [7, "7"],
  ])("refuses the name %p", (name, shown) => {
    expect(reasonsOf(lifecycle, { name })).toEqual([
      `name is ${shown}, allowed is 1 to 64 letters, digits and +=,.@_-: choose a name that no user of the account has`,
    ]);
  });

  test("names every problem at once", () => {
    expect(reasonsOf(lifecycle, { remark: "a".repeat(201), uin: 7 })).toEqual([
      "name is missing, allowed is 1 to 64 letters, digits and +=,.@_-: choose a name that no user of the account has",
      "uin is not an argument, allowed here are name, remark: correct or remove it",
      `remark is "${"a".repeat(57)}...", allowed is a text of at most 200 characters: shorten it`,
    ]);
  });
});

test.each([
  ["the same arguments", INPUTS, { changes: false, replaces: [], deleteBeforeReplace: true }],
  ["another remark", { ...INPUTS, remark: "" }, { changes: true, replaces: [], deleteBeforeReplace: true }],
  [
    "another name, which is free beside the old one",
    { ...INPUTS, name: "writer" },
    { changes: true, replaces: ["name"], deleteBeforeReplace: false },
  ],
])("diff of %s", (_name, inputs, expected) => {
  expect(userLifecycle().lifecycle.diff(STATE, inputs)).toEqual(expected);
});

describe("create", () => {
  test("looks for the name, and makes a user that can use the API and cannot log in", async () => {
    const { lifecycle, client } = userLifecycle({ GetUser: [FREE], AddUser: [MADE] });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "reader", outs: STATE });
    expect(client.calls).toEqual([
      { action: "GetUser", params: { Name: "reader" } },
      {
        action: "AddUser",
        params: { Name: "reader", Remark: "reads slices", ConsoleLogin: 0, UseApi: 0 },
      },
    ]);
    expect(client.whole.map(({ repeatable }) => repeatable)).toEqual([true, false]);
  });

  test("refuses a name that is taken, and makes nothing", async () => {
    const { lifecycle, client } = userLifecycle({ GetUser: [{ Uin: 100000000099 }] });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new InputError('name is "reader", which a user of the account has: choose another one'),
    );
    expect(client.actions()).toEqual(["GetUser"]);
  });

  test("finds the user whose answer got lost, and makes no second one", async () => {
    const { lifecycle, client } = userLifecycle({ GetUser: [FREE, { Uin: UIN }], AddUser: [LOST] });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "reader", outs: STATE });
    expect(client.actions()).toEqual(["GetUser", "AddUser", "GetUser"]);
  });

  test("finds the user of an answer without its number", async () => {
    const { lifecycle } = userLifecycle({ GetUser: [FREE, { Uin: UIN }], AddUser: [{ RequestId: "r-0" }] });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "reader", outs: STATE });
  });

  test("finds the user that the client made with a try that seemed to fail", async () => {
    const taken = camRefusal("InvalidParameter.SubUserNameInUse", "AddUser");
    const { lifecycle } = userLifecycle({ GetUser: [FREE, { Uin: UIN }], AddUser: [taken] });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "reader", outs: STATE });
  });

  test("tries again when what got lost was the request", async () => {
    const { lifecycle, client } = userLifecycle({ GetUser: [FREE, FREE], AddUser: [LOST, MADE] });
    await expect(lifecycle.create(INPUTS)).resolves.toEqual({ id: "reader", outs: STATE });
    expect(client.actions()).toEqual(["GetUser", "AddUser", "GetUser", "AddUser"]);
  });

  test("gives up after three tries that left nothing behind", async () => {
    const { lifecycle, client } = userLifecycle({
      GetUser: [FREE, FREE, FREE, FREE],
      AddUser: [LOST, LOST, LOST],
    });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new UnknownOutcomeError(
        "AddUser: no usable answer from https://cam.intl.tencentcloudapi.com (timeout), so it is not known whether the call took effect",
      ),
    );
    expect(client.actions().filter((action) => action === "AddUser")).toHaveLength(3);
    expect(client.actions().at(-1)).toBe("GetUser");
  });

  test("hands on a refusal when no user is there after it", async () => {
    const full = camRefusal("InvalidParameter.SubUserFull", "AddUser");
    const { lifecycle, client } = userLifecycle({ GetUser: [FREE, FREE], AddUser: [full] });
    await expect(lifecycle.create(INPUTS)).rejects.toThrow(
      new QuotaError(
        "AddUser: InvalidParameter.SubUserFull (Vendor text): the account or the user has as many of these as it may: " +
          "delete what is not used; RequestId r-1",
      ),
    );
    expect(client.actions()).toEqual(["GetUser", "AddUser", "GetUser"]);
  });

  test("that cannot look for the name makes nothing", async () => {
    const fault = camRefusal("InternalError", "GetUser");
    const { lifecycle, client } = userLifecycle({ GetUser: [fault] });
    await expect(lifecycle.create(INPUTS)).rejects.toBe(fault);
    expect(client.actions()).toEqual(["GetUser"]);
  });
});

describe("read", () => {
  test("without drift changes nothing", async () => {
    const { lifecycle, client } = userLifecycle({ GetUser: [{ Uin: UIN, Remark: "reads slices" }] });
    await expect(lifecycle.read("reader", STATE)).resolves.toEqual({ id: "reader", props: STATE });
    expect(client.calls).toEqual([{ action: "GetUser", params: { Name: "reader" } }]);
  });

  test.each([
    ["another remark", { Uin: UIN, Remark: "changed" }, { ...STATE, remark: "changed" }],
    ["no remark", { Uin: UIN }, { ...STATE, remark: "" }],
    ["another number", { Uin: 7, Remark: "reads slices" }, { ...STATE, uin: 7 }],
  ])("sees %s", async (_name, user, props) => {
    const { lifecycle } = userLifecycle({ GetUser: [user] });
    await expect(lifecycle.read("reader", STATE)).resolves.toEqual({ id: "reader", props });
  });

  test("says by an empty id that the user is gone", async () => {
    const { lifecycle } = userLifecycle({ GetUser: [FREE] });
    await expect(lifecycle.read("reader", STATE)).resolves.toEqual({ id: "", props: {} });
  });

  test("that failed is no answer", async () => {
    const fault = camRefusal("InternalError", "GetUser");
    const { lifecycle } = userLifecycle({ GetUser: [fault] });
    await expect(lifecycle.read("reader", STATE)).rejects.toBe(fault);
  });
});

describe("a user that may have been made, and could not be looked for", () => {
  const BLIND = camRefusal("InternalError", "GetUser");
  const KEPT = { ...INPUTS, unfinished: true };

  test("is kept", async () => {
    const { lifecycle } = userLifecycle({ GetUser: [FREE, BLIND], AddUser: [LOST] });
    const { id, outs, message } = await unfinished(lifecycle.create(INPUTS));
    expect({ id, outs, message }).toEqual({ id: "reader", outs: KEPT, message: BLIND.message });
  });

  test("is finished by the next update, with its number", async () => {
    const { lifecycle, client } = userLifecycle({ UpdateUser: [{ RequestId: "r-0" }], GetUser: [MADE] });
    await expect(lifecycle.update("reader", KEPT, INPUTS)).resolves.toEqual({ outs: STATE });
    expect(client.actions()).toEqual(["UpdateUser", "GetUser"]);
  });

  test("stays unfinished when its number is not said", async () => {
    const { lifecycle } = userLifecycle({ UpdateUser: [{ RequestId: "r-0" }], GetUser: [FREE] });
    await expect(lifecycle.update("reader", KEPT, INPUTS)).rejects.toThrow(
      new UnknownOutcomeError("GetUser: the answer holds no Uin: run it again"),
    );
  });

  test("and was not: the update says what to do, a refresh drops it, a delete succeeds", async () => {
    const { lifecycle } = userLifecycle({
      UpdateUser: [camRefusal("ResourceNotFound.UserNotExist", "UpdateUser")],
      GetUser: [FREE],
      DeleteUser: [camRefusal("ResourceNotFound.UserNotExist", "DeleteUser")],
    });
    await expect(lifecycle.update("reader", KEPT, INPUTS)).rejects.toThrow(
      new GoneError(
        "UpdateUser: ResourceNotFound.UserNotExist (Vendor text): it is gone: run pulumi up --refresh; RequestId r-1",
      ),
    );
    await expect(lifecycle.read("reader", KEPT)).resolves.toEqual({ id: "", props: {} });
    await expect(lifecycle.delete("reader", KEPT)).resolves.toBeUndefined();
  });
});

test("update sends the remark", async () => {
  const { lifecycle, client } = userLifecycle({ UpdateUser: [{ RequestId: "r-0" }] });
  await expect(lifecycle.update("reader", STATE, { name: "reader", remark: "" })).resolves.toEqual({
    outs: { ...STATE, remark: "" },
  });
  expect(client.calls).toEqual([{ action: "UpdateUser", params: { Name: "reader", Remark: "" } }]);
  expect(client.whole.map(({ repeatable }) => repeatable)).toEqual([true]);
});

describe("delete", () => {
  test.each([
    ["a user", { RequestId: "r-0" }],
    ["a user that is gone", camRefusal("ResourceNotFound.UserNotExist", "DeleteUser")],
  ])("of %s is a success", async (_name, answer) => {
    const { lifecycle, client } = userLifecycle({ DeleteUser: [answer] });
    await expect(lifecycle.delete("reader", STATE)).resolves.toBeUndefined();
    expect(client.calls).toEqual([{ action: "DeleteUser", params: { Name: "reader", Force: 0 } }]);
  });

  test("of a user with keys that are not this stack's is refused", async () => {
    const { lifecycle } = userLifecycle({
      DeleteUser: [camRefusal("OperationDenied.HaveKeys", "DeleteUser")],
    });
    await expect(lifecycle.delete("reader", STATE)).rejects.toThrow(
      new ServiceError(
        "DeleteUser: OperationDenied.HaveKeys (Vendor text): run it again; if it stays, give the RequestId to Tencent Cloud support; " +
          "RequestId r-1",
      ),
    );
  });
});
