import type {
  BucketAddress,
  BucketSetting,
  BucketSettings,
  CosClient,
  Leftover,
} from "../../../provider/tencent/cos-client";
import { GoneError, InputError, ServiceError } from "../../../provider/trtc/errors";

export interface FakeBucket {
  region: string;
  settings: BucketSettings;
  contents: Leftover[];
}

/** One call: method, bucket and, of `put`, the setting's name and value. */
export type FakeCosCall = readonly [method: keyof CosClient, bucket: string, ...details: unknown[]];

export interface FakeCos extends CosClient {
  /** Every call, in order. */
  readonly calls: FakeCosCall[];
  /** By whole name; a test may change what is in it. */
  readonly buckets: Map<string, FakeBucket>;
}

interface Faults {
  /** What it throws keeps the call from taking effect. */
  before?: (call: FakeCosCall) => void;
  /** What it throws is all that is heard of a call that took effect. */
  after?: (call: FakeCosCall) => void;
}

/** A page of leftovers. */
const PAGE_SIZE = 1_000;

/** What COS makes without being told more. */
const MADE: BucketSettings = {
  acl: "private",
  encryption: "none",
  versioning: false,
  lifecycle: [],
  tags: {},
  cors: [],
};

/** COS in memory: buckets with settings and with what stands in the way of their deletion. */
export function fakeCos({ before = () => undefined, after = () => undefined }: Faults = {}): FakeCos {
  const calls: FakeCosCall[] = [];
  const buckets = new Map<string, FakeBucket>();

  // a fault is a rejection, as on the network
  async function run<Answer>(call: FakeCosCall, effect: () => Answer): Promise<Answer> {
    calls.push(call);
    await Promise.resolve();
    before(call);
    const answer = effect();
    after(call);
    return answer;
  }

  function found({ bucket, region }: BucketAddress): FakeBucket {
    const there = buckets.get(bucket);
    if (there?.region !== region) throw new GoneError("the bucket is gone: run pulumi up --refresh");
    return there;
  }

  function put(address: BucketAddress, { name, value }: BucketSetting): void {
    const there = found(address);
    there.settings = { ...there.settings, [name]: value };
  }

  function remove(address: BucketAddress, leftovers: readonly Leftover[]): void {
    const there = found(address);
    if (leftovers.length > PAGE_SIZE) throw new InputError("more than a page");
    const gone = new Set(leftovers.map((one) => JSON.stringify(one)));
    there.contents = there.contents.filter((one) => !gone.has(JSON.stringify(one)));
  }

  return {
    calls,
    buckets,
    exists: (address) =>
      run(["exists", address.bucket], () => buckets.get(address.bucket)?.region === address.region),
    create: ({ bucket, region }) =>
      run(["create", bucket, region], () => {
        if (buckets.has(bucket)) throw new ServiceError("BucketAlreadyOwnedByYou");
        buckets.set(bucket, { region, settings: MADE, contents: [] });
      }),
    delete: (address) =>
      run(["delete", address.bucket], () => {
        if ((buckets.get(address.bucket)?.contents.length ?? 0) > 0) return false;
        buckets.delete(address.bucket);
        return true;
      }),
    settings: (address) => run(["settings", address.bucket], () => found(address).settings),
    put: (address, setting) =>
      run(["put", address.bucket, setting.name, setting.value], () => put(address, setting)),
    leftovers: (address) =>
      run(["leftovers", address.bucket], () => found(address).contents.slice(0, PAGE_SIZE)),
    remove: (address, leftovers) =>
      run(["remove", address.bucket, leftovers.length], () => remove(address, leftovers)),
    mayWrite: (address, folder) =>
      run(["mayWrite", address.bucket, folder], () => buckets.has(address.bucket)),
  };
}
