/** What an API call answers instead of a result: a code of the vendor's lists and a message without secrets. */
export interface ApiProblem {
  readonly code: string;
  readonly message: string;
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
