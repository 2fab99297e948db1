import type { Timeline } from "./clock";
import type { Fault, Faults } from "./faults";

/** What a call can be answered with, in the words of its protocol. */
export interface AnswerWays<Answer, Sent> {
  /** Does what the call asks for. */
  apply(): Promise<Answer>;
  /** The injected error. */
  error(): Answer;
  send(answer: Answer): Sent;
  /** Notes that the call was refused. */
  sendError(): Sent;
  /** An HTTP answer of another layer. */
  sendRaw(status: number, body: string): Sent;
  /** The connection stays open and silent until the client gives up. */
  hang(): Sent;
  breakHalfway(answer: Answer): Sent;
  breakOff(): Sent;
  /** Resolves when an answer that meets no fault would be sent. */
  due(): Promise<void>;
  /** @param end - what to do when the connection ends */
  onClose(end: () => void): void;
}

/** Answers a call as its injected fault says. */
export async function answerWithFault<Answer, Sent>(
  fault: Fault,
  ways: AnswerWays<Answer, Sent>,
  { faults, timeline }: { readonly faults: Faults; readonly timeline: Timeline },
): Promise<Sent> {
  if (fault.kind === "lateApply") {
    if (fault.applied) timeline.after(fault.seconds * 1000, () => ways.apply().then(() => undefined));
    return ways.hang();
  }
  const answer = fault.applied ? await ways.apply() : ways.error();
  await ways.due();
  switch (fault.kind) {
    case "error":
      return ways.sendError();
    case "status":
      return ways.sendRaw(fault.status, fault.body);
    case "body":
      return ways.sendRaw(200, fault.body);
    case "timeout":
      return ways.hang();
    case "reset":
      return ways.breakHalfway(answer);
    case "lost":
      return ways.breakOff();
    case "latency":
      await faults.wait(fault.seconds, (end) => ways.onClose(end));
      return ways.send(answer);
  }
}
