import fc from "fast-check";
import { validateRequest } from "../../emulator/src/trtc/validate";
import type { Bag } from "../../provider/resource/schema";
import { createLifecycle, noRobots } from "../../provider/task/lifecycle";
import type { TaskKind } from "../../provider/task/kind";
import { randomInputs } from "./agreement/random-inputs";
import { STRICTER, STRICTER_OF } from "./agreement/stricter";
import type { Stricter } from "./agreement/stricter";
import { EVERY_KIND } from "./provider/task/inputs/every-kind";

const RUNS = 10_000;

/** Names that look right to the table, or nearly so. */
const WORDS = {
  roomId: ["150", "a".repeat(64), " ~", 99_999_999_999, "房间", "a/b"],
  userId: ["A_z-9", "u".repeat(32), "a b", "é"],
  region: ["ap-singapore", "eu-frankfurt", "ap-guangzhou", "ap-tokyo"],
  "storage.region": ["us-gov-west-1", "oss-ap-southeast-1", "cn-shanghai", "Singapore", "a".repeat(40)],
  "storage.bucket": ["a-125000000", "my.bucket", "a-1", "A-1250000000", "ab", "arn:aws:s3:::x", "-x"],
  "storage.fileNamePrefix": [["prod", "a"], ["a/b"], [""], ["é"]],
};

/**
 * The provider's tables and the emulator's validators are written apart, from the same vendor pages.
 * Accepted by check means accepted by the service; what check refuses beyond that stands in a list with its reason.
 */
describe.each(EVERY_KIND)("$kind.resource", ({ kind, inputs: { smallest, fullest } }) => {
  const lifecycle = lifecycleOf(kind);
  const inputs = randomInputs({ schema: kind.schema, bases: [smallest, ...fullest], words: WORDS });
  const ofKind = STRICTER_OF[kind.resource] ?? [];

  test(`${RUNS} random inputs: accepted by check is accepted by the service, and what only check refuses has a reason`, () => {
    const used = new Set<Stricter>();
    const seen = { accepted: 0, refusedByBoth: 0, refusedByCheckOnly: 0 };
    fc.assert(
      fc.property(inputs, (given) => {
        const { inputs: checked, failures } = lifecycle.check({}, given);
        const isAccepted = failures.length === 0;
        const problem = serviceProblem(kind, checked, { isChangedToo: isAccepted });
        if (isAccepted) {
          seen.accepted++;
          expect(problem).toBeUndefined();
        } else if (problem !== undefined) {
          seen.refusedByBoth++;
        } else {
          seen.refusedByCheckOnly++;
          const explained = failures.filter(({ reason }) =>
            [...STRICTER, ...ofKind].some((rule) => rule.problem.test(reason) && used.add(rule)),
          );
          // what stands in an object that is not sent is not sent either
          const unexplained = failures.filter(
            ({ property }) => !explained.some((one) => isAtOrBelow(one.property, property)),
          );
          expect(unexplained).toEqual([]);
        }
      }),
      { numRuns: RUNS, seed: 20261121 },
    );
    expect(ofKind.filter((rule) => !used.has(rule))).toEqual([]);
    // none of the three ways was left untried
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(RUNS / 100);
  });
});

function lifecycleOf(kind: TaskKind<never>) {
  return createLifecycle(kind, {
    client: { call: () => Promise.reject(new Error("check makes no call")) },
    clock: { now: () => Date.UTC(2026, 0, 1), sleep: () => Promise.resolve() },
    settings: {
      environment: {
        TENCENTCLOUD_SECRET_ID: "id",
        TENCENTCLOUD_SECRET_KEY: "key",
        TRTC_SDK_SECRET_KEY: "app key",
      },
      config: () => undefined,
      credentialsFile: () => undefined,
    },
    report: () => undefined,
    robots: noRobots(),
  });
}

function isAtOrBelow(path: string, property: string): boolean {
  return property === path || property.startsWith(`${path}.`);
}

/** What the service says of the call that makes a task of these inputs, or of the one that changes it; what cannot even be put on the wire counts as refused. */
function serviceProblem(
  { create, modify }: TaskKind<never>,
  checked: Bag,
  { isChangedToo }: { isChangedToo: boolean },
): unknown {
  // the wire has a text for any value: what is no room id has none
  if (!["string", "number"].includes(typeof checked["roomId"])) return "no room id";
  // wrong on purpose, where check has refused them
  const inputs = checked as never;
  const region = { region: String(checked["region"]) };
  const tickets = { userSig: "sig", ...("privateMapKey" in checked && { privateMapKey: "key" }) };
  try {
    const made = validateRequest(create.action, onWire(create.params(inputs, tickets)), region);
    if (made !== undefined || modify === undefined || !isChangedToo) return made;
    const handle = { SdkAppId: checked["sdkAppId"], TaskId: "task" };
    const number = modify.sequence === undefined ? {} : { [modify.sequence.param]: 1 };
    const change = onWire({ ...handle, ...modify.params(inputs), ...number });
    return validateRequest(modify.action, change, region);
  } catch (error) {
    return error;
  }
}

/** As the client sends it: nothing undefined. */
function onWire(value: object): Bag {
  return JSON.parse(JSON.stringify(value)) as Bag; // an object stays an object
}
