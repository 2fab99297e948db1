import { AWS_ROWS, tagsOf } from "../../../../provider/aws/arguments";
import { checkedAwsEndpoint } from "../../../../provider/aws/callback-arguments";
import { checkedS3Storage } from "../../../../provider/aws/s3-arguments";
import { InputError } from "../../../../provider/trtc/errors";

const STORAGE = { bucket: "media", region: "eu-central-1" };

test.each<[string, (args: object) => unknown]>([
  ["S3SliceStorage", (args) => checkedS3Storage("clips", { ...args })],
  [
    "CallbackEndpoint",
    (args) => checkedAwsEndpoint("clips", { sdkAppIds: [1400000001], storage: STORAGE, ...args }),
  ],
])("%s takes no other key and no other tags than the rows say", (component, check) => {
  expect(() => check({ kmsKeyArn: "alias/clips", tags: { team: "x".repeat(257), cost: "a" } })).toThrow(
    new InputError(
      `${component} clips: kmsKeyArn is "alias/clips", allowed is ${AWS_ROWS.kmsKeyArn.allowed}: ` +
        "give the key's own ARN, not that of an alias; " +
        `tags.team is "${"x".repeat(57)}...", allowed is a text of at most 256 characters: give a text`,
    ),
  );
  expect(() => check({ tags: "team" })).toThrow(
    new InputError(
      `${component} clips: tags is "team", allowed is a map of names to texts: ` +
        'give a map such as { team: "classroom" }',
    ),
  );
});

test("tags go to a child as they are, and none leave those of the provider", () => {
  expect(tagsOf({ checked: { tags: { team: "classroom" } } })).toEqual({ tags: { team: "classroom" } });
  expect(tagsOf({ checked: {} })).toStrictEqual({});
});
