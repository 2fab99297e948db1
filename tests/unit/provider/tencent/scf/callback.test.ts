import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CallbackServerParts } from "../../../../../provider/tencent/scf/callback-server";

const FOLDER = join(__dirname, "../../../../../provider/tencent/scf");

// jest lets a mock's factory read variables of this name alone
const mockListened: unknown[][] = [];
const mockParts: CallbackServerParts[] = [];
jest.mock("../../../../../provider/tencent/scf/callback-server", () => ({
  createCallbackServer: (parts: CallbackServerParts) => {
    mockParts.push(parts);
    return { listen: (...address: unknown[]) => mockListened.push(address) };
  },
}));

test("the function listens where SCF sends its requests, and writes lines to its log", () => {
  jest.requireActual("../../../../../provider/tencent/scf/callback");
  expect(mockListened).toEqual([[9000, "0.0.0.0"]]);
  const [parts] = mockParts;
  expect(parts?.environment).toBe(process.env);
  const write = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  parts?.write("{}");
  expect(write.mock.calls).toEqual([["{}\n"]]);
  write.mockRestore();
});

test("scf_bootstrap is a program that starts the code by Node's whole path, as SCF asks", () => {
  const file = join(FOLDER, "scf_bootstrap");
  expect(readFileSync(file, "utf8")).toBe("#!/bin/bash\nexec /var/lang/node18/bin/node index.js\n");
  expect(statSync(file).mode & 0o777).toBe(0o755);
});
