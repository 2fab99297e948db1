import type { Outcome } from "./post";

/** Headers and body that TRTC takes: https://cloud.tencent.com/document/product/647/51586 */
export const MAX_ANSWER_BYTES = 2_000;

export type Sent = "signed" | "wrongly signed" | "unsigned";

/**
 * What is wrong with an answer and what to do, in a sentence; undefined when it is right.
 * @param url where it was sent
 */
export function wrongWith(sent: Sent, outcome: Outcome, url: URL): string | undefined {
  if (outcome.kind === "late")
    return "there was no answer in time: TRTC takes that for none and sends again; let the endpoint answer first and work later";
  if (outcome.kind === "failed") return failure(outcome.code, url);
  return sent === "signed" ? wrongWhenSigned(outcome, url) : wrongWhenForged(sent, outcome);
}

type Answer = Extract<Outcome, { kind: "answered" }>;

function wrongWhenSigned(answer: Answer, url: URL): string | undefined {
  if (answer.status !== 200) return refused(answer, url);
  if (!saysSuccess(answer.body))
    return 'the status says that it was taken, the body does not: answer with the JSON {"code":0}';
  if (answer.bytes > MAX_ANSWER_BYTES)
    return `the answer has ${answer.bytes} bytes: TRTC takes at most ${MAX_ANSWER_BYTES} of headers and body; leave headers out`;
  return undefined;
}

function wrongWhenForged(sent: Sent, { status }: Answer): string | undefined {
  if (status === 401) return undefined;
  if (status >= 200 && status < 300)
    return sent === "unsigned"
      ? "the endpoint believes anyone: verify Sign before anything else, and refuse a request without it"
      : "the endpoint does not check what Sign says: compare it with the HMAC-SHA256 of the raw body under the key";
  return "it is not taken, but not for its Sign: see what answers before the endpoint does, it may refuse signed events too";
}

function refused({ status, location }: Answer, url: URL): string {
  if (status >= 300 && status < 400)
    return `it redirects${location === undefined ? "" : ` to ${location}`}, and TRTC is not known to follow: give the console the address it ends at`;
  if (status === 401)
    return "the endpoint does not believe this key: give both the key that the console has, and see that it takes this SdkAppId and that its clock is right";
  if (status === 403)
    return /\.lambda-url\./.test(url.hostname)
      ? "the function URL lets nobody in: its policy must allow both lambda:InvokeFunctionUrl and lambda:InvokeFunction to everyone, and its AuthType must be NONE"
      : "something before the endpoint refuses: see its firewall, and that a function URL asks for no signature of its own (AuthType NONE)";
  if (status === 404)
    return "nothing is at this address: compare the path with the one that the endpoint has";
  if (status === 405) return "the endpoint takes no POST here: compare the path with the one that it has";
  if (status === 400)
    return "the endpoint cannot read the event: see that it gets the body as sent, before any body parser, and see its log";
  if (status === 429)
    return "the endpoint has too much to do: raise its concurrency, else events are lost after a minute";
  if (status === 503)
    return "the endpoint cannot do its work, such as storing the event: see its log, then pulumi-trtc replay-events";
  if (status >= 500) return "the endpoint failed: see its log";
  return "TRTC takes no status but 200 for success";
}

function failure(code: string, { protocol, hostname }: URL): string {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `there is no address for ${hostname}: compare the URL with the endpoint's, and check the name servers`;
  if (code === "ECONNREFUSED" || code === "EHOSTUNREACH" || code === "ENETUNREACH")
    return "nothing listens there: see that the endpoint runs, its port and its firewall";
  if (code === "EPROTO" || code.startsWith("ERR_SSL_"))
    return "it does not speak TLS: use http, or the port that speaks it";
  if (/CERT|SIGNATURE|ISSUER|ALTNAME/.test(code))
    return "its certificate is not trusted: it must be valid, be for this name, and come with its whole chain from a public authority";
  return protocol === "http:"
    ? "the connection broke before there was an answer: see the endpoint's log, and whether it speaks https only"
    : "the connection broke before there was an answer: see the endpoint's log";
}

function saysSuccess(body: string): boolean {
  try {
    const said: unknown = JSON.parse(body);
    return typeof said === "object" && said !== null && Reflect.get(said, "code") === 0;
  } catch {
    return false;
  }
}
