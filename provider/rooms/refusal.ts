import { InputError } from "../trtc/errors";

/** An error without a stack: a program that fails prints it, and the sentences are enough. */
export function refusal(message: string): InputError {
  const error = new InputError(message);
  error.stack = `${error.name}: ${message}`;
  return error;
}
