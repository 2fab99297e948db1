/** URLs by suffix of host name: `{ "lambda-url.ap-southeast-1.on.aws": "http://127.0.0.1:4566" }`. */
export type ConnectTo = Readonly<Record<string, string>>;

/** Function URLs of the emulator's own cloud functions. */
const OWN_SUFFIX = "tencentscf.com";

function endsIn(host: string, suffix: string): boolean {
  return host === suffix || host.endsWith(suffix.startsWith(".") ? suffix : `.${suffix}`);
}

/**
 * Where a callback to a host really goes; undefined for the host itself. The path and the Host header stay those of the address.
 *
 * @param ownUrl - the emulator's, asked for at each callback, for the port is not known before
 */
export function createConnector(
  connectTo: ConnectTo,
  ownUrl: () => string,
): (host: string) => URL | undefined {
  return (host) => {
    const given = Object.entries(connectTo).find(([suffix]) => endsIn(host, suffix.toLowerCase()));
    if (given !== undefined) return new URL(given[1]);
    return endsIn(host, OWN_SUFFIX) ? new URL(ownUrl()) : undefined;
  };
}

/** What is wrong with the option, with the name it is given by; undefined when it is right. */
export function connectToProblem(connectTo: ConnectTo): string | undefined {
  const isRight = ([suffix, url]: readonly [string, string]): boolean =>
    /^[A-Za-z0-9.-]+$/.test(suffix) && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  return Object.entries(connectTo).every(isRight)
    ? undefined
    : "connectTo takes the end of a host name and an http or https URL, such as lambda-url.ap-southeast-1.on.aws=http://127.0.0.1:4566";
}
