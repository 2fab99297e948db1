import { fromAws, toAws } from "../../../aws/plugin/spelling";

const PULUMI = {
  id: "a",
  expiration: { days: 1, expiredObjectDeleteMarker: false },
  applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "k" },
};
const AWS = {
  ID: "a",
  Expiration: { Days: 1, ExpiredObjectDeleteMarker: false },
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "k" },
};

test("names are AWS's on the way out and Pulumi's on the way back", () => {
  expect(toAws([PULUMI])).toEqual([AWS]);
  expect(fromAws(AWS)).toEqual(PULUMI);
});

test("what is undefined is left out, and nothing at all is an empty object", () => {
  expect(fromAws({ Days: 1, Date: undefined })).toEqual({ days: 1 });
  expect(fromAws(undefined)).toEqual({});
});
