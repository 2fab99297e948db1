import { consoleSteps } from "../../../../provider/endpoint/console-steps";

test("every step is a sentence: where, which key, which address, and how to check it", () => {
  expect(consoleSteps("https://example.test/", [1400000001])).toEqual([
    "open the Tencent RTC console, Applications, Manage in the row of application 1400000001, then Advanced Features, Callbacks, Edit",
    "Callback Key: paste the secret output `key` of this endpoint (pulumi stack output NAME --show-secrets); an application has one key for all its callbacks",
    "Callback URL: paste https://example.test/ into the box of each kind of event to be stored (room, media, recording, relay to CDN, stream ingest, slicing, moderation, transcription); a kind without an address is not sent, and the console shows the kinds that the application can use",
    "confirm, then check the endpoint with `npx pulumi-trtc probe` and this address",
  ]);
});

test("every application is named", () => {
  const [first] = consoleSteps("https://example.test/", [1400000001, 1400000002]);
  expect(first).toContain("application 1400000001, then in application 1400000002");
});
