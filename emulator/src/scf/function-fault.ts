/**
 * Why the platform answers in a function's place. Status and words: https://www.tencentcloud.com/document/product/583/35311; that
 * a function URL answers them as HTTP status is not documented.
 */
const FAULTS = {
  InvalidCredentials: { status: 401, message: "Permission authentication failed." },
  FunctionUrlNotFound: { status: 404, message: "There is no such function URL, or it is closed." },
  ContainerStateExited: { status: 405, message: "The function exited before it listened on port 9000." },
  RequestTooLarge: { status: 406, message: "The request has more than 6 MB." },
  ResponseTooLarge: { status: 407, message: "The size of response exceeds the upper limit (6MB)." },
  TimeLimitReached: { status: 433, message: "The function did not answer within its timeout." },
  MemoryLimitReached: { status: 434, message: "The memory limit is reached." },
  FunctionStatusError: { status: 438, message: "The function is not in a state in which it answers." },
  UserProcessExit: { status: 439, message: "The function's process ended, or broke the connection." },
  ContainerInitError: { status: 445, message: "The function cannot be started." },
  PortBindingFailed: { status: 446, message: "The function does not listen on port 9000 in time." },
} as const;

export type FunctionFaultName = keyof typeof FAULTS;

export class FunctionFault extends Error {
  override readonly name = "FunctionFault";
  readonly code: FunctionFaultName;
  readonly status: number;

  constructor(code: FunctionFaultName) {
    super(FAULTS[code].message);
    this.code = code;
    this.status = FAULTS[code].status;
  }
}
