import type { IncomingMessage } from "node:http";

/** Temporary keys of a function's role. Secret. */
export interface RoleKeys {
  secretId: string;
  secretKey: string;
  token: string;
}

const PLATFORM = "x-scf-";

/**
 * Takes the headers of the platform out of a request to a web function: nothing that comes after can log them, store them or
 * take them for the sender's. The keys of the function's role are among them.
 *
 * @returns the keys; undefined when one of them is missing or came more than once
 */
export function takeRoleKeys(request: IncomingMessage): RoleKeys | undefined {
  // read once, so that all of them are there before the raw ones go
  const { headers, headersDistinct, rawHeaders } = request;
  const secretId = onlyOne(headersDistinct["x-scf-secret-id"]);
  const secretKey = onlyOne(headersDistinct["x-scf-secret-key"]);
  const token = onlyOne(headersDistinct["x-scf-session-token"]);
  for (const bag of [headers, headersDistinct])
    for (const name of Object.keys(bag)) if (name.startsWith(PLATFORM)) Reflect.deleteProperty(bag, name);
  request.rawHeaders = rawHeaders.filter((_text, index) => !isPlatform(rawHeaders[index - (index % 2)]));
  if (secretId === undefined || secretKey === undefined || token === undefined) return undefined;
  return { secretId, secretKey, token };
}

/** Names and values take turns. */
function isPlatform(name: string | undefined): boolean {
  return name?.toLowerCase().startsWith(PLATFORM) ?? false;
}

function onlyOne(values: readonly string[] | undefined): string | undefined {
  const [value, ...others] = values ?? [];
  return others.length === 0 && value !== "" ? value : undefined;
}
