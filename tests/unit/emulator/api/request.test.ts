import { readParams } from "../../../../emulator/src/api/request";
import type { ApiRequest } from "../../../../emulator/src/api/request";

function request(changes: Partial<ApiRequest>): ApiRequest {
  return {
    method: "POST",
    query: "",
    headers: { "content-type": "application/json" },
    body: Buffer.alloc(0),
    action: "A",
    version: "2019-07-22",
    region: "ap-singapore",
    timestamp: "1",
    token: "",
    ...changes,
  };
}

test("a JSON body is read as it is", () => {
  expect(readParams(request({ body: Buffer.from('{"A":{"B":[1,"x"]}}') }))).toEqual({
    params: { A: { B: [1, "x"] } },
    text: false,
  });
});

test("no body is no parameters", () => {
  expect(readParams(request({}))).toEqual({ params: {}, text: false });
});

test("a query is nested by its dots, numbers making lists", () => {
  const query = "SdkAppId=1&P.Lists.Ids.0=a&P.Lists.Ids.1=1.*%24&P.Type=3";
  expect(readParams(request({ method: "GET", query }))).toEqual({
    params: { SdkAppId: "1", P: { Lists: { Ids: ["a", "1.*$"] }, Type: "3" } },
    text: true,
  });
});

test("a form body is nested alike", () => {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  expect(readParams(request({ headers, body: Buffer.from("A.0=x+y") }))).toEqual({
    params: { A: ["x y"] },
    text: true,
  });
});

test("the common parameters of a v1 request are not the action's", () => {
  const params = new Map([
    ["Action", "A"],
    ["SecretId", "x"],
    ["Signature", "y"],
    ["Region", "r"],
    ["TaskId", "-t+."],
  ]);
  expect(readParams(request({ v1: { method: "GET", host: "h", params } }))).toEqual({
    params: { TaskId: "-t+." },
    text: true,
  });
});

test.each([
  ["{", "The request body is not valid JSON."],
  ["null", "The request body is not a JSON object."],
  ["[1]", "The request body is not a JSON object."],
])("the body %p is refused", (body, message) => {
  expect(() => readParams(request({ body: Buffer.from(body) }))).toThrow(message);
});

test("a name like __proto__ is a parameter as any other", () => {
  const { params } = readParams(request({ body: Buffer.from('{"__proto__":{"x":1}}') }));
  expect(Object.keys(params)).toEqual(["__proto__"]);
});

test("names of up to 32 parts are nested, longer ones refused", () => {
  const query = (parts: number): string => `a${".a".repeat(parts - 1)}=1`;
  const read = (parts: number) => readParams(request({ method: "GET", query: query(parts) }));
  expect(Object.keys(read(32).params)).toEqual(["a"]);
  expect(() => read(33)).toThrow("The parameters are nested too deeply.");
  expect(() => read(100_000)).toThrow("The parameters are nested too deeply.");
});

test.each([
  ["objects", '{"a":', "}"],
  ["lists", "[", "]"],
])("JSON of up to 64 levels is read, deeper %s are refused", (_name, open, close) => {
  const body = (depth: number): Buffer =>
    Buffer.from(`{"a":${open.repeat(depth - 1)}${open === "[" ? "" : "1"}${close.repeat(depth - 1)}}`);
  const read = (depth: number) => readParams(request({ body: body(depth) }));
  expect(Object.keys(read(64).params)).toEqual(["a"]);
  expect(() => read(65)).toThrow("The parameters are nested too deeply.");
  expect(() => read(200_000)).toThrow("The parameters are nested too deeply.");
});
