import * as pulumi from "@pulumi/pulumi";
import { processClient } from "../../../../provider/trtc/process";
import { fakeClient } from "../fake-client";
import type { Answer, FakeClient } from "../fake-client";
import { TASK_ID } from "../lifecycle-parts";
import { valueOf } from "../recorded-resources";

/** A resource as the engine gets it: the mocks' own arguments are not the wire, they hold one secret as a secret whole. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/** Before each test: an engine that makes tasks with the id `TASK_ID`, and remembers what it got. */
export function withMockedEngine(): void {
  beforeEach(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ inputs }) => ({
        id: TASK_ID,
        // a bag of inputs, whose type the mocks leave open
        state: { ...(inputs as Record<string, unknown>), region: "ap-singapore" },
      }),
      call: () => ({}),
    });
    jest.spyOn(mocks(), "registerResource");
  });
}

/** What the engine got since the test began. */
export function registered(): Registered[] {
  return jest.mocked(mocks().registerResource).mock.calls.map(([request]) => ({
    type: request.getType(),
    name: request.getName(),
    inputs: request.getObject()?.toJavaScript() ?? {},
  }));
}

/** A task as the engine gets it, where it is all that a program makes. */
export async function onlyRegistered(task: pulumi.CustomResource): Promise<Registered> {
  await valueOf(task.urn);
  const [only, ...others] = registered().filter(({ type }) => type !== "pulumi:pulumi:Stack");
  expect(others).toEqual([]);
  if (only === undefined) throw new Error("nothing was registered");
  return only;
}

function mocks(): NonNullable<ReturnType<typeof pulumi.runtime.getMonitor>> {
  const monitor = pulumi.runtime.getMonitor();
  if (monitor === undefined) throw new Error("no mocks are set");
  return monitor;
}

/** A secret on the wire between program and engine. */
export function secret(value: unknown): object {
  return {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  };
}

/** A client that answers one call so, for the functions of a file of tests that mocks `provider/trtc/process`. */
export function clientAnswering(action: string, answer: Answer): FakeClient {
  const client = fakeClient({ [action]: [answer] });
  jest.mocked(processClient).mockReturnValue(client);
  return client;
}
