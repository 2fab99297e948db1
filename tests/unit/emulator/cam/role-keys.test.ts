import { createRoleKeys } from "../../../../emulator/src/cam/role-keys";
import { createRoles } from "../../../../emulator/src/cam/roles";

const HOUR_MS = 3_600_000;

function bench() {
  const time = { now: 1_000_000 };
  const roles = createRoles(() => time.now);
  const rest = { document: "{}", description: "", consoleLogin: 0, sessionDuration: 7200, tags: [] };
  const role = roles.add({ name: "events", ...rest });
  return { time, roles, role, keys: createRoleKeys({ now: () => time.now, roles }) };
}

test("a role's key is a temporary one with a token, and works for an hour", () => {
  const { time, role, keys } = bench();
  const key = keys.issue("events");
  expect(key).toEqual({
    secretId: expect.stringMatching(/^AKID[A-Za-z0-9]{32}$/) as unknown,
    secretKey: expect.stringMatching(/^[A-Za-z0-9]{32}$/) as unknown,
    token: expect.stringMatching(/^[A-Za-z0-9_-]{128}$/) as unknown,
    holder: role.roleId,
    expiresAt: 1_000_000 + HOUR_MS,
  });
  time.now += HOUR_MS - 1;
  expect(keys.working(key?.secretId ?? "")).toEqual(key);
  time.now += 1;
  expect(keys.working(key?.secretId ?? "")).toBeUndefined();
});

test("the same key is issued until half of its time is over", () => {
  const { time, keys } = bench();
  const first = keys.issue("events");
  time.now += HOUR_MS / 2 - 1;
  expect(keys.issue("events")).toBe(first);
  time.now += 1;
  const second = keys.issue("events");
  expect(second?.secretId).not.toBe(first?.secretId);
  expect(keys.working(first?.secretId ?? "")).toBe(first);
  expect(keys.secrets()).toEqual([first?.secretKey, first?.token, second?.secretKey, second?.token]);
});

test("a role that is not there has no key, and a deleted one's works no more", () => {
  const { roles, role, keys } = bench();
  const key = keys.issue("events");
  expect(keys.issue("others")).toBeUndefined();
  roles.remove(role);
  expect(keys.working(key?.secretId ?? "")).toBeUndefined();
  expect(keys.issue("events")).toBeUndefined();
});

test("clear forgets all", () => {
  const { keys } = bench();
  const key = keys.issue("events");
  keys.clear();
  expect([keys.working(key?.secretId ?? ""), keys.secrets()]).toEqual([undefined, []]);
});
