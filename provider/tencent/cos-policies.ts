import { EVENTS_FOLDER } from "../callback/event-key";

/** What a policy is about: plain values, so that its text stands in a preview. */
export interface CosPlace {
  /** Bucket name with the APPID at the end. */
  bucket: string;
  region: string;
  /** Folders of the slices; none stands for the whole bucket. */
  prefix: readonly string[];
  /** The write key reads as well. @default false */
  readForMp4?: boolean;
}

/** What the vendor's clients need to upload, large files in parts; POST uploads are for browsers. https://www.tencentcloud.com/document/product/436/30580 */
const UPLOAD = [
  "name/cos:PutObject",
  "name/cos:InitiateMultipartUpload",
  "name/cos:UploadPart",
  "name/cos:ListMultipartUploads",
  "name/cos:ListParts",
  "name/cos:CompleteMultipartUpload",
  "name/cos:AbortMultipartUpload",
];

const GET = ["name/cos:GetObject", "name/cos:HeadObject"];

/**
 * What the write key may do, as the policy's JSON: files are uploaded, a failed upload is taken back, and with `readForMp4` what was
 * uploaded is read back.
 */
export function writePolicy(place: CosPlace): string {
  const action = place.readForMp4 === true ? [...UPLOAD, ...GET] : UPLOAD;
  const keepOffEvents: Statement = {
    effect: "deny",
    action,
    resource: [`${resourceOf(place, [EVENTS_FOLDER])}*`],
  };
  return policyText([
    { effect: "allow", action, resource: [`${resourceOf(place, place.prefix)}*`] },
    ...(place.prefix.length === 0 ? [keepOffEvents] : []),
  ]);
}

/** What a consumer needs to list and read the slices, as the policy's JSON; of a whole bucket its events too. */
export function readPolicy(place: CosPlace): string {
  const action = [...GET, "name/cos:GetBucket"];
  return policyText([{ effect: "allow", action, resource: [`${resourceOf(place, place.prefix)}*`] }]);
}

interface Statement {
  effect: "allow" | "deny";
  action: readonly string[];
  resource: readonly string[];
}

function policyText(statement: readonly Statement[]): string {
  return JSON.stringify({ version: "2.0", statement });
}

/** `qcs::cos:region:uid/appid:bucket/folder/`: the number behind `uid/` is the APPID. */
export function resourceOf(
  { bucket, region }: Pick<CosPlace, "bucket" | "region">,
  prefix: readonly string[],
): string {
  const appId = bucket.slice(bucket.lastIndexOf("-") + 1);
  return `qcs::cos:${region}:uid/${appId}:${[bucket, ...prefix, ""].join("/")}`;
}
