/** Node's codes and OpenSSL's words for a connection that was never made. */
export const UNREACHABLE =
  /ECONNREFUSED|ENOTFOUND|EPROTO|wrong version number|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|self.signed certificate|unable to verify|certificate has expired|Hostname\/IP does not match/;

export function isLoopback(url: URL): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}

/**
 * The answer, or the error that Node gives for a connection that is too slow. What is asked goes on by itself.
 * @param limitMs milliseconds
 */
export async function inTime<Answer>(answer: Promise<Answer>, limitMs: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("ETIMEDOUT")), limitMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
