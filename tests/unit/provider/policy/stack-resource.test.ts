import {
  areSame,
  inputAt,
  isInside,
  itemsAt,
  listed,
  ofType,
  plainInputs,
  stackOf,
} from "../../../../provider/policy/stack-resource";
import { UNKNOWN } from "../../../../provider/resource/schema";
import { unknownCheckingProxy } from "./reports";
import { resource, urnOf } from "./stack-parts";

test("what is only known later stands as UNKNOWN in plain inputs, the rest as it is", () => {
  const known = { text: "a", list: [1, { deep: true }], none: null };
  const proxy = unknownCheckingProxy({ ...known, name: UNKNOWN, list: [1, { deep: true }, UNKNOWN] });
  expect(plainInputs(proxy)).toEqual({ ...known, name: UNKNOWN, list: [1, { deep: true }, UNKNOWN] });
});

test("what lies below an unknown value is unknown, what is absent is not", () => {
  const inputs = { storage: UNKNOWN, params: { idle: 5 } };
  expect([inputAt({ inputs }, "storage.bucket"), inputAt({ inputs }, "params.idle")]).toEqual([UNKNOWN, 5]);
  expect(inputAt({ inputs }, "params.other.deeper")).toBeUndefined();
  expect(itemsAt({ inputs: { rules: [{ id: 1 }, "x"] } }, "rules")).toEqual([{ id: 1 }]);
  expect(itemsAt({ inputs: { rules: UNKNOWN } }, "rules")).toEqual([]);
  expect([listed(undefined), listed("a"), listed(["a"])]).toEqual([[], ["a"], ["a"]]);
});

test("a URN says the stack and what a resource is inside of", () => {
  const urn = urnOf("x:y:Z", "name::odd", ["trtc:aws:SlicingPipeline", "trtc:aws:S3SliceStorage"]);
  expect(stackOf(urn)).toBe("dev");
  expect(isInside(urn, ["trtc:aws:S3SliceStorage"])).toBe(true);
  expect([isInside(urn, ["x:y:Z"]), isInside(urnOf("x:y:Z", "n"), ["x:y:Z"])]).toEqual([false, false]);
  expect(ofType([resource("a", "1"), resource("b", "2")], "b").map(({ name }) => name)).toEqual(["2"]);
});

test("two properties are the same by their text, or by what they come from where one is only known later", () => {
  const from = { user: ["urn:user"] };
  const later = resource("a", "1", { user: UNKNOWN }, { sources: from });
  const known = resource("b", "2", { user: "bob" }, { sources: from });
  expect(areSame([known, "user"], [resource("c", "3", { user: "bob" }), "user"])).toBe(true);
  expect(areSame([known, "user"], [resource("c", "3", { user: "eve" }, { sources: from }), "user"])).toBe(
    false,
  );
  expect(areSame([later, "user"], [known, "user"])).toBe(true);
  expect(areSame([later, "user"], [resource("c", "3", { user: "bob" }), "user"])).toBe(false);
  expect(areSame([known, "group"], [later, "group"])).toBe(false);
});

test("a list is the same as what it holds", () => {
  const list = (...users: string[]) => resource("l", "1", { users }, { sources: { users: ["urn:user"] } });
  const bob = resource("b", "2", { user: "bob" }, { sources: { user: ["urn:user"] } });
  const same = (...users: string[]) => areSame([list(...users), "users"], [bob, "user"]);
  expect([same("eve", "bob"), same(UNKNOWN, "bob"), same("eve", UNKNOWN)]).toEqual([true, true, true]);
  expect([same("eve"), same()]).toEqual([false, false]);
});
