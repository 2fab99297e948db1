import { createHash } from "node:crypto";

import {
  bucket,
  errorOf,
  pointings,
  region,
  signedRequest,
  startCosApp,
  textOf,
  vendorClient,
} from "./cos-app";
import type { CosApp, RawAnswer } from "./cos-app";

const at = { Bucket: bucket, Region: region };

let cos: CosApp;
beforeEach(async () => {
  cos = await startCosApp();
});
afterEach(() => cos.app.close());

const client = () => vendorClient(pointings["a Domain with the bucket as path"](cos));

function send(method: string, name: string, body = "", where = bucket): Promise<RawAnswer> {
  return signedRequest(cos, { method, path: `/${where}/?${name}=`, body });
}

describe("the vendor's SDK puts, gets and deletes", () => {
  test("lifecycle rules, in order", async () => {
    const Rules = [
      {
        ID: "expire",
        Status: "Enabled" as const,
        Filter: { Prefix: "slices/" },
        Expiration: { Days: "30" },
      },
      {
        ID: "abort",
        Status: "Disabled" as const,
        Filter: { Prefix: "" },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: "1" },
      },
    ];
    await client().putBucketLifecycle({ ...at, Rules });
    expect((await client().getBucketLifecycle(at)).Rules).toEqual(Rules);
    expect((await client().deleteBucketLifecycle(at)).statusCode).toBe(204);
    expect(await client().getBucketLifecycle(at)).toMatchObject({ Rules: [], statusCode: 404 });
  });

  test("CORS rules", async () => {
    const rule = {
      AllowedOrigins: ["https://a.example", "https://b.example"],
      AllowedHeaders: ["*"],
      AllowedMethods: ["GET" as const, "PUT" as const],
      ExposeHeaders: ["ETag"],
      MaxAgeSeconds: "60",
    };
    // the types know the names without s only
    await client().putBucketCors({ ...at, CORSRules: [rule as never] });
    expect((await client().getBucketCors(at)).CORSRules).toEqual([rule]);
    expect((await client().deleteBucketCors(at)).statusCode).toBe(204);
    expect(await client().getBucketCors(at)).toMatchObject({ CORSRules: [], statusCode: 404 });
  });

  test("tags", async () => {
    const Tags = [
      { Key: "team", Value: "rtc & co" },
      { Key: "空", Value: "" },
    ];
    expect((await client().putBucketTagging({ ...at, Tags })).statusCode).toBe(204);
    expect((await client().getBucketTagging(at)).Tags).toEqual(Tags);
    expect((await client().deleteBucketTagging(at)).statusCode).toBe(204);
    expect(await client().getBucketTagging(at)).toMatchObject({ Tags: [], statusCode: 404 });
  });

  test("encryption, whose rule the SDK names otherwise than the page", async () => {
    const Rule = [{ ApplySideEncryptionConfiguration: { SSEAlgorithm: "AES256" as const } }];
    await client().putBucketEncryption({ ...at, ServerSideEncryptionConfiguration: { Rule } });
    expect(await client().getBucketEncryption(at)).toMatchObject({
      ServerSideEncryptionConfiguration: {
        Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
      },
    });
    expect((await client().deleteBucketEncryption(at)).statusCode).toBe(204);
    expect(await client().getBucketEncryption(at)).toMatchObject({ statusCode: 404 });
  });

  test("a policy, as it was sent", async () => {
    const Policy = {
      version: "2.0",
      statement: [
        {
          effect: "deny",
          principal: { qcs: ["qcs::cam::anyone:anyone"] },
          action: ["name/cos:*"],
          resource: [`qcs::cos:${region}:uid/1250000000:${bucket}/*`],
        },
      ],
    };
    // its type knows the spelling with capitals only
    await client().putBucketPolicy({ ...at, Policy: Policy as never });
    expect((await client().getBucketPolicy(at)).Policy).toEqual(Policy);
    expect(cos.store.setting({ bucket, name: "policy" })).toBe(JSON.stringify(Policy));
    expect((await client().deleteBucketPolicy(at)).statusCode).toBe(204);
    await expect(client().getBucketPolicy(at)).rejects.toMatchObject({
      statusCode: 404,
      code: "NoSuchBucketPolicy",
    });
  });

  test("a website", async () => {
    const WebsiteConfiguration = { IndexDocument: { Suffix: "index.html" } };
    await client().putBucketWebsite({ ...at, WebsiteConfiguration });
    expect((await client().getBucketWebsite(at)).WebsiteConfiguration).toEqual(WebsiteConfiguration);
    await client().deleteBucketWebsite(at);
    expect(await client().getBucketWebsite(at)).toMatchObject({
      WebsiteConfiguration: {},
      statusCode: 404,
    });
  });

  test("a list of referers", async () => {
    await client().putBucketReferer({
      ...at,
      RefererConfiguration: {
        Status: "Enabled",
        RefererType: "White-List",
        DomainList: { Domains: ["*.example"] },
        EmptyReferConfiguration: "Deny",
      },
    });
    expect((await client().getBucketReferer(at)).RefererConfiguration).toMatchObject({
      Status: "Enabled",
      DomainList: { Domains: ["*.example"] },
    });
  });

  test("replication", async () => {
    const ReplicationConfiguration = {
      Role: "qcs::cam::uin/100000000001:uin/100000000001",
      Rules: [
        {
          ID: "1",
          Status: "Enabled" as const,
          Prefix: "slices",
          Destination: { Bucket: "qcs::cos:ap-beijing::other-1250000000" },
        },
      ],
    };
    await client().putBucketReplication({ ...at, ReplicationConfiguration });
    expect(await client().getBucketReplication(at)).toMatchObject({ ReplicationConfiguration });
    expect((await client().deleteBucketReplication(at)).statusCode).toBe(204);
    expect(await client().getBucketReplication(at)).toMatchObject({
      ReplicationConfiguration: { Rules: [] },
      statusCode: 404,
    });
  });

  test("logging, which has no delete", async () => {
    const LoggingEnabled = { TargetBucket: "logs-1250000000", TargetPrefix: "cos/" };
    await client().putBucketLogging({ ...at, BucketLoggingStatus: { LoggingEnabled } });
    expect(await client().getBucketLogging(at)).toMatchObject({ BucketLoggingStatus: { LoggingEnabled } });
    expect(errorOf(await send("DELETE", "logging"))[0]).toBe(501);
  });

  test("acceleration", async () => {
    const AccelerateConfiguration = { Status: "Enabled" as const, Type: "COS" };
    await client().putBucketAccelerate({ ...at, AccelerateConfiguration });
    expect(await client().getBucketAccelerate(at)).toMatchObject({ AccelerateConfiguration });
  });
});

