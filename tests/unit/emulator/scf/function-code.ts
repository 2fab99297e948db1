import { strToU8, zipSync } from "fflate";

const UNIX = 3;

/** A zip file as a build makes it; the start file has the permissions 755 unless said otherwise. */
export function zipOf(
  files: Readonly<Record<string, string>>,
  { mode = 0o755 }: { readonly mode?: number } = {},
): Buffer {
  const entries = Object.entries(files).map(([name, text]): [string, [Uint8Array, object]] => {
    const bits = name === "scf_bootstrap" ? mode : 0o644;
    return [name, [strToU8(text), { os: UNIX, attrs: (0o100000 | bits) << 16 }]];
  });
  return Buffer.from(zipSync(Object.fromEntries(entries)));
}

export const BOOTSTRAP = "#!/bin/bash\nexec /var/lang/node18/bin/node index.js\n";

/** A web function of one file. @param handle - statements of what is done with `request`, `response` and `body` */
export function webFunction(handle: string): Buffer {
  const program = `require("node:http").createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    ${handle}
  });
}).listen(9000);`;
  return zipOf({ scf_bootstrap: BOOTSTRAP, "index.js": program });
}
