/** What an API call answers instead of a result: a code of the vendor's lists and a message without secrets. */
export interface ApiProblem {
  readonly code: string;
  readonly message: string;
}

/** A name out of a request as messages and logs may show it: what is not a plain name may be a misplaced secret. */
export function shownName(name: string): string {
  return /^((?:cos:)?[A-Za-z][A-Za-z0-9.-]{0,63})?$/.test(name) ? name : "***";
}

/** Thrown by an action; becomes `Response.Error` with HTTP status 200. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;

  constructor({ code, message }: ApiProblem) {
    super(message);
    this.code = code;
  }
}