const declaration = "<?xml version='1.0' encoding='utf-8' ?>\n";
const documents = [
  [
    "domain",
    "<DomainConfiguration><DomainRule><Status>ENABLED</Status><Name>a.example</Name><Type>REST</Type></DomainRule></DomainConfiguration>",
  ],
  [
    "origin",
    "<OriginConfiguration><OriginRule><OriginType>Mirror</OriginType><OriginInfo><HostInfo><HostName>a.example</HostName></HostInfo></OriginInfo></OriginRule></OriginConfiguration>",
  ],
  [
    "intelligenttiering",
    "<IntelligentTieringConfiguration><Status>Enabled</Status><Transition><Days>30</Days></Transition></IntelligentTieringConfiguration>",
  ],
] as const;

test.each(documents)("%s is given back as it was put, without blanks between elements", async (name, xml) => {
  const spaced = xml.replaceAll("><", ">\n  <");
  expect((await send("PUT", name, spaced)).status).toBe(200);
  const got = await send("GET", name);
  expect([got.status, got.headers["content-type"], got.body]).toEqual([
    200,
    "application/xml",
    `${declaration}${xml}`,
  ]);
});

test.each([
  ["lifecycle", "NoSuchLifecycleConfiguration", "The bucket has no lifecycle configuration."],
  ["cors", "NoSuchCORSConfiguration", "The bucket has no CORS configuration."],
  ["encryption", "NoSuchEncryptionConfiguration", "The bucket has no encryption configuration."],
  ["tagging", "NoSuchTagSet", "The bucket has no tags."],
  ["website", "NoSuchWebsiteConfiguration", "The bucket has no website configuration."],
  ["domain", "NoSuchDomainConfiguration", "The bucket has no domain configuration."],
  ["origin", "NoSuchOriginConfiguration", "The bucket has no origin configuration."],
  ["replication", "ReplicationConfigurationnotFoundError", "The bucket has no replication configuration."],
  ["referer", "NoSuchRefererConfiguration", "The bucket has no referer configuration."],
  ["policy", "NoSuchBucketPolicy", "The bucket has no policy."],
])("a bucket without %s answers %s", async (name, code, message) => {
  expect(errorOf(await send("GET", name))).toEqual([404, code, message]);
});

