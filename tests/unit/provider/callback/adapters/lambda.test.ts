import { lambdaAdapter } from "../../../../../provider/callback/adapters/lambda";
import type { LambdaUrlEvent } from "../../../../../provider/callback/adapters/lambda";
import { createHandler } from "../../../../../provider/callback/handler";
import { START } from "../../fake-clock";
import { KEY, SDK_APP_ID, signedRequest, signOf, slicingBody } from "../signed-request";

// with a character that base64 carries as two bytes
const BODY = ` ${JSON.stringify(slicingBody(START, {}, { UserId: "é" }))}`;

function invoke(event: LambdaUrlEvent) {
  const users: unknown[] = [];
  const handle = createHandler({
    keys: [KEY],
    sdkAppIds: [SDK_APP_ID],
    onEvent: ({ event: { userId } }) => void users.push(userId),
    now: () => START,
  });
  return lambdaAdapter(handle)(event).then((result) => ({ result, users }));
}

const headers = { sdkappid: String(SDK_APP_ID), sign: signOf(BODY), "content-type": "application/json" };
const post = { requestContext: { http: { method: "POST" } }, headers };

test.each<[string, LambdaUrlEvent]>([
  ["text", { ...post, body: BODY, isBase64Encoded: false }],
  ["base64", { ...post, body: Buffer.from(BODY).toString("base64"), isBase64Encoded: true }],
  ["text, and no word on base64", { ...post, body: BODY }],
])("the body is read as %s", async (_form, event) => {
  expect(await invoke(event)).toEqual({
    result: { statusCode: 200, headers: { "content-type": "application/json" }, body: '{"code":0}' },
    users: ["é"],
  });
});

test.each<[string, LambdaUrlEvent, number]>([
  ["a GET", { ...post, requestContext: { http: { method: "GET" } } }, 405],
  ["no body", post, 401],
  ["an empty body that is signed", { ...post, headers: signedHeaders("") }, 400],
  [
    "two Signs, as AWS joins them",
    { ...post, body: BODY, headers: { ...headers, sign: `${headers.sign},${headers.sign}` } },
    401,
  ],
  ["an event of another kind", {}, 405],
])("%s is refused", async (_what, event, statusCode) => {
  const { result, users } = await invoke(event);
  expect([result.statusCode, result.body, users]).toEqual([statusCode, '{"code":-1}', []]);
});

function signedHeaders(body: string): Record<string, string> {
  const { sign } = signedRequest(body).headers;
  return { ...headers, sign: String(sign) };
}
