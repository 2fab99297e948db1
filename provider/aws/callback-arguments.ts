import { checkedEndpoint } from "../endpoint/arguments";
import type { CheckedEndpoint } from "../endpoint/arguments";
import type { Property } from "../resource/schema";
import { AWS_ROWS } from "./arguments";

/** The lifetimes that CloudWatch Logs knows, in days. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Days that lines of a log group can be kept. */
export type LogRetentionDays = (typeof RETENTION_DAYS)[number];

const ROWS = {
  logRetentionDays: {
    type: "integer",
    enum: RETENTION_DAYS,
    default: 30,
    allowed: RETENTION_DAYS.join(", "),
    cure: "choose for how many days the function's lines are kept: an event that could not be stored is among them",
    page: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
  },
  reservedConcurrency: {
    type: "integer",
    minimum: 0,
    maximum: 1000,
    cure: "choose how many requests may be answered at once, 0 for none, or leave it out",
    page: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
  },
  memorySize: {
    type: "integer",
    minimum: 128,
    maximum: 10_240,
    default: 256,
    cure: "choose how many megabytes the function gets",
    page: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
  },
  ...AWS_ROWS,
} as const satisfies Record<string, Property>;

/** The arguments of a `CallbackEndpoint` that are plain, with the defaults written out. */
export interface CheckedAwsEndpoint extends CheckedEndpoint {
  logRetentionDays: LogRetentionDays;
  reservedConcurrency?: number;
  memorySize: number;
  tags?: Record<string, string>;
}

/**
 * The arguments of a `CallbackEndpoint` with the defaults written out.
 *
 * @throws InputError that names every problem at once
 */
export function checkedAwsEndpoint(name: string, args: object): CheckedAwsEndpoint {
  const checked = checkedEndpoint(`CallbackEndpoint ${name}`, args, {
    rows: ROWS,
    laterRows: ["kmsKeyArn"],
  });
  // the table above is what says so
  return checked as unknown as CheckedAwsEndpoint;
}