test.each([
  ["logging", "<BucketLoggingStatus></BucketLoggingStatus>"],
  ["accelerate", "<AccelerateConfiguration></AccelerateConfiguration>"],
  ["intelligenttiering", "<IntelligentTieringConfiguration></IntelligentTieringConfiguration>"],
])("a bucket without %s answers an empty element", async (name, xml) => {
  const answer = await send("GET", name);
  expect([answer.status, answer.body]).toEqual([200, `${declaration}${xml}`]);
});

test.each(["GET", "PUT", "DELETE"])("%s of a setting wants its bucket", async (method) => {
  expect(errorOf(await send(method, "lifecycle", "", "none-1250000000"))[1]).toBe("NoSuchBucket");
});

test("settings do not outlive their bucket", async () => {
  await client().putBucketTagging({ ...at, Tags: [{ Key: "a", Value: "b" }] });
  await client().deleteBucket(at);
  await client().putBucket(at);
  expect(errorOf(await send("GET", "tagging"))[1]).toBe("NoSuchTagSet");
});

describe("a PUT of a setting", () => {
  const xml = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";

  test("is checked against its Content-MD5 when it has one", async () => {
    const md5 = (text: string): string => createHash("md5").update(text).digest("base64");
    const put = (contentMd5: string) =>
      signedRequest(cos, {
        method: "PUT",
        path: `/${bucket}/?tagging=`,
        headers: { "content-md5": contentMd5 },
        body: xml,
      });
    expect(textOf(await put(md5("other")), "Code")).toBe("BadDigest");
    expect(textOf(await put("nonsense"), "Code")).toBe("InvalidDigest");
    expect((await put(md5(xml))).status).toBe(204);
  });

  test.each([
    ["is not XML", "<Tagging>"],
    ["has another root", "<TagSet></TagSet>"],
    ["is empty", ""],
  ])("is refused when it %s, and what was there stays", async (_, body) => {
    await send("PUT", "tagging", xml);
    expect(errorOf(await send("PUT", "tagging", body))).toEqual([
      400,
      "MalformedXML",
      "The XML you provided was not well-formed or not of the expected form.",
    ]);
    expect(cos.store.setting({ bucket, name: "tagging" })).toBe(`${declaration}${xml}`);
  });

  test("of a policy is refused when it is none", async () => {
    expect(errorOf(await send("PUT", "policy", "{}"))).toEqual([
      400,
      "MalformedPolicy",
      "The policy is not JSON, or its version, statements, effects, actions or resources are not valid.",
    ]);
  });
});

test("policies know each setting by the action that COS names", async () => {
  await cos.app.close();
  const asked: string[] = [];
  cos = await startCosApp({
    authorize: ({ action }) => {
      asked.push(action);
      return false;
    },
  });
  for (const name of ["lifecycle", "cors", "policy", "intelligenttiering"]) {
    expect((await send("GET", name)).status).toBe(403);
    expect((await send("PUT", name)).status).toBe(403);
  }
  await send("DELETE", "encryption");
  expect(asked).toEqual([
    "name/cos:GetBucketLifecycle",
    "name/cos:PutBucketLifecycle",
    "name/cos:GetBucketCORS",
    "name/cos:PutBucketCORS",
    "name/cos:GetBucketPolicy",
    "name/cos:PutBucketPolicy",
    "name/cos:GetBucketIntelligentTiering",
    "name/cos:PutBucketIntelligentTiering",
    "name/cos:DeleteBucketEncryption",
  ]);
});
