import type COS from "cos-nodejs-sdk-v5";
import { answerOf, openCos, requestIdOf, textAt } from "../../../../provider/tencent/cos-sdk";
import { ADDRESS, KEY, refuse, serverThat } from "./cos-client-parts";
import type { FakeServer } from "./cos-client-parts";

const OBJECT = { Bucket: ADDRESS.bucket, Region: ADDRESS.region, Key: "a" };
const LIMIT_MS = 2_000;

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function cosAt(answer: Parameters<typeof serverThat>[0], timeoutMs = () => LIMIT_MS): Promise<COS> {
  server = await serverThat(answer);
  return openCos({ endpoint: new URL(server.url), key: KEY, timeoutMs });
}

test("an answer of COS is handed on with its id", async () => {
  const cos = await cosAt((response) => response.writeHead(200, { "x-cos-request-id": "r-1" }).end());
  const answer = await answerOf(cos.headObject(OBJECT), LIMIT_MS);
  expect(answer).toMatchObject({ ok: true, value: { statusCode: 200 } });
  expect(answer.ok && requestIdOf(answer.value)).toBe("r-1");
});

test.each([
  [403, "AccessDenied"],
  [404, "NoSuchBucket"],
])("an answer %p to HEAD, which has no body, is %s", async (status, code) => {
  const cos = await cosAt((response) => response.writeHead(status, { "x-cos-request-id": "r-1" }).end());
  expect(await answerOf(cos.headObject(OBJECT), LIMIT_MS)).toMatchObject({
    ok: false,
    failure: { kind: "api", code, requestId: "r-1" },
  });
});

test("an answer to HEAD that is none of COS is a status", async () => {
  const cos = await cosAt((response) => response.writeHead(404).end());
  expect(await answerOf(cos.headObject(OBJECT), LIMIT_MS)).toEqual({
    ok: false,
    failure: { kind: "status", status: 404 },
  });
});

test("a refusal has the code and the words of COS", async () => {
  const cos = await cosAt((response) => refuse(response, 403, "AccessDenied", "Request has expired"));
  expect(await answerOf(cos.getObject(OBJECT), LIMIT_MS)).toEqual({
    ok: false,
    failure: {
      kind: "api",
      code: "RequestTimeTooSkewed",
      message: "Request has expired",
      requestId: "r-1",
    },
  });
});

test("each try of the vendor's client has what is left of the time", async () => {
  const left = [80, 40, 20, 10];
  const cos = await cosAt(
    () => undefined,
    () => left.shift() ?? 1,
  );
  expect(await answerOf(cos.headObject(OBJECT), LIMIT_MS)).toEqual({
    ok: false,
    failure: { kind: "unanswered", reason: "timeout" },
  });
  expect([left, server?.received.length]).toEqual([[], 4]);
});

test("text in an answer is found by its path, and what is no text is none", () => {
  const answer = { Rule: { Days: 3, Prefix: {} } };
  expect(textAt(answer, "Rule", "Days")).toBe("3");
  expect(textAt(answer, "Rule", "Prefix")).toBe("");
  expect(textAt(undefined, "Rule", "Days")).toBe("");
});
