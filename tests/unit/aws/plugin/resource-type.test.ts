import {
  isSame,
  optionalText,
  sameJson,
  tagList,
  tagsOf,
  text,
  unknownPaths,
} from "../../../aws/plugin/resource-type";

test.each([
  [{ a: 1, b: [{ c: "x" }] }, { b: [{ c: "x" }], a: 1 }, true],
  [{ prefix: "" }, {}, true],
  [{ tags: {} }, { tags: undefined }, true],
  [{ enabled: false }, {}, true],
  [[], undefined, true],
  [{ days: 0 }, {}, false],
  [{ a: 1 }, { a: "1" }, false],
  [["a", "b"], ["b", "a"], false],
  [["a"], ["a", "b"], false],
  [{ a: { b: 1 } }, { a: { b: 2 } }, false],
  ["x", { a: 1 }, false],
])("%j and %j: %s", (a, b, same) => {
  expect(isSame(a, b)).toBe(same);
  expect(isSame(b, a)).toBe(same);
});

test("a document in other words keeps the words in state, and one that says something else does not", () => {
  expect(sameJson('{"a":1,"b":2}', '{ "b": 2, "a": 1 }')).toBe('{"a":1,"b":2}');
  expect(sameJson('{"a":1}', '{"a":2}')).toBe('{"a":2}');
  expect(sameJson(undefined, '{"a":2}')).toBe('{"a":2}');
  expect(sameJson("not JSON", '{"a":2}')).toBe('{"a":2}');
});

test("a property that is not known is found at any depth, with its path", () => {
  const shape = { bucket: true, tags: true, rules: { id: true, filter: { prefix: true } } } as const;
  const inputs = {
    bucket: "b",
    acl: "private",
    tags: { any: "thing" },
    rules: [{ id: "a" }, { id: "b", transitions: [], filter: { prefix: "p", tag: {} } }],
  };
  expect(unknownPaths(inputs, shape)).toEqual(["acl", "rules[1].transitions", "rules[1].filter.tag"]);
  expect(unknownPaths({ rules: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, shape)).toEqual([]);
});

test("tags go to AWS as a list and come back as a map", () => {
  const list = [{ Key: "team", Value: "video" }];
  expect(tagList({ team: "video" })).toEqual(list);
  expect(tagList(undefined)).toEqual([]);
  expect(tagsOf(list)).toEqual({ tags: { team: "video" }, tagsAll: { team: "video" } });
  expect(tagsOf(undefined)).toEqual({ tags: {}, tagsAll: {} });
});

test("a property that has to be a string is named when it is not", () => {
  expect(text({ bucket: "b" }, "bucket")).toBe("b");
  expect(optionalText({}, "bucket")).toBeUndefined();
  expect(() => text({}, "bucket")).toThrow(new Error('aws test plugin: "bucket" is not a string'));
});
