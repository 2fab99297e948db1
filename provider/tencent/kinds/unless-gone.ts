import { GoneError } from "../../trtc/errors";

/** The answer, or undefined when what was asked for is gone. */
export async function unlessGone<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof GoneError) return undefined;
    throw error;
  }
}
