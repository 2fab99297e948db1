import { scfAdapter } from "../../../../../provider/callback/adapters/scf";
import type { ScfEvent } from "../../../../../provider/callback/adapters/scf";
import { createHandler } from "../../../../../provider/callback/handler";
import { START } from "../../fake-clock";
import { KEY, SDK_APP_ID, signOf, slicingBody } from "../signed-request";

const BODY = ` ${JSON.stringify(slicingBody(START, {}, { UserId: "é" }))}`;

function invoke(event: ScfEvent) {
  const users: unknown[] = [];
  const handle = createHandler({
    keys: [KEY],
    sdkAppIds: [SDK_APP_ID],
    onEvent: ({ event: { userId } }) => void users.push(userId),
    now: () => START,
  });
  return scfAdapter(handle)(event).then((result) => ({ result, users }));
}

const headers = { SdkAppId: String(SDK_APP_ID), Sign: signOf(BODY), "Content-Type": "application/json" };
const post = { httpMethod: "POST", headers };

test.each<[string, ScfEvent]>([
  ["text", { ...post, body: BODY }],
  ["base64", { ...post, body: Buffer.from(BODY).toString("base64"), isBase64Encoded: true }],
])("the body is read as %s", async (_form, event) => {
  expect(await invoke(event)).toEqual({
    result: {
      isBase64Encoded: false,
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: '{"code":0}',
    },
    users: ["é"],
  });
});

test.each<[string, ScfEvent, number]>([
  ["a GET", { ...post, httpMethod: "GET" }, 405],
  ["no body", post, 401],
  ["another body", { ...post, body: `${BODY} ` }, 401],
  ["an event of another kind", {}, 405],
])("%s is refused", async (_what, event, statusCode) => {
  const { result, users } = await invoke(event);
  expect([result.statusCode, result.body, users]).toEqual([statusCode, '{"code":-1}', []]);
});
