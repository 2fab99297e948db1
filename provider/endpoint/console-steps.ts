/** The boxes of the console, by what they call back about. One key signs all of them. https://trtc.io/document/39559 */
const BOXES = [
  "room",
  "media",
  "recording",
  "relay to CDN",
  "stream ingest",
  "slicing",
  "moderation",
  "transcription",
];

/**
 * What to do in the console, where no API reaches: a sentence a step, without the key.
 *
 * @param url - of the endpoint
 * @param sdkAppIds - applications whose callbacks it takes
 */
export function consoleSteps(url: string, sdkAppIds: readonly number[]): string[] {
  const applications = sdkAppIds.map((sdkAppId) => `application ${sdkAppId}`).join(", then in ");
  return [
    `open the Tencent RTC console, Applications, Manage in the row of ${applications}, then Advanced Features, Callbacks, Edit`,
    "Callback Key: paste the secret output `key` of this endpoint (pulumi stack output NAME --show-secrets); an application has one key for all its callbacks",
    `Callback URL: paste ${url} into the box of each kind of event to be stored (${BOXES.join(", ")}); a kind without an address is not sent, and the console shows the kinds that the application can use`,
    "confirm, then check the endpoint with `npx pulumi-trtc probe` and this address",
  ];
}
