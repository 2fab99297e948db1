import { isIP } from "node:net";
import { isBag, UNKNOWN } from "../resource/schema";
import { stackPolicy } from "./policy";
import type { SingleResource, Violation } from "./policy";
import { COS_BUCKET, S3_ACCESS_BLOCK, S3_ACLS, S3_BUCKETS, S3_POLICY } from "./resource-types";
import { isCos, names, sliceBuckets } from "./slice-buckets";
import { inputAt, isText, itemsAt, listed, ofType } from "./stack-resource";
import type { StackResource } from "./stack-resource";
import { statementsOf } from "./statements";
import type { Statement } from "./statements";

/** No bucket of the stack is open to everybody, whether slices go there or not. */
export const noPublicBucket = stackPolicy({
  name: "no-public-bucket",
  description: "A bucket is not open to everybody, and on S3 one that tasks write to blocks public access.",
  remediationSteps:
    "Take the public ACL or statement away; on S3 give the bucket an aws.s3.BucketPublicAccessBlock with all four switches on, as S3SliceStorage does.",
  ofResource: publicAccess,
  ofStack: unblockedBuckets,
});

const SWITCHES = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
/** ACLs that let everybody in, or everybody with an account. */
const PUBLIC_ACL = /^(public-|authenticated-read$|website$)/;
const PUBLIC_GROUP = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** What lets everybody in by itself. */
function publicAccess(resource: SingleResource): string[] {
  const { type } = resource;
  if (type === COS_BUCKET) {
    const acl = inputAt(resource, "acl") ?? "private";
    return isText(acl) && acl !== "private"
      ? [`acl is ${JSON.stringify(acl)}, allowed is "private": remove it`]
      : [];
  }
  if (type === S3_ACCESS_BLOCK) return openSwitches(resource);
  if (type === S3_POLICY) return openStatements(resource);
  if (S3_ACLS.includes(type))
    return [...openAcl(resource), ...openGrants(resource, "accessControlPolicy.grants")];
  if (S3_BUCKETS.includes(type))
    return [...openAcl(resource), ...openGrants(resource, "grants"), ...openStatements(resource)];
  return [];
}

/** Buckets on S3 that tasks write to and nothing blocks public access of. */
function unblockedBuckets(resources: readonly StackResource[]): Violation[] {
  const blocks = ofType(resources, S3_ACCESS_BLOCK);
  return sliceBuckets(resources)
    .filter(({ bucket }) => !isCos(bucket) && !blocks.some((block) => names(block, "bucket", bucket)))
    .map(({ bucket: { urn, name } }) => ({
      urn,
      message: `${name} gets files of tasks and has no BucketPublicAccessBlock, allowed is one with ${SWITCHES.join(", ")}: add it`,
    }));
}

function openSwitches(block: SingleResource): string[] {
  const open = SWITCHES.filter((name) => {
    const value = inputAt(block, name);
    return value !== true && value !== UNKNOWN;
  });
  return open.length === 0 ? [] : [`${open.join(", ")} not true, allowed is true for each: switch them on`];
}

function openAcl(resource: SingleResource): string[] {
  const acl = inputAt(resource, "acl");
  return isText(acl) && PUBLIC_ACL.test(acl)
    ? [`acl is ${JSON.stringify(acl)}, allowed is one that lets nobody in but the owner: make it "private"`]
    : [];
}

function openGrants(resource: SingleResource, path: string): string[] {
  return itemsAt(resource, path).flatMap((grant) => {
    const uri = inputAt({ inputs: grant }, "grantee.uri") ?? grant["uri"];
    const group = isText(uri) ? PUBLIC_GROUP.exec(uri)?.[1] : undefined;
    return group === undefined
      ? []
      : [`${path} has one for ${group}, allowed are grants to accounts: take it away`];
  });
}

function openStatements(resource: SingleResource): string[] {
  const open = statementsOf(inputAt(resource, "policy")).filter(isOpen);
  return open.length === 0
    ? []
    : [
        `policy lets everybody do ${actionsOf(open)}, allowed are named principals or a condition on who asks: name them`,
      ];
}

function actionsOf(statements: readonly Statement[]): string {
  const actions = new Set(statements.flatMap(({ actions }) => actions));
  return actions.size === 0 ? "all but a few actions" : [...actions].join(", ");
}

function isOpen({ allows, allBut, principal, condition }: Statement): boolean {
  if (!allows) return false;
  const everybody = isEverybody(principal) || (principal === undefined && allBut);
  return everybody && !Object.entries(condition).some(([operator, keys]) => restricts(operator, keys));
}

function isEverybody(principal: unknown): boolean {
  return isBag(principal)
    ? Object.values(principal).some((names) => listed(names).includes("*"))
    : listed(principal).includes("*");
}

/**
 * Keys that S3 itself takes for a restriction when their values are fixed, and those of an organization. A tag is none: everybody
 * may give it to users of his own.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
const RESTRICTING =
  /^(aws:(source(ip|arn|vpc|vpce|account|owner|orgid|orgpaths)|principal(orgid|orgpaths|account|arn)|userid)|s3:dataaccesspoint(arn|account))$/;
/** Operators that do not hold where the key is absent, as those for all values do. */
const POSITIVE = /^(foranyvalue:)?(string(equals|like)(ignorecase)?|arn(equals|like)|ipaddress)$/;
/** Bits of the widest network that still restricts who asks. */
const MIN_BITS = { v4: 8, v6: 32 };

function restricts(operator: string, keys: unknown): boolean {
  return (
    POSITIVE.test(operator.toLowerCase()) &&
    isBag(keys) &&
    Object.entries(keys).some(
      ([key, values]) =>
        RESTRICTING.test(key.toLowerCase()) &&
        listed(values)
          .map(String)
          .every(key.toLowerCase() === "aws:sourceip" ? isNarrow : isFixed),
    )
  );
}

/** Neither a pattern nor a variable, which the one who asks may fill. */
function isFixed(value: string): boolean {
  return !/[*?]|\$\{/.test(value);
}

function isNarrow(addresses: string): boolean {
  const [address = "", bits] = addresses.split("/");
  const version = isIP(address);
  if (version === 0) return false;
  return bits === undefined || Number(bits) >= (version === 4 ? MIN_BITS.v4 : MIN_BITS.v6);
}
