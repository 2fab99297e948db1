import { environment, runModule, temporaryFolder } from "../sandbox";

const CASES: [text: string, least: string, isAtLeast: boolean][] = [
  ["v3.248.0", "3.248.0", true],
  ["v3.247.9", "3.248.0", false],
  ["3.259.0", "3.248.0", true],
  ["v4.0.0", "3.248.0", true],
  ["v2.999.999", "3.248.0", false],
  ["v3.260.0-alpha.1+1b594989", "3.248.0", true],
  ["go version go1.26.8 linux/amd64", "1.25.11", true],
  ["go version go1.25.11 darwin/arm64", "1.25.11", true],
  ["go version go1.25.10 linux/amd64", "1.25.11", false],
  ["go version go1.9 linux/amd64", "1.25.11", false],
  ["go version go1.26rc1 linux/amd64", "1.25.11", true],
  ["go version devel +abc", "1.25.11", false],
  ["", "1.25.11", false],
];

test("versions are compared by number, wherever they stand in a text", async () => {
  const { stdout } = await runModule(
    `import { isAtLeast } from scripts("setup/version.mjs");
    const cases = ${JSON.stringify(CASES)};
    console.log(JSON.stringify(cases.map(([text, least]) => [text, least, isAtLeast(text, least)])));`,
    environment(temporaryFolder()),
  );
  expect(JSON.parse(stdout)).toEqual(CASES);
});
